"""Keystores: what eth-account wrote is opened here, and what is written here eth-account opens."""

import json
import os
import subprocess
import tempfile

from eth_account import Account

from stranger import KEYS, check, done, equal

PASSWORD = "pÄss wörd, long enough"


def run(*arguments):
    environment = {**os.environ, "DESK_PASSWORD": PASSWORD}
    return subprocess.run(
        [os.environ["POLYTRADERS"], "keys", *arguments],
        env=environment, capture_output=True, text=True, timeout=120)


def main(folder):
    for name, kdf, work in [("scrypt", "scrypt", 4096), ("pbkdf2", "pbkdf2", 20_000), ("heavy", "scrypt", 262_144)]:
        path = os.path.join(folder, name + ".json")
        account = Account.from_key(KEYS[1])
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            json.dump(Account.encrypt(KEYS[1], PASSWORD, kdf=kdf, iterations=work), file)
        opened = run("address", "keystore:" + path, "--password", "env:DESK_PASSWORD")
        check(f"a keystore of eth-account is opened: {name}", account.address in opened.stdout, opened)
        check("and its key is told nowhere", KEYS[1][2:] not in opened.stdout + opened.stderr)
    os.chmod(path, 0o644)
    opened = run("address", "keystore:" + path, "--password", "env:DESK_PASSWORD")
    check("one that others can read is refused", opened.returncode != 0, opened)

    made = os.path.join(folder, "made.json")
    new = run("new", "--keystore", made, "--password", "env:DESK_PASSWORD")
    equal("a keystore is made", new.returncode, 0)
    with open(made) as file:
        key = Account.decrypt(json.load(file), PASSWORD)
    address = Account.from_key(key).address
    check("and eth-account opens it", address in new.stdout, (address, new))
    equal("nobody else can read it", os.stat(made).st_mode & 0o777, 0o600)
    again = run("new", "--keystore", made, "--password", "env:DESK_PASSWORD")
    check("it is never overwritten", again.returncode != 0, again)
    try:
        with open(made) as file:
            Account.decrypt(json.load(file), PASSWORD + "x")
        check("another password does not open it", False)
    except ValueError as refused:
        check("another password does not open it", "MAC" in str(refused), refused)


with tempfile.TemporaryDirectory() as folder:
    main(folder)
done()
