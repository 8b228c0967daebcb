"""The two token buckets of a signer, told in headers. The clock is the script's, so the counts are exact."""

import json

import httpx
from py_clob_client_v2 import OrderPayload, OrderType
from py_clob_client_v2.clob_types import PostOrdersV2Args, RequestArgs
from py_clob_client_v2.headers.headers import create_level_2_headers
from py_clob_client_v2.order_utils.model.order_data_v2 import order_to_json_v2

from clob import client, order, place, refused
from stranger import check, done, equal, venue


def batch(desk, token, count):
    legs = [PostOrdersV2Args(order(desk, token, "BUY", 0.1, 5), OrderType.GTC) for _ in range(count)]
    return desk.post_orders(legs)


def post(venue, desk, token):
    """Posts an order by hand, for the headers of the answer."""
    body = order_to_json_v2(order(desk, token, "BUY", 0.1, 5), desk.creds.api_key, "GTC")
    text = json.dumps(body, separators=(",", ":"))
    request = RequestArgs("POST", "/order", body, text)
    headers = create_level_2_headers(desk.signer, desk.creds, request, timestamp=desk.get_server_time())
    return httpx.post(f"{venue.http}/order", headers=headers, content=text)


def main(venue):
    desk, other = client(venue, 0), client(venue, 1)
    token = venue.token()
    first = post(venue, desk, token)
    equal("an order costs one of sixty", (first.status_code, first.headers["Poly-RateLimit-Remaining"]), (200, "59"))
    equal("for the lowest tier", first.headers["Poly-RateLimit-Tier"], "standard")
    for _ in range(3):
        batch(desk, token, 15)
    batch(desk, token, 13)
    refused("a batch that does not fit is refused whole", lambda: batch(desk, token, 2), 429, "")
    last = post(venue, desk, token)
    equal("what fits is taken", (last.status_code, last.headers["Poly-RateLimit-Remaining"]), (200, "0"))
    none = post(venue, desk, token)
    equal("then nothing is", none.status_code, 429)
    check("but when to come back", int(none.headers["Retry-After"]) >= 1, none.headers)
    check("as a time too", int(none.headers["Poly-RateLimit-Reset"]) >= desk.get_server_time(), none.headers)
    equal("all that was taken rests", len(desk.get_open_orders()), 60)
    equal("others have buckets of their own", place(other, token, "BUY", 0.1, 5)["status"], "live")
    mine = desk.get_open_orders()
    equal("and cancels one of theirs", desk.cancel_order(OrderPayload(mine[0]["id"]))["canceled"], [mine[0]["id"]])
    venue.advance("1s")
    equal("a second gives forty back", len(batch(desk, token, 15)), 15)
    equal("exactly", post(venue, desk, token).headers["Poly-RateLimit-Remaining"], "24")


with venue("--seed", "20", "--traders", "none", "--clock", "virtual") as running:
    main(running)
done()
