"""Both WebSocket channels, with `websockets` from PyPI at the other end."""

import asyncio
import json
from decimal import Decimal

import websockets
from py_clob_client_v2 import OrderPayload, OrderType

from channels_client import events, first, is_type
from clob import client, place
from stranger import check, done, equal, venue


async def in_thread(action, *arguments, **more):
    return await asyncio.to_thread(action, *arguments, **more)


async def market_channel(venue, desk):
    token, other = venue.markets[0]["tokens"]
    await in_thread(place, desk, token, "BUY", 0.4, 10)
    async with websockets.connect(venue.ws + "/ws/market") as socket:
        await socket.send(json.dumps({"type": "market", "assets_ids": [token, other]}))
        books = {}
        async for event in events(socket):
            if event["event_type"] == "book":
                books[event["asset_id"]] = event
            if len(books) == 2:
                break
        equal("the books come first", set(books), {token, other})
        equal("with what rests", books[token]["bids"], [{"price": "0.4", "size": "10"}])
        equal("and its mirror", books[other]["asks"], [{"price": "0.6", "size": "10"}])
        rest = desk.get_order_book(token)
        equal("the hash is that of the book", books[token]["hash"], rest["hash"])

        await socket.send("PING")
        check("PING is answered", await first(socket, is_type("PONG")))
        pong = await socket.ping()
        check("and so is the protocol's own", await asyncio.wait_for(pong, 10) is not None)

        await in_thread(place, desk, token, "BUY", 0.41, 20)
        event = await first(socket, is_type("price_change"))
        changes = {c["asset_id"]: c for c in event["price_changes"]}
        equal("a new level is told", [changes[token][k] for k in ("price", "size", "side", "best_bid")], ["0.41", "20", "BUY", "0.41"])
        equal("for both tokens", [changes[other][k] for k in ("price", "size", "side", "best_ask")], ["0.59", "20", "SELL", "0.59"])

        seller = await in_thread(client, venue, 1)
        answer = await in_thread(place, seller, token, "SELL", 0.41, 5, OrderType.FAK)
        equal("a trade is made", answer["status"], "matched")
        event = await first(socket, is_type("last_trade_price", asset_id=token))
        equal("and told", [Decimal(event["price"]), Decimal(event["size"]), event["side"]], [Decimal("0.41"), Decimal(5), "SELL"])

        await socket.send(json.dumps({"operation": "unsubscribe", "assets_ids": [token, other]}))
        await socket.send("PING")
        await first(socket, is_type("PONG"))
        await in_thread(place, desk, token, "BUY", 0.39, 20)
        await socket.send("PING")
        event = await first(socket, lambda e: True)
        equal("who unsubscribes hears no more", event["event_type"], "PONG")

        third = venue.token(1)
        await socket.send(json.dumps({"operation": "subscribe", "assets_ids": [third]}))
        event = await first(socket, is_type("book", asset_id=third))
        check("one can subscribe later", event is not None, event)
        await socket.send("nonsense")
        event = await first(socket, lambda e: True)
        equal("nonsense is called so", event["event_type"], "INVALID OPERATION")
        await socket.send("PING")
        check("nonsense does not end the connection", await first(socket, is_type("PONG")))


async def user_channel(venue, desk):
    token = venue.token()
    creds = desk.creds
    auth = {"apiKey": creds.api_key, "secret": creds.api_secret, "passphrase": creds.api_passphrase}
    hello = json.dumps({"type": "user", "auth": auth, "markets": [venue.condition()]})
    async with websockets.connect(venue.ws + "/ws/user") as socket:
        await socket.send(hello)
        await socket.send("PING")
        check("the user channel answers PING", await first(socket, is_type("PONG")))
        placed = (await in_thread(place, desk, token, "BUY", 0.45, 30))["orderID"]
        event = await first(socket, is_type("order", id=placed))
        equal("an order is told when it is placed", (event["type"], event["side"], Decimal(event["original_size"])), ("PLACEMENT", "BUY", Decimal(30)))
        equal("to its owner", event["owner"], creds.api_key)

        seller = await in_thread(client, venue, 1)
        answer = await in_thread(place, seller, token, "SELL", 0.45, 10, OrderType.FAK)
        trade, states, matched = answer["tradeIDs"][0], [], None
        hashes = []
        async for event in events(socket, 15):
            if event["event_type"] == "order" and event["id"] == placed:
                matched = (event["type"], Decimal(event["size_matched"]))
            if event["event_type"] == "trade" and event["id"] == trade:
                states.append(event["status"])
                hashes.append(event.get("transaction_hash"))
                if event["status"] == "CONFIRMED":
                    break
        equal("a fill is told", matched, ("UPDATE", Decimal(10)))
        steps = [s for n, s in enumerate(states) if n == 0 or states[n - 1] != s]
        equal("a trade goes its way", steps, ["MATCHED", "MINED", "CONFIRMED"])
        check("with its transaction in the end", hashes[-1] and len(hashes[-1]) == 66, hashes)

        elsewhere = (await in_thread(place, desk, venue.token(1), "BUY", 0.2, 10))["orderID"]
        await in_thread(desk.cancel_order, OrderPayload(placed))
        event = await first(socket, is_type("order"))
        equal("a cancel is told, other markets are not", (event["id"], event["type"]), (placed, "CANCELLATION"))
        await socket.close()
        equal("the connection ends in good order", socket.close_code, 1000)

    # What happens meanwhile is not told again: that is what the lists are for.
    missed = (await in_thread(place, desk, token, "BUY", 0.3, 10))["orderID"]
    async with websockets.connect(venue.ws + "/ws/user") as socket:
        await socket.send(json.dumps({"type": "user", "auth": auth}))
        await socket.send("PING")
        event = await first(socket, lambda e: True)
        equal("after a reconnect nothing is repeated", event["event_type"], "PONG")
        listed = {o["id"] for o in await in_thread(desk.get_open_orders)}
        check("the list knows", {missed, elsewhere} <= listed, listed)
        await in_thread(desk.cancel_order, OrderPayload(elsewhere))
        event = await first(socket, is_type("order"))
        equal("without a filter all markets are told", (event["id"], event["type"]), (elsewhere, "CANCELLATION"))

    wrong = {"type": "user", "auth": {**auth, "secret": auth["secret"][::-1]}}
    async with websockets.connect(venue.ws + "/ws/user") as socket:
        await socket.send(json.dumps(wrong))
        try:
            while True:
                await asyncio.wait_for(socket.recv(), 10)
        except websockets.ConnectionClosed as closed:
            check("bad credentials end the connection", closed.rcvd is not None, closed)
        except asyncio.TimeoutError:
            check("bad credentials end the connection", False, "silence")


async def unknown_path(venue):
    try:
        async with websockets.connect(venue.ws + "/ws/nothing"):
            check("an unknown path is refused", False)
    except websockets.InvalidStatus as refused:
        equal("an unknown path is refused", refused.response.status_code, 404)


async def main(venue):
    desk = await in_thread(client, venue)
    await market_channel(venue, desk)
    await in_thread(desk.cancel_all)
    await user_channel(venue, desk)
    await unknown_path(venue)


with venue("--seed", "17", "--traders", "none") as running:
    asyncio.run(main(running))
done()
