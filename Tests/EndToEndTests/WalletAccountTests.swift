import JSON
import TestSupport
import Testing

/// Real desks do not trade from the key's own address: the funds are a safe's or a deposit wallet's, and the key only
/// signs for it.
@Suite("a trading run for a wallet that holds the funds", .serialized)
struct WalletAccountTests {
  @Test(
    "orders are the wallet's, its funds pay and are held against the chain, and the key's own stay",
    arguments: [
      ("safe", "0x5afe000000000000000000000000000000000001"),
      ("deposit", "0xde90000000000000000000000000000000000002"),
    ])
  func trades(kind: String, funder: String) throws {
    let result = try LiveRunDesk.run(
      """
      admin POST accounts '{"address":"\(funder)","deposit":"5"}'
      funds() { desk balance --account $1 | sed 's/.*"balance":"\\([0-9.]*\\)".*/\\1/'; }
      before=$(funds \(kind))
      { plan one BUY 0.90 10; plan two BUY $bid 20; } > plans
      start --plans plans --account \(kind) --funder \(funder)
      await run.log 'trading:'
      tries=0
      until "$program" orders show one/0/1 --journal journal.sqlite 2> /dev/null | grep -q FILLED; do
        tries=$((tries + 1)); [ $tries -lt 400 ] || break; sleep 0.05
      done
      tries=0
      until [ "$(funds \(kind))" != $before ] && ! desk trades | grep -q '"is_final":false'; do
        tries=$((tries + 1)); [ $tries -lt 200 ] || { echo "not settled"; break; }; sleep 0.1
      done
      echo "two $("$program" orders show two/0/1 --journal journal.sqlite | grep -c -- '-> ACCEPTED')"
      kill -TERM $run; wait $run; echo "run $?"
      echo "key $(funds plain) wallet $(funds \(kind))"
      "$program" nonce status --store desk
      grep -c RECONCILE_MISMATCH run.log
      truth
      """, venue: "--seed 3 --traders makers")
    #expect(
      result.orders.map { $0["status"]?.string } == ["FILLED", "CANCELLED"], "\(result.story)")
    #expect(result.output.contains("two 1\n"), "\(result.story)")
    #expect(result.output.contains("run 0\n"), "\(result.story)")
    #expect(!result.output.contains("not settled"), "\(result.story)")
    #expect(
      result.output.contains("key 10000 wallet 99"),
      "the wallet paid, the key did not: \(result.story)")
    #expect(result.output.contains(funder), "the numbers are the wallet's: \(result.story)")
    #expect(
      result.output.contains("\n0\n"), "the wallet's balances are what the trades make of them")
    #expect(result.log.contains("starting: \(kind) wallet 0x"), "whose orders it signs is said")
    result.expectAgreement()
  }

  @Test("a wallet without its address, or an address that goes with nothing, does not start")
  func contradictions() throws {
    let result = try LiveRunDesk.run(
      """
      plan one BUY $bid 20 > plans
      for words in "--account safe" "--funder 0x5afe000000000000000000000000000000000001" "--account deposit --funder 0xF39F"; do
        start --plans plans $words; wait $run; echo "exit $?"
      done
      """, venue: "--seed 3 --traders none")
    #expect(result.output.contains("exit 64\nexit 64\nexit 64\n"), "\(result.story)")
    #expect(result.log.contains("needs the --funder"), "\(result.story)")
  }
}
