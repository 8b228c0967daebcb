import JSON
import TestSupport
import Testing

/// What stops a run, and how a person lets it go on: with the built program, on a run that is alive and on one that is
/// not.
@Suite("what a person can undo", .serialized)
struct OperatorRequestTests {
  /// Plans through a pipe; what is waited for, what rests, what is asked and what is held.
  private static let tools = """
    mkfifo plans; exec 3<> plans
    until_seen() {
      tries=0; words=$1; shift
      until "$@" 2> /dev/null | grep -q -- "$words"; do
        tries=$((tries + 1)); [ $tries -lt 900 ] || { echo "never: $words"; break; }; sleep 0.1
      done
    }
    rests() { until_seen '-> ACCEPTED' "$program" orders show "$1" --journal journal.sqlite; }
    ask() {
      "$program" orders "$@" --store desk --wait 60 --reason drill > ask.log 2>&1
      echo "$1 $? $(cut -d' ' -f1 ask.log)"
    }
    held() { "$program" orders held --journal journal.sqlite; }

    """

  @Test(
    "the key's trade of an order that nobody here placed halts everything, over a restart too, until a person resumes"
  )
  func anomaly() throws {
    let result = try LiveRunDesk.run(
      Self.tools + """
        start --plans plans; await run.log 'trading:'
        plan one BUY $bid 20 >&3; rests one/0/1
        admin POST settlements '{"outcome":"stuck","times":100}'
        desk post --token $token --side buy --price 0.99 --size 5 --type fak > post.log 2>&1; echo "post $?"
        until_seen 'pause global: EXEC_ANOMALY' held
        plan two BUY $bid 20 >&3
        until_seen 'DENIED' "$program" orders show two/0/1 --journal journal.sqlite
        kill -TERM $run; wait $run; echo "run $?"
        start --plans plans; until_seen '^2$' grep -c 'trading:' run.log
        held | grep -c 'pause global: EXEC_ANOMALY'
        held | grep -c 'orders resume global'
        ask resume global --by alice
        held | head -1
        plan three BUY $bid 20 >&3; rests three/0/1
        held | head -1
        kill -TERM $run; wait $run; echo "run $?"
        truth
        """, venue: "--seed 3 --traders makers")
    #expect(
      result.output.hasPrefix(
        """
        post 0
        run 0
        1
        1
        resume 0 done
        held       nothing
        held       nothing
        run 0

        """), "\(result.story)")
    #expect(
      result.signed.compactMap { $0["client_order_id"]?.string } == ["one/0/1", "three/0/1"],
      "\(result.story)")
    result.expectAgreement()
  }

  @Test(
    "a deposit trips the kill switch; booked, explained, settled and armed by two people, the same run trades again; a pause survives the run"
  )
  func deposit() throws {
    let result = try LiveRunDesk.run(
      Self.tools + """
        export BOB=$bob CAROL=$carol
        hash=0x6b1f0c9be8d6e0b2f7a4c1d3958ee27a04bd6f1c5e3a9078d2c4b6a1f0e9d8c7
        "$program" orders resume global --by alice --reason x --store desk > none.log 2>&1; echo "none $?"; grep -o PT2720 none.log
        start --plans plans; await run.log 'trading:'
        plan one BUY $bid 20 >&3; rests one/0/1
        until_seen '"step":"opened"' cat journal.sqlite journal.sqlite-wal
        ask flow --move pUSD=40 --tx $hash --by alice
        wallet=$("$program" keys address env:DESK_KEY | grep -o '0x[0-9a-fA-F]*' | head -1)
        admin POST accounts "{\\"address\\":\\"$wallet\\",\\"deposit\\":\\"40\\"}"
        until_seen 'mismatch at block' held
        until_seen 'CONTAINED' "$program" kill status --store desk
        "$program" kill status --store desk | grep -c 'orders held'
        ask settle --by bob
        ask explain --by alice
        ask settle --by bob
        ask flow --move pUSD=40 --tx $hash --by alice
        ask flow --move pUSD=40 --tx $hash --by alice
        ask settle --by alice
        ask settle --by bob
        until_seen 'reconcile_mismatch' cat desk/kill-conditions.json
        "$program" replay last-hour --journal journal.sqlite --store desk > hour.log; echo "replay $?"
        for KEY in env:BOB env:CAROL; do
          "$program" kill reset --key $KEY --tick no_orders_in_flight --tick replay_last_hour \\
            --store desk --policies root > reset.log 2>&1; echo "reset $?"; grep -o 'PT25..' reset.log
        done
        until_seen 'nothing' held
        plan two BUY $bid 20 >&3; rests two/0/1
        held | head -1
        ask pause global --by alice
        kill -TERM $run; wait $run; echo "run $?"
        held | head -1
        start --plans plans; until_seen '^2$' grep -c 'trading:' run.log
        ask resume global --by carol
        plan three BUY $bid 20 >&3; rests three/0/1
        kill -TERM $run; wait $run; echo "run $?"
        "$program" orders resume global --by carol --reason later --wait 1 --store desk > later.log; echo "later $?"
        truth
        """, venue: "--seed 3 --traders makers")
    #expect(
      result.output.hasPrefix(
        """
        none 1
        PT2720
        flow 1 refused
        1
        settle 1 refused
        explain 0 done
        settle 1 refused
        flow 0 done
        flow 0 unchanged
        settle 1 refused
        settle 0 done
        replay 0
        reset 2
        reset 0
        held       nothing
        pause 0 done
        run 0
        held       pause global: EXEC_PAUSED
        resume 0 done
        run 0
        later 2

        """), "\(result.story)")
    #expect(result.signed.count == 3, "\(result.story)")
    result.expectAgreement()
  }
}
