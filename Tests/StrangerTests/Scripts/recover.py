"""Recovers with eth-account and the venue's client what was signed here: one JSON document on standard input."""

import json
import sys

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_account.typed_transactions import TypedTransaction
from hexbytes import HexBytes
from py_clob_client_v2.config import get_contract_config
from py_clob_client_v2.headers.headers import create_level_1_headers
from py_clob_client_v2.order_utils import Side
from py_clob_client_v2.order_utils.exchange_order_builder_v2 import ExchangeOrderBuilderV2
from py_clob_client_v2.order_utils.model.order_data_v2 import OrderV2
from py_clob_client_v2.signer import Signer
from py_clob_client_v2.signing.hmac import build_hmac_signature

from stranger import KEYS, done, equal

SIGNERS = {Account.from_key(key).address: key for key in KEYS}


def order(number, case):
    wire = case["body"]["order"]
    contracts = get_contract_config(case["chain"])
    exchange = {2: contracts.exchange_v2, 3: contracts.exchange_v3}[case["version"]]
    if case["neg_risk"]:
        exchange = contracts.neg_risk_exchange_v2
    builder = ExchangeOrderBuilderV2(
        exchange, case["chain"], Signer(SIGNERS[case["owner"]], case["chain"]), domain_version=str(case["version"]))
    fields = {name: wire[name] for name in wire if name not in ("signature", "side")}
    unsigned = OrderV2(**fields, side=Side.BUY if wire["side"] == "BUY" else Side.SELL)
    typed = builder.build_order_typed_data(unsigned)
    equal(f"id of order {number}", case["id"], builder.build_order_hash(typed))
    equal(f"signature of order {number}", wire["signature"], builder.build_order_signature(typed))
    if wire["signatureType"] != 3:
        recovered = Account.recover_message(encode_typed_data(full_message=typed), signature=wire["signature"])
        equal(f"signer of order {number}", recovered, case["owner"])


def statement(number, case):
    headers = case["headers"]
    signer = Signer(SIGNERS[headers["POLY_ADDRESS"]], case["chain"])
    wanted = create_level_1_headers(signer, nonce=int(headers["POLY_NONCE"]), timestamp=int(headers["POLY_TIMESTAMP"]))
    equal(f"statement {number}", headers, wanted)


def proof(number, case):
    wanted = build_hmac_signature(case["secret"], case["timestamp"], case["method"], case["path"], case["body"] or None)
    equal(f"proof {number}", case["signature"], wanted)


def transaction(number, case):
    raw = HexBytes(case["raw"])
    equal(f"sender of transaction {number}", Account.recover_transaction(raw), case["sender"])
    fields = TypedTransaction.from_bytes(raw).as_dict()
    equal(f"number of transaction {number}", fields["nonce"], case["nonce"])
    equal(f"chain of transaction {number}", fields["chainId"], case["chain"])


document = json.load(sys.stdin)
for look in (order, statement, proof, transaction):
    for number, case in enumerate(document[look.__name__ + "s"]):
        look(number, case)
done()
