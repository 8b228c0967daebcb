"""Signs with the venue's client and with eth-account what is to be recovered here: a document a line."""

import json
import random

from eth_account import Account
from eth_utils import to_checksum_address
from py_clob_client_v2 import ApiCreds, ClobClient, OrderArgs, PartialCreateOrderOptions
from py_clob_client_v2.clob_types import RequestArgs
from py_clob_client_v2.headers.headers import create_level_1_headers, create_level_2_headers
from py_clob_client_v2.order_utils.model.order_data_v2 import order_to_json_v2

from stranger import KEYS, done

random.seed(20260428)
NOWHERE = "http://127.0.0.1:9"


def orders():
    for number in range(60):
        key = random.choice(KEYS)
        chain = random.choice([137, 80002])
        kind = number % 4
        version = 3 if number % 5 == 4 else 2
        wallet = to_checksum_address(random.randbytes(20)) if kind else None
        client = ClobClient(NOWHERE, chain, key=key, signature_type=kind, funder=wallet)
        neg_risk = random.random() < 0.5 and version == 2
        tick = random.choice(["0.1", "0.01", "0.005", "0.0025", "0.001", "0.0001"])
        steps = int(round(1 / float(tick)))
        price = random.randrange(1, steps) / steps
        args = OrderArgs(
            token_id=str(random.getrandbits(256)), price=price, size=random.randrange(500, 10_000_000) / 100,
            side=random.choice(["BUY", "SELL"]), expiration=random.choice([0, 1_900_000_000]),
            builder_code="0x" + random.randbytes(32).hex(), metadata="0x" + random.randbytes(32).hex())
        # What it would ask the venue for.
        client._ClobClient__tick_sizes[args.token_id] = tick
        options = PartialCreateOrderOptions(tick_size=tick, neg_risk=neg_risk, version=version)
        body = order_to_json_v2(client.create_order(args, options), "owner", "GTC")
        print(json.dumps({
            "order": body, "chain": chain, "neg_risk": neg_risk, "version": version,
            "owner": Account.from_key(key).address}))


def statements():
    for _ in range(20):
        key, chain = random.choice(KEYS), random.choice([137, 80002])
        client = ClobClient(NOWHERE, chain, key=key)
        when, nonce = random.randrange(1_700_000_000, 2_000_000_000), random.choice([0, 1, 7, 2**64])
        headers = create_level_1_headers(client.signer, nonce=nonce, timestamp=when)
        print(json.dumps({"statement": headers, "chain": chain}))
        creds = ApiCreds("3f1c5d2e-0000-4000-8000-000000000000", random.choice(["A" * 43 + "=", "-_-_" * 11]), "pass")
        body = random.choice([None, '{"orderID":"0x12"}', "[]"])
        request = RequestArgs(random.choice(["GET", "POST", "DELETE"]), "/data/orders", body, body)
        headers = create_level_2_headers(client.signer, creds, request, timestamp=when)
        print(json.dumps({
            "proof": headers, "secret": creds.api_secret, "method": request.method, "path": request.request_path,
            "body": body or ""}))


def transactions():
    for number in range(40):
        key = random.choice(KEYS)
        fields = {
            "chainId": random.choice([1, 137, 80002]), "nonce": random.getrandbits(20), "gas": 21_000 + random.getrandbits(20),
            "to": Account.from_key(random.choice(KEYS)).address, "value": random.getrandbits(80), "data": "0x" + random.randbytes(number).hex()}
        if number % 3:
            fields |= {"maxFeePerGas": 2 * 10**11, "maxPriorityFeePerGas": 3 * 10**10, "type": 2}
        else:
            fields |= {"gasPrice": 10**11}
        signed = Account.sign_transaction(fields, key)
        print(json.dumps({
            "transaction": "0x" + signed.raw_transaction.hex().removeprefix("0x"),
            "hash": "0x" + signed.hash.hex().removeprefix("0x"), "sender": Account.from_key(key).address,
            "nonce": fields["nonce"], "value": str(fields["value"])}))


orders()
statements()
transactions()
done()
