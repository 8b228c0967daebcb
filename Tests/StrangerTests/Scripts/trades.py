"""Orders that meet: market orders, trades until they are confirmed, and whose money is where afterwards."""

from decimal import Decimal

from py_clob_client_v2 import AssetType, BalanceAllowanceParams, MarketOrderArgs, OrderType, TradeParams
from py_clob_client_v2.http_helpers.helpers import get

from clob import client, place, refused
from stranger import check, done, equal, venue, wait_until


def pusd(desk):
    return int(desk.get_balance_allowance(BalanceAllowanceParams(asset_type=AssetType.COLLATERAL))["balance"])


def shares(desk, token):
    params = BalanceAllowanceParams(asset_type=AssetType.CONDITIONAL, token_id=token)
    return int(desk.get_balance_allowance(params)["balance"])


def status(trade):
    return trade["status"].upper().removeprefix("TRADE_STATUS_")


def final(desk, trade_id):
    """The trade once it is final."""
    def look():
        trades = desk.get_trades(TradeParams(id=trade_id))
        return trades[0] if trades and status(trades[0]) in ("CONFIRMED", "FAILED") else None
    return wait_until(look, seconds=30, every=0.2)


def main(venue):
    maker, taker = client(venue, 0), client(venue, 1)
    token, other = venue.markets[0]["tokens"]
    maker_before, taker_before = pusd(maker), pusd(taker)
    maker_shares, taker_shares = shares(maker, token), shares(taker, token)
    first = place(maker, token, "SELL", 0.5, 20)
    second = place(maker, token, "SELL", 0.52, 20)
    allowance = maker.get_balance_allowance(BalanceAllowanceParams(asset_type=AssetType.COLLATERAL))
    check("allowances are told for the exchanges", len(allowance["allowances"]) >= 2, allowance)
    maker.update_balance_allowance(BalanceAllowanceParams(asset_type=AssetType.COLLATERAL))

    market = taker.create_market_order(
        MarketOrderArgs(token_id=token, amount=15.2, side="BUY", order_type=OrderType.FOK))
    answer = taker.post_order(market, OrderType.FOK)
    equal("a market order fills", (answer["success"], answer["status"]), (True, "matched"))
    check("its trades are named", answer["tradeIDs"], answer)
    check("and the transactions are known in time", answer.get("transactionsHashes"), answer)
    filled = Decimal(answer["takingAmount"])
    check("within what was to be spent", Decimal(answer["makingAmount"]) <= Decimal("15.2"), answer)

    seen = [final(taker, trade) for trade in answer["tradeIDs"]]
    check("all trades are confirmed", all(t and status(t) == "CONFIRMED" for t in seen), seen)
    equal("they add up", sum(Decimal(t["size"]) for t in seen), filled)
    equal("the taker is told so", {t["trader_side"] for t in seen}, {"TAKER"})
    equal("for its order", {t["taker_order_id"] for t in seen}, {answer["orderID"]})
    hashes = {t["transaction_hash"] for t in seen}
    check("each has its transaction", all(len(h) == 66 for h in hashes), hashes)
    makers = [m for t in seen for m in t["maker_orders"]]
    equal("the makers' orders are named", {m["order_id"] for m in makers}, {first["orderID"], second["orderID"]})
    equal("with what they gave", sum(Decimal(m["matched_amount"]) for m in makers), filled)
    view = maker.get_trades(TradeParams(market=venue.condition()))
    equal("the maker sees the same trades", {t["id"] for t in view}, set(answer["tradeIDs"]))
    equal("as maker", {t["trader_side"] for t in view}, {"MAKER"})

    spent = taker_before - pusd(taker)
    got = shares(taker, token) - taker_shares
    equal("the taker has the shares", got, int(filled * 1_000_000))
    equal("the maker has given them", maker_shares - shares(maker, token), got)
    paid = sum(Decimal(m["matched_amount"]) * Decimal(m["price"]) for m in makers)
    equal("the maker has the money", pusd(maker) - maker_before, int(paid * 1_000_000))
    check("the taker has spent it, and a fee at most", paid * 1_000_000 <= spent <= paid * 1_100_000, spent)

    done_order = maker.get_order(first["orderID"])
    equal("the first order is used up", Decimal(done_order["size_matched"]), Decimal(20))
    equal("and knows its trades", set(done_order["associate_trades"]) <= set(answer["tradeIDs"]), True)

    place(maker, token, "BUY", 0.4, 50)
    market = taker.create_market_order(
        MarketOrderArgs(token_id=token, amount=12.0, side="SELL", order_type=OrderType.FAK))
    answer = taker.post_order(market, OrderType.FAK, defer_exec=True)
    equal("a market order sells", (answer["status"], Decimal(answer["makingAmount"])), ("matched", Decimal(12)))
    trade = final(taker, answer["tradeIDs"][0])
    equal("and is confirmed", status(trade), "CONFIRMED")

    # Buying one outcome against buyers of the other makes new shares of both.
    maker.cancel_all()
    place(maker, other, "BUY", 0.7, 10)
    before = (shares(maker, other), shares(taker, token))
    answer = place(taker, token, "BUY", 0.3, 10, OrderType.FOK)
    trade = final(taker, answer["tradeIDs"][0])
    equal("buyers of both outcomes meet", status(trade), "CONFIRMED")
    equal("new shares came into being", (shares(maker, other) - before[0], shares(taker, token) - before[1]), (10_000_000, 10_000_000))

    venue.admin("settlements", {"outcome": "failed", "retries": 1})
    before = (pusd(taker), shares(taker, token))
    place(maker, token, "SELL", 0.6, 10)
    answer = place(taker, token, "BUY", 0.6, 10, OrderType.FOK)
    trade = final(taker, answer["tradeIDs"][0])
    equal("a settlement can fail", status(trade), "FAILED")
    equal("then nothing has moved", (pusd(taker), shares(taker, token)), before)

    after = int(trade["match_time"])
    listed = taker.get_trades(TradeParams(after=after - 1))
    check("trades are listed by time", trade["id"] in {t["id"] for t in listed}, listed)
    equal("none from the future", taker.get_trades(TradeParams(after=after + 10_000)), [])
    page = taker.get_trades_paginated()
    equal("pages tell their size", page["count"], len(page["trades"]))
    refused("trades are not told to everybody", lambda: get(f"{venue.http}/data/trades"), 401, "Unauthorized/Invalid api key")


with venue("--seed", "14", "--traders", "none", "--clock", "virtual") as running, running.hurrying():
    main(running)
done()
