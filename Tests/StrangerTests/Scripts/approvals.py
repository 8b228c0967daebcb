"""Approvals: what is exported, eth-account signs, and its signatures are accepted here, in every form."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from eth_account import Account
from eth_account.messages import encode_typed_data

from stranger import KEYS, check, done, equal

HOUSE = pathlib.Path(__file__).resolve().parents[3]
ALICE, BOB, CAROL, DAVE = KEYS


def run(root, *arguments, **environment):
    return subprocess.run(
        [os.environ["POLYTRADERS"], "approve", *arguments, "--policies", root],
        env={**os.environ, **environment}, capture_output=True, text=True, timeout=120)


def sign(path, key):
    with open(path) as file:
        document = json.load(file)
    return document, Account.sign_typed_data(key, full_message=document)


def edit(root, old, new):
    path = pathlib.Path(root, "policies", "execution.yaml")
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def main(folder):
    root = os.path.join(folder, "desk")
    for part in ("bots", "policies", "specs"):
        shutil.copytree(HOUSE / part, os.path.join(root, part), ignore=shutil.ignore_patterns("approved"))
    out = os.path.join(folder, "approval.json")
    made = run(root, "export", "--as", "bob", "--proposer", "quinn", "--out", out)
    equal("a first release is exported", made.returncode, 0)
    document, signed = sign(out, BOB)
    equal("its domain", document["domain"], {"name": "Polytraders Policy", "version": "1"})
    check("a wallet shows what changes", document["message"]["statement"].startswith("first release"), document)
    recovered = Account.recover_message(encode_typed_data(full_message=document), signature=signed.signature)
    equal("the approver is the signer", document["message"]["approver"], recovered)

    stolen = Account.sign_typed_data(DAVE, full_message=document).signature.to_0x_hex()
    refused = run(root, "import", "--as", "bob", "--signature", stolen)
    check("a signature of another key is refused", "PT1712" in refused.stderr and refused.returncode == 1, refused)
    added = run(root, "import", "--as", "bob", "--signature", signed.signature.to_0x_hex())
    check("the signature is accepted", added.returncode == 0 and "signed by bob" in added.stdout, added)
    again = run(root, "import", "--as", "bob", "--signature", signed.signature.to_0x_hex())
    check("and only once", "PT1713" in again.stderr, again)

    # EIP-2098, from a file.
    made = run(root, "export", "--as", "carol", "--out", out)
    _, signed = sign(out, CAROL)
    compact = signed.r.to_bytes(32, "big") + (signed.s | (signed.v - 27) << 255).to_bytes(32, "big")
    path = os.path.join(folder, "signature.txt")
    pathlib.Path(path).write_text("0x" + compact.hex() + "\n")
    added = run(root, "import", "--as", "carol", "--signature", path)
    check("a compact one makes the release", "release 1 is approved" in added.stdout, added)
    verified = run(root, "verify", "--all", "--format", "json")
    equal("which is proved", json.loads(verified.stdout)["releases"], 1)

    edit(root, "value: 45s", "value: 30s")
    run(root, "export", "--as", "alice", "--proposer", "quinn", "--out", out)
    document, signed = sign(out, ALICE)
    check("the statement names the limit", "stale_ttl_s 45s -> 30s" in document["message"]["statement"], document)
    low = signed.signature[:64] + bytes([signed.v - 27])
    added = run(root, "import", "--as", "alice", "--signature", "0x" + low.hex())
    check("v of 0 or 1 is taken", "release 2 is approved" in added.stdout, added)

    # Exported for one meaning, used for another.
    edit(root, "value: 30s", "value: 45s")
    run(root, "export", "--as", "bob", "--proposer", "quinn", "--out", out)
    _, signed = sign(out, BOB)
    edit(root, "value: 45s", "value: 10m")
    moved = run(root, "import", "--as", "bob", "--signature", signed.signature.to_0x_hex())
    check("a signature does not move to another meaning", "PT1732" in moved.stderr, moved)


with tempfile.TemporaryDirectory() as folder:
    main(folder)
done()
