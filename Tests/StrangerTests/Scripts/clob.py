"""The venue's own client, unmodified, and how it is used in these scripts."""

from py_clob_client_v2 import ClobClient, OrderArgs, OrderType
from py_clob_client_v2.config import get_contract_config
from py_clob_client_v2.exceptions import PolyApiException
from py_clob_client_v2.order_utils.exchange_order_builder_v2 import ExchangeOrderBuilderV2

from stranger import KEYS, check


def client(venue, key=0, creds=True, nonce=None):
    """A client with the credentials of its address."""
    # The clock of the venue may be its own, and then so are the time stamps of proofs.
    clock = {"use_server_time": venue.is_virtual}
    fresh = ClobClient(venue.http, venue.chain_id, key=KEYS[key], **clock)
    if not creds:
        return fresh
    return ClobClient(
        venue.http, venue.chain_id, key=KEYS[key], creds=fresh.create_or_derive_api_key(nonce), **clock
    )


def order(client, token, side, price, size, **more):
    """An order signed by the client."""
    return client.create_order(
        OrderArgs(token_id=token, price=price, size=size, side=side, **more)
    )


def place(client, token, side, price, size, kind=OrderType.GTC, post_only=False, **more):
    """Signs and posts; the answer."""
    return client.post_order(order(client, token, side, price, size, **more), kind, post_only)


def identity(client, venue, signed, neg_risk):
    """The order's id, computed by the client."""
    contracts = get_contract_config(venue.chain_id)
    exchange = contracts.neg_risk_exchange_v2 if neg_risk else contracts.exchange_v2
    builder = ExchangeOrderBuilderV2(exchange, venue.chain_id, client.signer)
    return builder.build_order_hash(builder.build_order_typed_data(signed))


def refused(name, action, status, text):
    """Whether the venue refuses in these words (a part of them)."""
    try:
        answer = action()
    except PolyApiException as error:
        found = (error.status_code, str(error.error_msg))
        return check(name, found[0] == status and text in found[1], found)
    return check(name, False, answer)
