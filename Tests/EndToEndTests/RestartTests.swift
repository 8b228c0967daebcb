import JSON
import TestSupport
import Testing

/// A desk that held something, was killed, and is started again the next morning.
@Suite("a trading run on a desk that has traded before", .serialized)
struct RestartTests {
  @Test(
    "what is held counts before anybody hears of it again, a plan for another market than its token's is refused, and a line without end ends nothing"
  )
  func secondMorning() throws {
    let result = try LiveRunDesk.run(
      """
      plan one BUY 0.90 10 > plans
      start --plans plans
      await run.log 'trading:'
      tries=0
      until "$program" orders show one/0/1 --journal journal.sqlite 2> /dev/null | grep -q FILLED; do
        tries=$((tries + 1)); [ $tries -lt 400 ] || break; sleep 0.05
      done
      tries=0
      until grep -q tokens desk/kill-baselines.json 2> /dev/null && grep -q "$token" desk/kill-baselines.json; do
        tries=$((tries + 1)); [ $tries -lt 400 ] || { cat desk/kill-baselines.json; break; }; sleep 0.05
      done
      kill -9 $run; wait $run 2> /dev/null
      other=0x2222222222222222222222222222222222222222222222222222222222222222
      {
        head -c 1200000 /dev/zero | tr '\\0' x; echo
        plan two BUY 0.90 10 | sed "s/$market/$other/"
        plan three BUY $bid 10
      } > plans
      mv run.log first.log
      start --plans plans
      tries=0
      until "$program" orders show three/0/1 --journal journal.sqlite 2> /dev/null | grep -q ACCEPTED; do
        tries=$((tries + 1)); [ $tries -lt 400 ] || break; sleep 0.05
      done
      sleep 3
      kill -TERM $run; wait $run; echo "run $?"
      "$program" kill status --store desk; echo "status $?"
      grep -c 'PT2712' run.log; grep -o 'plan two: leg 0: its token is of market' run.log
      truth
      """, venue: "--seed 3 --traders makers")
    #expect(result.output.contains("run 0\n"), "\(result.story)")
    #expect(
      result.output.contains("status 0\n"), "nothing fell, nothing is stopped: \(result.story)")
    #expect(
      result.output.contains("\n1\nplan two: leg 0: its token is of market\n"), "\(result.story)")
    #expect(
      result.signed.map { $0["client_order_id"]?.string } == ["one/0/1", "three/0/1"],
      "\(result.story)")
  }
}
