"""What anybody may ask of the venue."""

from decimal import Decimal

from py_clob_client_v2 import BookParams, OrderType, PricesHistoryParams
from py_clob_client_v2.http_helpers.helpers import get, post

from clob import client, place, refused
from stranger import check, done, equal, venue, wait_until


def levels(side):
    return [Decimal(level["price"]) for level in side]


def main(venue):
    public = client(venue, creds=False)
    yes, no = venue.markets[0]["tokens"]
    equal("it is there", public.get_ok(), "OK")
    check("its time is in seconds", 1_500_000_000 < public.get_server_time() < 5_000_000_000)
    equal("its orders are of version 2", public.get_version(), 2)

    page = public.get_markets()
    equal("all markets are on one page", page["next_cursor"], "LTE=")
    equal("as many as were ordered", page["count"], len(venue.markets))
    equal("in their order", [m["condition_id"] for m in page["data"]], [m["condition_id"] for m in venue.markets])
    for name in ["get_sampling_markets", "get_simplified_markets", "get_sampling_simplified_markets"]:
        page = getattr(public, name)()
        equal(f"{name} lists them too", (len(page["data"]), page["next_cursor"]), (len(venue.markets), "LTE="))
    market = public.get_market(venue.condition())
    equal("a market has its tokens", [t["token_id"] for t in market["tokens"]], [yes, no])
    info = public.get_clob_market_info(venue.condition())
    equal("and in short form", [t["t"] for t in info["t"]], [yes, no])
    refused("no such market", lambda: public.get_market("0x" + "00" * 32), 404, "market not found")

    for index, market in enumerate(venue.markets):
        fresh = client(venue, creds=False)
        token = market["tokens"][1]
        equal(f"tick size of market {index}", fresh.get_tick_size(token), market["tick_size"])
        equal(f"negative risk of market {index}", fresh.get_neg_risk(token), market["neg_risk"])
        check(f"fee rate of market {index}", isinstance(fresh.get_fee_rate_bps(token), int))
        fee = fresh.get_fee_exponent(token)
        check(f"fee exponent of market {index}", isinstance(fee, (int, float)), fee)

    book = wait_until(lambda: (lambda b: b if b["bids"] and b["asks"] else None)(public.get_order_book(yes)))
    check("bids rise, best last", levels(book["bids"]) == sorted(levels(book["bids"])), book["bids"])
    check("asks fall, best last", levels(book["asks"]) == sorted(levels(book["asks"]), reverse=True), book["asks"])
    bid, ask = max(levels(book["bids"])), min(levels(book["asks"]))
    check("the book is not crossed", bid < ask, (bid, ask))
    equal("its hash is the client's", public.get_order_book_hash(dict(book)), book["hash"])
    equal("its tick size", book["tick_size"], venue.markets[0]["tick_size"])

    both = [BookParams(yes, "BUY"), BookParams(no, "SELL")]
    books = public.get_order_books(both)
    equal("several books at once", [b["asset_id"] for b in books], [yes, no])
    mirrored = {Decimal(1) - price for price in levels(books[0]["bids"])}
    equal("the other token's book mirrors it", set(levels(books[1]["asks"])), mirrored)

    equal("the price to buy is the lowest ask", Decimal(public.get_price(yes, "BUY")["price"]), ask)
    equal("the price to sell is the highest bid", Decimal(public.get_price(yes, "SELL")["price"]), bid)
    equal("the midpoint", Decimal(public.get_midpoint(yes)["mid"]), (bid + ask) / 2)
    equal("the spread", Decimal(public.get_spread(yes)["spread"]), ask - bid)
    prices = public.get_prices(both)
    equal("several prices", (Decimal(prices[yes]["BUY"]), Decimal(prices[no]["SELL"])), (ask, 1 - ask))
    equal("several midpoints", Decimal(public.get_midpoints(both)[no]), 1 - (bid + ask) / 2)
    equal("several spreads", Decimal(public.get_spreads(both)[no]), ask - bid)

    trader = client(venue, 0)
    answer = place(trader, yes, "BUY", float(ask), 5, OrderType.FAK)
    equal("a trade is made", answer["status"], "matched")
    last = public.get_last_trade_price(yes)
    equal("and is the last one", (Decimal(last["price"]), last["side"]), (ask, "BUY"))
    several = public.get_last_trades_prices(both)
    equal("of several tokens", {t["token_id"] for t in several} >= {yes}, True)
    history = public.get_prices_history(PricesHistoryParams(market=yes, interval="1d"))
    check("prices have a history", isinstance(history["history"], list), history)

    unknown = "1" * 70
    book_url, missing = f"{venue.http}/book", "No orderbook exists for the requested token id"
    refused("no such token", lambda: public.get_order_book(unknown), 404, missing)
    refused("no token", lambda: get(book_url, params={"token_id": "x"}), 400, "Invalid token id")
    refused("no side", lambda: get(f"{venue.http}/price", params={"token_id": yes, "side": "UP"}), 400, "Invalid side")
    refused("no list", lambda: post(f"{venue.http}/books", data="{}"), 400, "Invalid payload")
    many = [BookParams(yes)] * 501
    refused("more than 500", lambda: public.get_order_books(many), 400, "Payload exceeds the limit")
    refused("no such path", lambda: get(f"{venue.http}/nothing"), 404, "")


with venue("--seed", "12", "--traders", "makers", "--markets", "6") as running:
    main(running)
done()
