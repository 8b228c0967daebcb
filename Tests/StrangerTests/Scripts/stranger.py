"""What the scripts of this folder share.

A script starts the built `polytraders venue`, drives it with programs from PyPI that know nothing of this
project, and prints a line of JSON for each thing it has looked at. The last line says how many there were, so that
a script which ends early cannot pass for one which found nothing wrong.
"""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time

import httpx

# Published with Anvil: known to everybody and good for nothing else.
KEYS = [
    "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
    "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
]

_count = 0


def check(name, is_true, detail=None):
    """Prints one finding."""
    global _count
    _count += 1
    finding = {"check": name, "ok": bool(is_true)}
    if not is_true:
        finding["detail"] = repr(detail)[:2000]
    print(json.dumps(finding), flush=True)
    return bool(is_true)


def equal(name, found, expected):
    """Prints whether two values are the same."""
    return check(name, found == expected, {"found": found, "expected": expected})


def done():
    """The last line of a script."""
    print(json.dumps({"done": _count}), flush=True)


def wait_until(condition, seconds=20.0, every=0.05):
    """The first true answer of `condition`; its last one after that time."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(every)


def _die_with_parent():
    # A script that is killed must not leave its venue behind. 1 is PR_SET_PDEATHSIG.
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Venue:
    """A running venue of this build."""

    def __init__(self, process, greeting, is_virtual):
        self.process = process
        self.is_virtual = is_virtual
        self.greeting = greeting
        self.http = greeting["http"]
        self.ws = greeting["ws"]
        self.rpc = greeting.get("rpc")
        self.chain_id = greeting["chain_id"]
        self.markets = greeting["markets"]

    def token(self, market=0, outcome=0):
        return self.markets[market]["tokens"][outcome]

    def condition(self, market=0):
        return self.markets[market]["condition_id"]

    def admin(self, path, body):
        """Has the venue do something; its answer."""
        reply = httpx.post(f"{self.http}/admin/{path}", content=json.dumps(body), timeout=30)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def advance(self, text):
        """Moves a virtual clock."""
        return self.admin("clock", {"advance": text})["now"]

    @contextlib.contextmanager
    def hurrying(self):
        """Lets a virtual clock run, ten times as fast as a real one."""
        stop = threading.Event()

        def run():
            while not stop.wait(0.05):
                self.advance("500ms")

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


@contextlib.contextmanager
def venue(*options):
    """Runs `polytraders venue` on free ports, and ends it as an operator would."""
    program = os.environ["POLYTRADERS"]
    process = subprocess.Popen(
        [program, "venue", "--port", "0", "--format", "json", *options],
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
        preexec_fn=_die_with_parent,
    )
    try:
        line = process.stdout.readline()
        yield Venue(process, json.loads(line), "virtual" in options)
        process.send_signal(signal.SIGTERM)
        equal("the venue ends when told to", process.wait(timeout=10), 0)
    finally:
        process.kill()
        process.wait()
