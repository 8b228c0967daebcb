"""API keys: made and derived with a signature, used with an HMAC, and what is refused."""

import time

from py_clob_client_v2 import ApiCreds, ClobClient
from py_clob_client_v2.headers.headers import create_level_1_headers
from py_clob_client_v2.http_helpers.helpers import get, post

from clob import client, refused
from stranger import KEYS, check, done, equal, venue


def main(venue):
    first = client(venue, creds=False)
    refused("nothing is derived before it was made", first.derive_api_key, 400, "Could not derive api key!")
    creds = first.create_api_key()
    check("a key is a UUID", len(creds.api_key) == 36 and creds.api_key.count("-") == 4, creds)
    equal("what is derived is what was made", first.derive_api_key(), creds)
    refused("a key is made once", first.create_api_key, 400, "Could not create api key")
    equal("create or derive gets it again", first.create_or_derive_api_key(), creds)

    refused("another number has no key yet", lambda: first.derive_api_key(7), 400, "Could not derive api key!")
    other = first.create_api_key(7)
    check("another number gives another key", other.api_key != creds.api_key)
    equal("and both stand", first.derive_api_key(7), other)
    check(
        "another address gives another key",
        client(venue, 1, creds=False).create_api_key().api_key != creds.api_key,
    )

    def with_creds(creds, key=0):
        return ClobClient(venue.http, venue.chain_id, key=KEYS[key], creds=creds)

    desk = with_creds(creds)
    equal("the keys of an address are listed", sorted(desk.get_api_keys()["apiKeys"]), sorted([creds.api_key, other.api_key]))
    equal("it may open positions", desk.get_closed_only_mode(), {"closed_only": False})
    desk_time = ClobClient(venue.http, venue.chain_id, key=KEYS[0], creds=creds, use_server_time=True)
    equal("the server's time does as well", desk_time.get_closed_only_mode(), {"closed_only": False})

    unauthorized = "Unauthorized/Invalid api key"
    wrong = ApiCreds(creds.api_key, other.api_secret, creds.api_passphrase)
    refused("a wrong secret", with_creds(wrong).get_api_keys, 401, unauthorized)
    wrong = ApiCreds(creds.api_key, creds.api_secret, "x" + creds.api_passphrase)
    refused("a wrong passphrase", with_creds(wrong).get_api_keys, 401, unauthorized)
    wrong = ApiCreds("00000000-0000-0000-0000-000000000000", creds.api_secret, creds.api_passphrase)
    refused("an unknown key", with_creds(wrong).get_api_keys, 401, unauthorized)
    refused("a key of another address", with_creds(creds, 1).get_api_keys, 401, unauthorized)

    bad = "Invalid L1 Request headers"
    make = f"{venue.http}/auth/api-key"
    signer = first.signer
    stale = create_level_1_headers(signer, nonce=9, timestamp=int(time.time()) - 3600)
    refused("a signature of an hour ago", lambda: post(make, headers=stale), 401, bad)
    headers = create_level_1_headers(signer, nonce=9)
    refused(
        "a signature over another number",
        lambda: post(make, headers={**headers, "POLY_NONCE": "10"}), 401, bad)
    refused(
        "a signature of another address",
        lambda: post(make, headers={**headers, "POLY_ADDRESS": client(venue, 1, creds=False).get_address()}),
        401, bad)
    refused("no headers", lambda: get(f"{venue.http}/auth/derive-api-key"), 401, bad)
    refused("no headers where an HMAC is due", lambda: get(f"{venue.http}/auth/api-keys"), 401, unauthorized)

    equal("a key can be ended", desk.delete_api_key(), "OK")
    refused("and is worth nothing then", desk.get_api_keys, 401, unauthorized)
    equal("the other one still is", with_creds(other).get_api_keys(), {"apiKeys": [other.api_key]})


with venue("--seed", "11", "--traders", "none") as running:
    main(running)
done()
