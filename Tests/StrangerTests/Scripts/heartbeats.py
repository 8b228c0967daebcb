"""Heartbeats: a chain of ids, and what silence does. The clock is the script's."""

import json

from py_clob_client_v2.exceptions import PolyApiException

from clob import client, place
from stranger import check, done, equal, venue


def expected_after(desk, heartbeat_id):
    """The id that the venue expects instead of a wrong one."""
    try:
        answer = desk.post_heartbeat(heartbeat_id)
    except PolyApiException as error:
        body = error.error_msg
        body = body if isinstance(body, dict) else json.loads(body)
        equal("a wrong id is refused in its own words", (error.status_code, body.get("error_msg")), (400, "Invalid Heartbeat ID"))
        return body["heartbeat_id"]
    check("a wrong id is refused", False, answer)


def main(venue):
    venue.admin("limits", "off")
    desk, other = client(venue, 0), client(venue, 1)
    token = venue.token()

    orders = [place(desk, token, "BUY", 0.1 + n / 100, 10)["orderID"] for n in range(3)]
    kept = place(other, token, "BUY", 0.1, 10)["orderID"]
    venue.advance("60s")
    equal("without heartbeats nothing is cancelled", len(desk.get_open_orders()), 3)

    beat = desk.post_heartbeat("")["heartbeat_id"]
    check("the first beat gets an id", beat, beat)
    for _ in range(4):
        venue.advance("5s")
        following = desk.post_heartbeat(beat)["heartbeat_id"]
        check("each beat gets another id", following != beat, following)
        beat = following
    equal("beats keep orders alive", len(desk.get_open_orders()), 3)

    venue.advance("5s")
    wanted = expected_after(desk, "00000000-0000-0000-0000-000000000000")
    equal("the right id is told", wanted, beat)
    beat = desk.post_heartbeat(wanted)["heartbeat_id"]

    venue.advance("9s")
    equal("nine seconds of silence do nothing", len(desk.get_open_orders()), 3)
    expected_after(desk, "wrong")
    venue.advance("7s")
    equal("after that all orders are cancelled, wrong ids notwithstanding", desk.get_open_orders(), [])
    for order in orders:
        state = desk.get_order(order)["status"].upper().removeprefix("ORDER_STATUS_")
        equal("each of them", state, "CANCELED")
    equal("nobody else's", [o["id"] for o in other.get_open_orders()], [kept])

    beat = desk.post_heartbeat("")["heartbeat_id"]
    check("a new chain begins with nothing", beat, beat)
    place(desk, token, "BUY", 0.1, 10)
    venue.advance("16s")
    equal("and holds the orders again", desk.get_open_orders(), [])


with venue("--seed", "15", "--traders", "none", "--clock", "virtual") as running:
    main(running)
done()
