"""Events of both channels, as `websockets` from PyPI receives them."""

import asyncio
import json
import time


async def events(socket, seconds=10.0):
    """Events one by one, whether they come alone or in an array; nothing more after a silence."""
    while True:
        try:
            text = await asyncio.wait_for(socket.recv(), seconds)
        except asyncio.TimeoutError:
            return
        if not text.startswith(("{", "[")):
            # PONG, and what the venue says to nonsense.
            yield {"event_type": text}
            continue
        frame = json.loads(text)
        for event in frame if isinstance(frame, list) else [frame]:
            yield event


async def first(socket, condition, seconds=10.0):
    """The first event of that kind; None if none comes."""
    end = time.monotonic() + seconds
    async for event in events(socket, seconds):
        if condition(event):
            return event
        if time.monotonic() > end:
            return None


def is_type(name, **fields):
    return lambda e: e.get("event_type") == name and all(e.get(k) == v for k, v in fields.items())
