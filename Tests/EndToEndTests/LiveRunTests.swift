import JSON
import TestSupport
import Testing

/// The trading run as an operator meets it: plans in, orders at the venue, everything in the journal.
@Suite("a trading run", .serialized)
struct LiveRunTests {
  @Test("a plan becomes an order, the crowd fills it, SIGTERM drains, and venue and journal agree")
  func thinPath() throws {
    let result = try LiveRunDesk.run(
      """
      { plan one BUY 0.90 10; plan two BUY $bid 20; plan two BUY $bid 20; echo '{"schema":"x"}'; } > plans
      start --plans plans --builder-code 0xb000000000000000000000000000000000000000000000000000000000003f7a
      await run.log 'trading:'
      tries=0
      until "$program" orders show one/0/1 --journal journal.sqlite 2> /dev/null | grep -q FILLED; do
        tries=$((tries + 1)); [ $tries -lt 200 ] || { "$program" orders --journal journal.sqlite; break; }; sleep 0.05
      done
      "$program" orders show two/0/1 --journal journal.sqlite | grep -o -- '-> ACCEPTED'
      kill -TERM $run; wait $run; echo "run $?"
      truth; grep '^ended' run.out
      """, venue: "--seed 3 --traders makers")
    let orders = result.orders
    try #require(orders.count == 2, "\(result.story)")
    #expect(
      orders.map { $0["client_order_id"]?.string } == ["one/0/1", "two/0/1"],
      "one strategy's plans are taken up in their order: \(result.story)")
    #expect(orders[0]["status"]?.string == "FILLED", "\(result.story)")
    #expect(orders[1]["status"]?.string == "CANCELLED")
    #expect(
      orders.allSatisfy { $0["builder_code"]?.string?.hasSuffix("3f7a") == true },
      "the builder's code stands in every order")
    #expect(result.output.contains("-> ACCEPTED"), "\(result.story)")
    #expect(result.output.contains("run 0\n"), "\(result.story)")
    #expect(result.output.contains("ended           drained"))
    #expect(result.log.contains("refused plan"), "what is no plan is said")
    result.expectAgreement()
  }

  @Test("the same plans again change nothing, whatever run takes them")
  func idempotent() throws {
    let result = try LiveRunDesk.run(
      """
      plan one BUY $bid 20 > plans
      start --plans plans; await run.log 'trading:'; sleep 0.5; kill -9 $run; wait $run 2> /dev/null
      start --plans plans --seconds 2; wait $run; echo "run $?"
      start --plans plans --seconds 1; wait $run; echo "run $?"
      truth
      """, venue: "--seed 3 --traders makers")
    #expect(result.output.contains("run 0\nrun 0\n"), "\(result.story)")
    #expect(result.signed.count == 1, "\(result.story)")
    result.expectAgreement()
  }

  @Test("nothing is signed before the venue's lists agree with the journal")
  func reconcileFirst() throws {
    let result = try LiveRunDesk.run(
      """
      plan one BUY $bid 20 > plans
      admin POST faults '{"kind":"refuse","with":"broken","endpoint":"orders"}'
      start --plans plans; await run.log 'starting:'; sleep 2
      grep -c 'trading:' run.log; echo "{\\"from\\":\\"before\\"}"
      "$program" orders list --format json --journal journal.sqlite
      admin DELETE faults
      await run.log 'trading:'; sleep 1
      kill -TERM $run; wait $run; echo "run $?"
      truth
      """, venue: "--seed 3 --traders makers")
    #expect(result.output.hasPrefix("0\n"), "\(result.story)")
    #expect(
      result.documents("before").allSatisfy { $0["order_id"]?.string == nil },
      "signed before a clean round: \(result.story)")
    #expect(result.signed.count == 1, "signed once the lists agree: \(result.story)")
    #expect(result.output.contains("run 0\n"), "\(result.story)")
    result.expectAgreement()
  }

  @Test(
    "a kill from outside stops a run within a second: nothing rests, nothing is signed any more, not by the next run either",
    arguments: [
      "\"$program\" kill trip --scope global --reason drill --by alice --store desk",
      "kill -USR1 $run",
    ])
  func killTrip(trip: String) throws {
    let result = try LiveRunDesk.run(
      """
      start --strategy reference-maker --seed 5 --order-size 10
      await run.log 'trading:'
      tries=0
      until [ "$(desk orders | wc -l)" -gt 4 ]; do
        tries=$((tries + 1)); [ $tries -lt 100 ] || break; sleep 0.1
      done
      \(trip) > trip.log 2>&1; echo "trip $?"
      tries=0
      until "$program" kill status --store desk | grep -q CONTAINED; do
        tries=$((tries + 1)); [ $tries -lt 200 ] || { echo never; break; }; sleep 0.1
      done
      echo "open $(desk orders | wc -l)"
      before=$("$program" orders list --format json --journal journal.sqlite | grep -c '"order_id":"0x')
      sleep 1
      kill -TERM $run; wait $run
      start --strategy reference-maker --seconds 2; wait $run
      after=$("$program" orders list --format json --journal journal.sqlite | grep -c '"order_id":"0x')
      echo "signed after the kill: $((after - before))"
      "$program" kill status --store desk | grep '^state'
      truth
      """)
    #expect(result.output.contains("trip 0\n"), "\(result.story)")
    #expect(result.output.contains("open 0\n"), "\(result.story)")
    #expect(result.output.contains("signed after the kill: 0\n"), "\(result.story)")
    #expect(result.output.contains("CONTAINED"), "\(result.story)")
    #expect(!result.output.contains("never"), "\(result.story)")
    result.expectAgreement()
  }

  @Test("a run that can record nothing more has the venue cancel everything before it ends")
  func fullDisk() throws {
    let result = try LiveRunDesk.run(
      """
      trap '' XFSZ
      ulimit -S -f 1024
      start --strategy reference-maker --seed 5 --order-size 10
      ulimit -S -f unlimited
      wait $run; echo "run $?"
      truth; grep '^ended' run.out
      """)
    #expect(result.output.contains("run 74\n"), "\(result.story)")
    #expect(
      result.output.contains("the venue cancelled everything of the key"), "\(result.story)")
    #expect(result.openAtVenue.isEmpty, "\(result.story)")
    #expect(!result.signed.isEmpty, "\(result.story)")
  }

  @Test(
    "two people of the approved roles arm it again, once the hour before was replayed; then orders rest again"
  )
  func killReset() throws {
    let result = try LiveRunDesk.run(
      """
      export BOB=$bob CAROL=$carol
      reset() {
        "$program" kill reset --key "$1" --tick no_orders_in_flight --tick replay_last_hour \\
          --store desk --policies root > reset.log 2>&1; echo "reset $?"; grep -o 'PT25..' reset.log
      }
      rests() {
        tries=0
        until "$program" orders show "$1" --journal journal.sqlite 2> /dev/null | grep -q -- '-> ACCEPTED'; do
          tries=$((tries + 1)); [ $tries -lt 400 ] || { echo "$1 never rested"; break; }; sleep 0.1
        done
      }
      plan one BUY $bid 20 > plans; start --plans plans; rests one/0/1
      "$program" kill trip --reason drill --by alice --store desk > trip.log; echo "trip $?"
      tries=0
      until "$program" kill status --store desk | grep -q CONTAINED; do
        tries=$((tries + 1)); [ $tries -lt 400 ] || { echo never; break; }; sleep 0.1
      done
      reset env:BOB
      "$program" replay last-hour --journal journal.sqlite --store desk > hour.log; echo "replay $?"
      reset env:BOB; reset env:BOB; reset env:CAROL
      grep -o 'fired correctly, report sha256' reset.log
      kill -TERM $run; wait $run; echo "run $?"
      plan two BUY $bid 20 > more; start --plans more; rests two/0/1
      kill -TERM $run; wait $run; echo "run $?"
      truth
      """, venue: "--seed 3 --traders makers")
    #expect(
      result.output.hasPrefix(
        """
        trip 0
        reset 1
        PT2521
        replay 0
        reset 2
        reset 1
        PT2518
        reset 0
        fired correctly, report sha256
        run 0
        run 0

        """), "\(result.story)")
    #expect(result.signed.count == 2, "\(result.story)")
    result.expectAgreement()
  }

  @Test(
    "the highest equity survives the file that holds it: deleted or edited, what the others know holds, and is said"
  )
  func baselines() throws {
    let result = try LiveRunDesk.run(
      """
      file=desk/kill-baselines.json; : > plans
      runs=0
      measure() {
        start --plans plans; runs=$((runs + 1)); tries=0
        until [ -s $file ] && [ "$(grep -c 'trading:' run.log)" -ge $runs ]; do
          tries=$((tries + 1)); [ $tries -lt 400 ] || { echo never; break; }; sleep 0.1
        done
        kill -TERM $run; wait $run; echo "run $?"
      }
      measure; cp $file first
      rm $file; measure; cmp $file first && echo same
      sed 's/[0-9][0-9]*/7/' first > $file; measure; cmp $file first && echo same
      grep -c 'does not have the highest equity' run.log
      grep -c 'stands elsewhere and holds' run.log
      """, venue: "--seed 3 --traders none")
    #expect(
      result.output.contains("run 0\nrun 0\nsame\nrun 0\nsame\n1\n2\n"), "\(result.story)")
  }
}
