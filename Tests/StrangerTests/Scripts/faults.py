"""What goes wrong on demand, as the venue's client and `websockets` live through it."""

import asyncio
import json
import time

import httpx
import websockets
from py_clob_client_v2 import OrderPayload, OrderType
from py_clob_client_v2.exceptions import PolyApiException

from channels_client import events, first, is_type
from clob import client, identity, order, place, refused
from stranger import check, done, equal, venue, wait_until


def unanswered(name, action):
    try:
        answer = action()
    except PolyApiException as error:
        return check(name, error.status_code is None, (error.status_code, error.error_msg))
    return check(name, False, answer)


def lost_replies(venue, desk, token):
    venue.admin("faults", {"kind": "lost-reply", "endpoint": "post-order", "times": 1})
    signed = order(desk, token, "BUY", 0.2, 10)
    known = identity(desk, venue, signed, False)
    unanswered("a reply can be lost", lambda: desk.post_order(signed, OrderType.GTC))
    equal("although the order is booked, under the id that was known before", desk.get_order(known)["id"], known)
    refused("the same bytes prove it", lambda: desk.post_order(signed, OrderType.GTC), 400, f"order {known} is invalid. Duplicated.")
    venue.admin("faults", {"kind": "lost-reply", "endpoint": "cancel-order", "times": 1})
    unanswered("that of a cancel too", lambda: desk.cancel_order(OrderPayload(known)))
    equal("although it is cancelled", [o["id"] for o in desk.get_open_orders()], [])

    venue.admin("faults", {"kind": "slow-reply", "delay": "5500ms", "endpoint": "post-order", "times": 1})
    signed = order(desk, token, "BUY", 0.2, 10)
    began = time.monotonic()
    unanswered("a reply can come after the client has given up", lambda: desk.post_order(signed, OrderType.GTC))
    check("after five seconds", 4.5 < time.monotonic() - began < 8, time.monotonic() - began)
    equal("and the order rests", desk.get_order(identity(desk, venue, signed, False))["id"], identity(desk, venue, signed, False))
    venue.admin("faults", {"kind": "slow-answer", "bytes_per_second": 2_000, "endpoint": "book", "times": 1})
    equal("an answer can drip", desk.get_order_book(token)["asset_id"], token)
    desk.cancel_all()


def refusals(venue, desk, token):
    def post():
        return place(desk, token, "BUY", 0.2, 10)

    texts = [
        ("timed-out", 500, "order timed out"), ("execution", 500, "could not run the execution"),
        ("disabled", 503, "Trading is currently disabled. Check polymarket.com for updates"),
        ("cancel-only", 503, "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed."),
        ("post-only", 503, "post-only mode: only post-only orders and cancels are allowed"),
        ("throttled", 429, ""), ("restarting", 425, ""), ("blocked", 403, ""),
    ]
    for name, status, text in texts:
        venue.admin("faults", {"kind": "refuse", "with": name, "endpoint": "post-order", "times": 1})
        refused(f"an order is refused: {name}", post, status, text)
    equal("none of them is booked", desk.get_open_orders(), [])
    equal("afterwards all is well", post()["status"], "live")

    venue.admin("mode", {"to": "cancel-only"})
    refused("an engine can take cancels alone", post, 503, "cancel-only")
    equal("which it does", len(desk.cancel_all()["canceled"]), 1)
    venue.admin("mode", {"to": "post-only"})
    refused("or orders that rest", post, 503, "post-only mode")
    equal("which it does too", place(desk, token, "BUY", 0.2, 10, post_only=True)["status"], "live")
    venue.admin("mode", {"to": "disabled"})
    refused("or nothing", desk.cancel_all, 503, "Trading is currently disabled")
    venue.admin("mode", "restarting")
    refused("an engine can restart", post, 425, "")
    venue.admin("mode", "normal")
    equal("and be there again", len(desk.cancel_all()["canceled"]), 1)


def books(venue, desk, token):
    place(desk, token, "BUY", 0.3, 10)
    venue.admin("faults", {"kind": "ghost-book", "levels": 2, "times": 1})
    ghost, real = desk.get_order_book(token), desk.get_order_book(token)
    check("a book can show what is not there", len(ghost["bids"]) + len(ghost["asks"]) > len(real["bids"]) + len(real["asks"]), ghost)
    venue.admin("faults", {"kind": "hash-mismatch", "times": 1})
    wrong = desk.get_order_book(token)
    check("or a hash of another one", wrong["hash"] != desk.get_order_book_hash(dict(wrong)), wrong)
    right = desk.get_order_book(token)
    equal("and be right again", desk.get_order_book_hash(dict(right)), right["hash"])


async def sockets(venue, desk, token):
    hello = json.dumps({"type": "market", "assets_ids": [token]})

    async def change(price):
        await asyncio.to_thread(place, desk, token, "BUY", price, 10)

    async with websockets.connect(venue.ws + "/ws/market") as socket:
        await socket.send(hello)
        await first(socket, is_type("book"))
        venue.admin("faults", {"kind": "duplicate-events", "copies": 1, "channel": "market", "times": 1})
        await change(0.11)
        told = []
        async for event in events(socket, 2):
            told.append(event)
        changes = [e for e in told if e["event_type"] == "price_change"]
        equal("an event can come twice", len(changes), 2)
        equal("the very same", changes[0], changes[-1])

        venue.admin("faults", {"kind": "silent-socket", "channel": "market"})
        await change(0.12)
        await socket.send("PING")
        said = [e["event_type"] async for e in events(socket, 2)]
        check("a socket can fall silent", "price_change" not in said, said)
        httpx.delete(f"{venue.http}/admin/faults")

    async with websockets.connect(venue.ws + "/ws/market") as socket:
        await socket.send(hello)
        book = await first(socket, is_type("book"))
        check("after a reconnect the book is whole", {"price": "0.12", "size": "10"} in book["bids"], book)
        venue.admin("faults", {"kind": "dropped-socket", "channel": "market", "times": 1})
        await change(0.13)
        try:
            while True:
                await asyncio.wait_for(socket.recv(), 10)
        except websockets.ConnectionClosed as closed:
            check("a socket can be gone", closed.rcvd is None, closed)
        except asyncio.TimeoutError:
            check("a socket can be gone", False, "silence")


def late_trades(venue, desk, token):
    venue.admin("settlements", {"outcome": "stuck"})
    other = client(venue, 1)
    place(desk, token, "SELL", 0.9, 10)
    signed = order(other, token, "BUY", 0.9, 10)
    answer = other.post_order(signed, OrderType.FOK, defer_exec=True)
    trade = other.get_trades()[0]
    equal("a trade can stay matched", trade["status"].upper().removeprefix("TRADE_STATUS_"), "MATCHED")
    equal("without a transaction", trade["transaction_hash"], "")
    venue.admin("trades", {"id": answer["tradeIDs"][0], "outcome": "failed"})

    def status():
        return other.get_trades()[0]["status"].upper().removeprefix("TRADE_STATUS_")

    check("until somebody decides", wait_until(lambda: status() == "FAILED"), status())


with venue("--seed", "19", "--traders", "none") as running:
    desk = client(running)
    token = running.token()
    lost_replies(running, desk, token)
    refusals(running, desk, token)
    books(running, desk, token)
    late_trades(running, desk, token)
    asyncio.run(sockets(running, desk, token))
    state = httpx.get(f"{running.http}/admin/state").json()
    check("the venue counts what it was asked", state["requests"] > 50, state)
done()
