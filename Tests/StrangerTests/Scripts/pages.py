"""Long lists: the client reads page after page until the venue says that there is no more."""

from py_clob_client_v2 import OrderType
from py_clob_client_v2.clob_types import PostOrdersV2Args
from py_clob_client_v2.http_helpers.helpers import get

from clob import client, order, place, refused
from stranger import check, done, equal, venue


def main(venue):
    venue.admin("limits", "off")
    desk = client(venue)
    token = venue.token()
    wanted = set()
    for batch in range(40):
        legs = [order(desk, token, "BUY", 0.01 + 0.001 * (batch % 20), 5) for _ in range(15)]
        answers = desk.post_orders([PostOrdersV2Args(leg, OrderType.GTC) for leg in legs])
        wanted |= {a["orderID"] for a in answers}
    equal("600 orders rest", len(wanted - {""}), 600)
    listed = [o["id"] for o in desk.get_open_orders()]
    equal("all are listed", set(listed), wanted)
    equal("each once", len(listed), 600)
    first = desk.get_open_orders(only_first_page=True)
    check("a page is shorter", 0 < len(first) < 600, len(first))
    refused(
        "a cursor that nobody gave",
        lambda: get(f"{venue.http}/markets", params={"next_cursor": "nonsense"}), 400, "")
    gone = desk.cancel_orders(sorted(wanted))
    equal("all are cancelled in one request", set(gone["canceled"]), wanted)

    maker, taker = client(venue, 1), client(venue, 2)
    place(maker, token, "SELL", 0.5, 900)
    for _ in range(60):
        answer = desk.post_orders(
            [PostOrdersV2Args(order(taker_, token, "BUY", 0.5, 5), OrderType.FAK) for taker_ in [desk] * 2],
            defer_exec=True)
        assert all(a["status"] == "matched" for a in answer), answer
    trades = desk.get_trades()
    equal("all trades are listed", len({t["id"] for t in trades}), 120)
    equal("each trade once", len(trades), 120)
    equal("to who made them", taker.get_trades(), [])

    cursor, markets, pages = "MA==", [], 0
    while cursor != "LTE=" and pages < 50:
        page = desk.get_markets(cursor)
        markets += page["data"]
        cursor = page["next_cursor"]
        pages += 1
    equal("the pages of the markets end", cursor, "LTE=")
    equal("and hold all of them", {m["condition_id"] for m in markets}, {m["condition_id"] for m in venue.markets})


with venue("--seed", "16", "--traders", "none") as running:
    main(running)
done()
