"""Orders of every kind: placed, refused in the venue's words, found again, cancelled."""

import time

from py_clob_client_v2 import (
    OpenOrderParams,
    OrderMarketCancelParams,
    OrderPayload,
    OrderScoringParams,
    OrdersScoringParams,
    OrderType,
)
from py_clob_client_v2.clob_types import PostOrdersV2Args

from clob import client, identity, order, place, refused
from stranger import check, done, equal, venue


def kinds(venue, desk, token):
    signed = order(desk, token, "BUY", 0.3, 10)
    answer = desk.post_order(signed, OrderType.GTC)
    equal("an order rests", (answer["success"], answer["status"]), (True, "live"))
    equal("its id is its hash", answer["orderID"], identity(desk, venue, signed, False))
    refused("the same bytes again", lambda: desk.post_order(signed, OrderType.GTC), 400, f"order {answer['orderID']} is invalid. Duplicated.")
    found = desk.get_order(answer["orderID"])
    expected = {
        "id": answer["orderID"], "maker_address": desk.get_address(), "asset_id": token, "side": "BUY",
        "order_type": "GTC", "market": venue.condition(), "owner": desk.creds.api_key,
    }
    equal("it is found", {key: found[key] for key in expected}, expected)
    equal("with its numbers", (float(found["original_size"]), float(found["size_matched"]), float(found["price"])), (10.0, 0.0, 0.3))

    soon = int(time.time())
    answer = place(desk, token, "BUY", 0.31, 10, OrderType.GTD, expiration=soon + 600)
    equal("one with an end rests", answer["status"], "live")
    equal("and says when", desk.get_order(answer["orderID"])["expiration"], str(soon + 600))
    refused("an end in the past", lambda: place(desk, token, "BUY", 0.31, 10, OrderType.GTD, expiration=soon - 1), 400, "invalid expiration")

    neg = next(i for i, m in enumerate(venue.markets) if m["neg_risk"])
    signed = order(desk, venue.token(neg), "BUY", 0.2, 10)
    answer = desk.post_order(signed, OrderType.GTC)
    equal("under negative risk another contract is signed for", answer["orderID"], identity(desk, venue, signed, True))

    answer = place(desk, token, "BUY", 0.3, 10, post_only=True)
    equal("post-only rests", answer["status"], "live")
    place(client(venue, 1), token, "SELL", 0.4, 20)
    refused("post-only does not take", lambda: place(desk, token, "BUY", 0.4, 10, post_only=True), 400, "invalid post-only order: order crosses book")
    answer = place(desk, token, "BUY", 0.4, 5, OrderType.FOK)
    equal("fill or kill fills", (answer["status"], float(answer["takingAmount"])), ("matched", 5.0))
    refused("or kills", lambda: place(desk, token, "BUY", 0.4, 100, OrderType.FOK), 400, "order couldn't be fully filled. FOK orders are fully filled or killed.")
    answer = place(desk, token, "BUY", 0.4, 100, OrderType.FAK)
    equal("fill and kill takes what there is", (answer["status"], float(answer["takingAmount"])), ("matched", 15.0))
    refused("or nothing", lambda: place(desk, token, "BUY", 0.4, 100, OrderType.FAK), 400, "no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.")


def refusals(venue, desk, token):
    signed = order(desk, token, "BUY", 0.3, 4)
    refused("too small", lambda: desk.post_order(signed, OrderType.GTC), 400, "Size (4) lower than the minimum: 5")
    fine = client(venue)
    fine._ClobClient__tick_sizes[token] = "0.001"
    refused("off the grid", lambda: place(fine, token, "BUY", 0.305, 10), 400, "breaks minimum tick size rule: 0.01")
    refused("more than there is", lambda: place(desk, token, "BUY", 0.9, 100_000), 400, "not enough balance / allowance")
    wrong = client(venue)
    wrong._ClobClient__neg_risk[token] = True
    refused("signed for another contract", lambda: place(wrong, token, "BUY", 0.3, 10), 400, "")
    stranger = client(venue, 1)
    signed = order(stranger, token, "BUY", 0.3, 10)
    refused("signed by another key", lambda: desk.post_order(signed, OrderType.GTC), 400, "the order signer address has to be the address of the API KEY")
    signed = order(desk, token, "BUY", 0.3, 10)
    signed.signature = signed.signature[:-4] + ("00" if signed.signature[-4:-2] != "00" else "01") + signed.signature[-2:]
    refused("a broken signature", lambda: desk.post_order(signed, OrderType.GTC), 400, "invalid signature")
    signed = order(desk, token, "BUY", 0.3, 10)
    signed.takerAmount = str(int(signed.takerAmount) + 1_000_000)
    refused("changed after signing", lambda: desk.post_order(signed, OrderType.GTC), 400, "")


def batches(venue, desk, token):
    good = [order(desk, token, "BUY", 0.1 + 0.01 * n, 10) for n in range(3)]
    small = order(desk, token, "BUY", 0.2, 1)
    legs = [good[0], small, good[1], good[0], good[2]]
    answers = desk.post_orders([PostOrdersV2Args(leg, OrderType.GTC) for leg in legs])
    equal("every leg is answered", len(answers), 5)
    equal("good ones rest", [a["status"] for a in answers], ["live", "", "live", "", "live"])
    check("the small one says why", "lower than the minimum" in answers[1]["errorMsg"], answers[1])
    equal("and has no id", answers[1]["orderID"], "")
    check("one twice is a duplicate", "Duplicated" in answers[3]["errorMsg"], answers[3])
    many = [PostOrdersV2Args(order(desk, token, "BUY", 0.05, 10), OrderType.GTC) for _ in range(16)]
    refused("16 are too many", lambda: desk.post_orders(many), 400, "Too many orders in payload: 16, max allowed: 15")
    return [a["orderID"] for a in answers if a["orderID"]]


def cancels(venue, desk, token, ids):
    equal("one is cancelled", desk.cancel_order(OrderPayload(ids[0])), {"canceled": [ids[0]], "not_canceled": {}})
    again = desk.cancel_order(OrderPayload(ids[0]))
    equal("once", again["canceled"], [])
    check("and says why not", "already canceled or matched" in again["not_canceled"].get(ids[0], ""), again)
    equal("it is found, cancelled", desk.get_order(ids[0])["status"].upper().removeprefix("ORDER_STATUS_"), "CANCELED")
    several = desk.cancel_orders([ids[1], ids[0], "0x" + "11" * 32])
    equal("several are cancelled", several["canceled"], [ids[1]])
    equal("others are not", sorted(several["not_canceled"]), sorted([ids[0], "0x" + "11" * 32]))
    refused("what is no id", lambda: desk.cancel_order(OrderPayload("0x12")), 400, "Invalid orderID")
    stranger = client(venue, 1)
    foreign = stranger.cancel_order(OrderPayload(ids[2]))
    equal("nobody cancels another's", (foreign["canceled"], list(foreign["not_canceled"])), ([], [ids[2]]))

    other = venue.token(0, 1)
    place(desk, other, "BUY", 0.1, 10)
    mine = desk.get_open_orders()
    check("open orders are listed", {o["id"] for o in mine} >= {ids[2]}, mine)
    equal("by token", {o["asset_id"] for o in desk.get_open_orders(OpenOrderParams(asset_id=other))}, {other})
    equal("by id", [o["id"] for o in desk.get_open_orders(OpenOrderParams(id=ids[2]))], [ids[2]])
    equal("whether one earns rewards", desk.is_order_scoring(OrderScoringParams(ids[2])), {"scoring": desk.is_order_scoring(OrderScoringParams(ids[2]))["scoring"]})
    equal("whether several do", list(desk.are_orders_scoring(OrdersScoringParams([ids[2]]))), [ids[2]])

    gone = desk.cancel_market_orders(OrderMarketCancelParams(market=venue.condition(), asset_id=other))
    equal("those of a token are cancelled", len(gone["canceled"]), 1)
    equal("and no others", desk.get_open_orders(OpenOrderParams(asset_id=other)), [])
    rest = {o["id"] for o in desk.get_open_orders()}
    equal("all are cancelled", set(desk.cancel_all()["canceled"]), rest)
    equal("none is left", desk.get_open_orders(), [])
    equal("and nothing more to cancel", desk.cancel_all(), {"canceled": [], "not_canceled": {}})


with venue("--seed", "13", "--traders", "none", "--markets", "4") as running:
    desk = client(running)
    token = running.token()
    kinds(running, desk, token)
    refusals(running, desk, token)
    cancels(running, desk, token, batches(running, desk, token))
done()
