"""The nodes of the chain, asked by plain HTTP, with transactions that eth-account signed."""

import httpx
from eth_account import Account
from eth_utils import keccak, to_checksum_address
from py_clob_client_v2 import AssetType, BalanceAllowanceParams, OrderType, TradeParams
from py_clob_client_v2.config import get_contract_config

from clob import client, order, place
from stranger import KEYS, check, done, equal, venue, wait_until

GWEI = 10**9


class Node:
    """One of the nodes."""

    def __init__(self, url, chain_id):
        self.url = url
        self.chain_id = chain_id
        self.http = httpx.Client(timeout=10)

    def post(self, body):
        return self.http.post(self.url, json=body)

    def ask(self, method, *parameters):
        """The whole answer."""
        return self.post({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(parameters)}).json()

    def get(self, method, *parameters):
        """The result."""
        answer = self.ask(method, *parameters)
        assert "result" in answer, answer
        return answer["result"]

    def number(self, method, *parameters):
        return int(self.get(method, *parameters), 16)

    def count(self, address, block="latest"):
        return self.number("eth_getTransactionCount", address, block)

    def call(self, contract, signature, *words):
        """What a contract answers, as a number."""
        data = keccak(text=signature)[:4] + b"".join(int(w, 16).to_bytes(32, "big") if isinstance(w, str) else w.to_bytes(32, "big") for w in words)
        return self.number("eth_call", {"to": contract, "data": "0x" + data.hex()}, "latest")

    def receipt(self, transaction):
        return self.get("eth_getTransactionReceipt", transaction)

    def signed(self, key, nonce, tip=30, fee=400, **more):
        account = Account.from_key(key)
        fields = {
            "type": 2, "chainId": self.chain_id, "nonce": nonce, "gas": 200_000, "to": account.address, "value": 0,
            "maxPriorityFeePerGas": tip * GWEI, "maxFeePerGas": fee * GWEI, **more}
        return Account.sign_transaction(fields, key)

    def send(self, signed):
        """The hash, or the words of the refusal."""
        answer = self.ask("eth_sendRawTransaction", "0x" + signed.raw_transaction.hex().removeprefix("0x"))
        return answer.get("result") or answer["error"]["message"]


def name(signed):
    return "0x" + signed.hash.hex().removeprefix("0x")


def signed_nonce(node, signed):
    return int(node.get("eth_getTransactionByHash", name(signed))["nonce"], 16)


def reading(venue, node):
    equal("the chain", node.number("eth_chainId"), venue.chain_id)
    equal("the network", node.get("net_version"), str(venue.chain_id))
    head = node.get("eth_getBlockByNumber", "latest", False)
    parent = node.get("eth_getBlockByHash", head["parentHash"], False)
    equal("blocks stand on each other", int(parent["number"], 16) + 1, int(head["number"], 16))
    several = node.post([
        {"jsonrpc": "2.0", "id": "a", "method": "eth_chainId", "params": []},
        {"jsonrpc": "2.0", "id": "b", "method": "eth_nothing", "params": []}]).json()
    equal("a batch is answered in its order", [a["id"] for a in several], ["a", "b"])
    equal("and an unknown method by its number", several[1]["error"]["code"], -32601)
    broken = node.http.post(node.url, content="{").json()
    equal("what is no JSON as well", broken["error"]["code"], -32700)


def sending(venue, node, address):
    start = node.count(address)
    first = node.signed(KEYS[0], start)
    equal("a transaction is taken", node.send(first), name(first))
    equal("not twice", node.send(first), "already known")
    equal("it is pending", node.count(address, "pending"), start + 1)
    equal("and not mined", node.receipt(name(first)), None)
    low = node.signed(KEYS[0], start, tip=32, fee=430)
    equal("a replacement pays 10 % more of both", node.send(low), "replacement transaction underpriced")
    high = node.signed(KEYS[0], start, tip=33, fee=440)
    equal("then it is taken", node.send(high), name(high))
    venue.advance("2s")
    equal("the replacement is mined", node.receipt(name(high))["status"], "0x1")
    equal("what it replaced never is", node.get("eth_getTransactionByHash", name(first)), None)
    equal("its number is used up", node.send(first), f"nonce too low: next nonce {start + 1}, tx nonce {start}")
    found = node.get("eth_getTransactionByHash", name(high))
    equal("the sender is recovered", to_checksum_address(found["from"]), address)

    gap = node.signed(KEYS[0], start + 2)
    node.send(gap)
    venue.advance("4s")
    equal("behind a hole nothing is mined", (node.count(address), node.count(address, "pending")), (start + 1, start + 1))
    filler = node.signed(KEYS[0], start + 1)
    node.send(filler)
    venue.advance("2s")
    equal("a self transfer fills it", node.count(address), start + 3)


def contracts(venue, node, address, config):
    other = Account.from_key(KEYS[1]).address
    client(venue, 1).get_api_keys()
    before = node.call(config.collateral, "balanceOf(address)", other)
    amount = 12_345_678
    data = keccak(text="transfer(address,uint256)")[:4] + int(other, 16).to_bytes(32, "big") + amount.to_bytes(32, "big")
    signed = node.signed(KEYS[0], node.count(address), to=config.collateral, data=data)
    gas = node.number("eth_estimateGas", {"from": address, "to": config.collateral, "data": "0x" + data.hex()})
    node.send(signed)
    venue.advance("2s")
    receipt = node.receipt(name(signed))
    equal("pUSD is sent", (receipt["status"], node.call(config.collateral, "balanceOf(address)", other) - before), ("0x1", amount))
    equal("for the gas that was estimated", int(receipt["gasUsed"], 16), gas)
    equal("and it is told", int(receipt["logs"][0]["data"], 16), amount)
    check("allowances are set", node.call(config.collateral, "allowance(address,address)", address, config.exchange_v2) > 0)

    venue.admin("chain", {"fault": "revert", "reason": "not today"})
    signed = node.signed(KEYS[0], node.count(address))
    node.send(signed)
    venue.advance("2s")
    equal("a revert uses up its number", (node.receipt(name(signed))["status"], node.count(address)), ("0x0", signed_nonce(node, signed) + 1))


def faults(venue, node, address):
    venue.admin("chain", {"fault": "drop"})
    start = node.count(address)
    lost = node.signed(KEYS[0], start)
    equal("a transaction that will be lost is taken", node.send(lost), name(lost))
    venue.advance("4s")
    equal("and never seen again", (node.get("eth_getTransactionByHash", name(lost)), node.count(address, "pending")), (None, start))

    behind = Node(node.url.rstrip("/") + "/1", node.chain_id)
    venue.admin("chain", {"fault": "lag", "node": 1, "blocks": 3})
    equal("a lagging node is behind", node.number("eth_blockNumber") - behind.number("eth_blockNumber"), 3)

    signed = node.signed(KEYS[0], start)
    node.send(signed)
    venue.advance("2s")
    head = node.get("eth_getBlockByNumber", "latest", False)
    equal("mined here, not there", (node.count(address), behind.count(address)), (start + 1, start))
    venue.admin("chain", {"fault": "reorganise", "depth": 1, "fate": "returned"})
    replaced = node.get("eth_getBlockByNumber", head["number"], False)
    check("a reorganisation replaces the block", replaced["hash"] != head["hash"])
    equal("and what was in it waits again", (node.count(address), node.count(address, "pending")), (start, start + 1))
    venue.advance("2s")
    equal("until it is mined again", node.receipt(name(signed))["status"], "0x1")

    venue.admin("chain", {"fault": "pending_count", "node": 2, "program": "besu"})
    program = Node(node.url.rstrip("/") + "/2", node.chain_id)
    far = node.signed(KEYS[0], start + 9)
    node.send(far)
    equal("programs count in their own ways", (node.count(address, "pending"), program.count(address, "pending")), (start + 1, start + 10))
    venue.admin("chain", {"fault": "rate_limit", "count": 1})
    limited = node.post({"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []})
    equal("too many requests are refused", (limited.status_code, limited.json()["error"]["code"]), (429, -32005))
    venue.admin("chain", {"fault": "silence", "count": 1, "done": True})
    quiet = node.signed(KEYS[0], start + 1)
    try:
        node.send(quiet)
        check("an answer can be lost", False)
    except httpx.TransportError:
        check("an answer can be lost", True)
    equal("although all was done", node.count(address, "pending"), start + 2)


def settlement(venue, node, config):
    """What the venue says of a trade is what the chain says."""
    maker, taker = client(venue, 0), client(venue, 1)
    token = int(venue.token())
    address = taker.get_address()

    def tokens():
        return node.call(config.conditional_tokens, "balanceOf(address,uint256)", address, token)

    before = tokens()
    place(maker, venue.token(), "SELL", 0.5, 20)
    answer = taker.post_order(
        order(taker, venue.token(), "BUY", 0.5, 20), OrderType.FOK, defer_exec=True)
    equal("a trade is made", answer["status"], "matched")
    for _ in range(10):
        venue.advance("1s")
    trade = taker.get_trades(TradeParams(id=answer["tradeIDs"][0]))[0]
    equal("it is confirmed", trade["status"].upper().removeprefix("TRADE_STATUS_"), "CONFIRMED")
    receipt = node.receipt(trade["transaction_hash"])
    equal("its transaction succeeded", receipt["status"], "0x1")
    equal("at the exchange", to_checksum_address(receipt["to"]), config.exchange_v2)
    equal("the shares are there", tokens() - before, 20_000_000)
    balance = taker.get_balance_allowance(BalanceAllowanceParams(asset_type=AssetType.COLLATERAL))["balance"]
    equal("and pUSD is what the venue says", node.call(config.collateral, "balanceOf(address)", address), int(balance))

    venue.admin("settlements", {"outcome": "retried", "retries": 2})
    before, hashes, receipts = tokens(), [], []
    place(maker, venue.token(), "SELL", 0.5, 20)
    answer = taker.post_order(
        order(taker, venue.token(), "BUY", 0.5, 20), OrderType.FOK, defer_exec=True)
    for _ in range(60):
        venue.advance("250ms")
        trade = taker.get_trades(TradeParams(id=answer["tradeIDs"][0]))[0]
        if trade["transaction_hash"] and trade["transaction_hash"] not in hashes:
            hashes.append(trade["transaction_hash"])
        state = trade["status"].upper().removeprefix("TRADE_STATUS_")
        if state == "MINED":
            receipts.append(node.receipt(trade["transaction_hash"]))
        if state == "CONFIRMED":
            break
    equal("a settlement can need three attempts", len(hashes), 3)
    check("whoever is told that it is mined finds it mined", receipts and all(receipts), receipts)
    equal("the first two are reverted, the last is not", [node.receipt(h)["status"] for h in hashes], ["0x0", "0x0", "0x1"])
    equal("and moves the shares once", tokens() - before, 20_000_000)
    balance = taker.get_balance_allowance(BalanceAllowanceParams(asset_type=AssetType.COLLATERAL))["balance"]
    equal("venue and chain still agree", node.call(config.collateral, "balanceOf(address)", address), int(balance))

    venue.admin("settlements", {"outcome": "failed", "retries": 0})
    place(maker, venue.token(), "SELL", 0.5, 20)
    answer = taker.post_order(
        order(taker, venue.token(), "BUY", 0.5, 20), OrderType.FOK, defer_exec=True)
    before = tokens()
    for _ in range(10):
        venue.advance("1s")
    trade = taker.get_trades(TradeParams(id=answer["tradeIDs"][0]))[0]
    equal("a failed settlement", trade["status"].upper().removeprefix("TRADE_STATUS_"), "FAILED")
    equal("is a reverted transaction", node.receipt(trade["transaction_hash"])["status"], "0x0")
    equal("that moves nothing", tokens(), before)


def main(venue):
    desk = client(venue, 0)
    address = desk.get_address()
    config = get_contract_config(venue.chain_id)
    node = Node(venue.rpc, venue.chain_id)
    equal("an account of the venue has pUSD on the chain", node.call(config.collateral, "balanceOf(address)", address), 10_000_000_000)
    check("and something for gas", node.number("eth_getBalance", address, "latest") > 10**18)
    venue.advance("4s")
    reading(venue, node)
    settlement(venue, node, config)
    sending(venue, node, address)
    contracts(venue, node, address, config)
    faults(venue, node, address)


with venue("--seed", "18", "--traders", "none", "--clock", "virtual") as running:
    main(running)
done()
