import FixedPoint
import Hashing
import JSON
import Signing
import TestSupport
import Testing

/// The built program sends transactions of a wallet to the nodes of a simulated chain (facts/oms.md 3).
@Suite("polytraders tx")
struct TransactionTests {
  private static let wallet = (try? SigningKey(hex: TradingDesk.key))?.address ?? .zero

  /// `tx WORDS` sends, and its JSON lines stand behind a mark with its name; `money` asks a node for the wallet's
  /// pUSD, `allowance` for what of it the exchange may move.
  private static let preamble = """
    "$program" account api-key create $place --out credentials.json > api.log 2>&1 || cat api.log
    wallet=\(wallet.lowercaseHex)
    node() { curl -s -H 'Content-Type: application/json' -d "$1" "$(field rpc)"; echo; }
    words="--key env:DESK_KEY --rpc $(field rpc) --policies root --store desk --depth 1 --missing 1"
    tx() { "$program" tx "$@" --format json 2>> tx.log; }
    mark() { echo "{\\"from\\":\\"$1\\"}"; }
    ask() { node "{\\"jsonrpc\\":\\"2.0\\",\\"id\\":1,\\"method\\":\\"eth_call\\",\\"params\\":[{\\"to\\":\\"$1\\",\\"data\\":\\"$2\\"},\\"latest\\"]}"; }
    word=\(wallet.word.hex)
    spender=000000000000000000000000e111180000d2663c0091e4f400237545b87b996b
    allowance() { ask 0xc011a7e12a19f7b1f670d46f03b03f3342e82dfb "0xdd62ed3e$word$spender"; }
    money() { ask 0xc011a7e12a19f7b1f670d46f03b03f3342e82dfb "0x70a08231$word"; }

    """

  private static func units(_ outcome: LiveRunOutcome, _ part: String) throws -> Int64 {
    let answer = try #require(outcome.documents(part).first?["result"]?.string, "\(outcome.story)")
    return try #require(Int64(answer.dropFirst(2).drop { $0 == "0" }, radix: 16))
  }

  private static func act(_ outcome: LiveRunOutcome, _ part: String) throws -> JSONValue {
    try #require(outcome.documents(part).first, "\(part): \(outcome.story)")
  }

  @Test("approve and split, seen at a node; one id is one act, also through kill -9")
  func acts() throws {
    let outcome = try LiveRunDesk.run(
      Self.preamble + """
        mark dry; tx approve --for exchange --amount 250 $words --dry-run
        [ -e desk/transactions.sqlite ] && echo 'a dry run wrote'
        mark approve; tx approve --for exchange --amount 250 $words --wait
        mark allowance; allowance
        mark before; money
        mark split; tx split --condition "$market" --amount 10 --id s1 $words
        mark again; tx split --condition "$market" --amount 10 --id s1 $words --wait
        mark other; tx split --condition "$market" --amount 11 --id s1 $words; echo "exit $?"
        admin POST chain '{"fault":"delay","node":0,"count":40,"milliseconds":100}'
        tx split --condition "$market" --amount 10 --id k1 $words > killed.log & killed=$!
        await tx.log 'signed: k1'
        kill -9 $killed; wait $killed 2> /dev/null
        mark resumed; tx split --condition "$market" --amount 10 --id k1 $words --wait
        mark after; money
        mark list; tx list --store desk
        "$program" audit verify --journal desk/transactions.sqlite | head -1 | cut -c1-3
        grep -h 'PT2905' tx.log
        """, venue: "--seed 3 --traders none")
    let story = outcome.story
    #expect(!outcome.output.contains("a dry run wrote"))
    #expect(try Self.act(outcome, "dry")["dry_run"]?.bool == true)
    let approved = try Self.act(outcome, "approve")
    #expect(approved["state"]?.string == "mined", "\(story)")
    #expect(approved["number"]?.int64 == 0)
    #expect(try Self.units(outcome, "allowance") == 250_000_000, "\(story)")
    #expect(try Self.act(outcome, "split")["state"]?.string == "posted", "\(story)")
    let again = try Self.act(outcome, "again")
    #expect(again["state"]?.string == "mined", "\(story)")
    #expect(again["attempts"]?.array?.count == 1)
    #expect(outcome.output.contains("exit 1") && outcome.output.contains("PT2905"), "\(story)")
    let resumed = try Self.act(outcome, "resumed")
    #expect(resumed["state"]?.string == "mined", "\(story)")
    #expect(resumed["attempts"]?.array?.count == 1, "the bytes that were journalled, and no others")
    #expect(
      try Self.units(outcome, "before") - Self.units(outcome, "after") == 20_000_000, "\(story)")
    #expect(outcome.documents("list").compactMap { $0["number"]?.int64 } == [0, 1, 2])
    #expect(outcome.output.contains("ok:"), "\(story)")
  }

  /// A transfer of nothing by the desk's own key, made elsewhere.
  private static func foreign(number: UInt64) throws -> String {
    let key = try SigningKey(hex: TradingDesk.key)
    return SignedTransaction(
      Transaction(
        chainID: 137, nonce: number,
        maxPriorityFeePerGas: UInt256(30_000_000_000 as UInt64),
        maxFeePerGas: UInt256(200_000_000_000 as UInt64), gasLimit: 21_000, to: key.address),
      key: key
    ).hex
  }

  @Test(
    "somebody else with the key is said; a hole is filled and the lane goes on; a kill stops it")
  func lane() throws {
    let outcome = try LiveRunDesk.run(
      Self.preamble + """
        mark first; tx send --to "$wallet" --id a1 $words --wait
        node '{"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["\(try Self.foreign(number: 1))"]}' > raw.log
        tries=0
        until node "{\\"jsonrpc\\":\\"2.0\\",\\"id\\":1,\\"method\\":\\"eth_getTransactionCount\\",\\"params\\":[\\"$wallet\\",\\"latest\\"]}" | grep -q '"0x2"'; do
          tries=$((tries + 1)); [ $tries -lt 400 ] || break; sleep 0.1
        done
        mark second; tx send --to "$wallet" --id a2 $words --wait
        admin POST chain '{"fault":"drop","count":2}'
        mark third; tx split --condition "$market" --amount 10 --id a3 $words --wait
        mark list; tx list --store desk
        mark resequence; tx resequence $words
        "$program" kill trip --scope global --reason drill --by alice --store desk > kill.log 2>&1
        mark killed; tx send --to "$wallet" --id a4 $words --wait; echo "exit $?"
        grep -h 'somebody else' tx.log
        """, venue: "--seed 3 --traders none")
    let story = outcome.story
    #expect(try Self.act(outcome, "first")["number"]?.int64 == 0, "\(story)")
    #expect(try Self.act(outcome, "second")["number"]?.int64 == 2, "\(story)")
    #expect(outcome.output.contains("somebody else has the key"), "\(story)")
    let third = try Self.act(outcome, "third")
    #expect(third["state"]?.string == "mined", "\(story)")
    #expect(third["number"]?.int64 == 4, "\(story)")
    #expect(
      outcome.documents("list").contains {
        $0["id"]?.string == "fill/3" && $0["state"]?.string == "mined"
      }, "\(story)")
    let killed = try Self.act(outcome, "killed")
    #expect(killed["state"]?.string == "refused", "\(story)")
    #expect(killed["codes"]?.array?.first?.string == "KILL_SWITCH_ACTIVE", "\(story)")
    #expect(killed["attempts"]?.array?.isEmpty == true)
    #expect(outcome.output.contains("exit 1"))
  }
}
