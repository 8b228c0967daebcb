import Runtime
import Synchronization
import TestSupport
import Testing

@Suite struct SteadyWallClockTests {
  private final class Hands: WallClock, NanosecondClock {
    let date = Atomic<Int64>(1_000_000)
    let passed = Atomic<UInt64>(7_000_000)
    var milliseconds: Int64 { date.load(ordering: .relaxed) }
    var now: UInt64 { passed.load(ordering: .relaxed) }
  }

  @Test(
    "a date that is set back goes on from the latest by the time that passes, until it has caught up"
  )
  func setBack() {
    let hands = Hands()
    let clock = SteadyWallClock(hands, elapsed: hands)
    #expect(clock.milliseconds == 1_000_000)
    hands.date.store(400_000, ordering: .relaxed)
    #expect(clock.milliseconds == 1_000_000)
    hands.passed.add(2_500_000_000, ordering: .relaxed)
    hands.date.add(2_500, ordering: .relaxed)
    #expect(clock.milliseconds == 1_002_500)
    hands.date.store(1_002_600, ordering: .relaxed)
    #expect(clock.milliseconds == 1_002_600)
    // A date that leaps forward is believed, and what passed before counts no second time.
    hands.date.store(5_000_000, ordering: .relaxed)
    #expect(clock.milliseconds == 5_000_000)
  }

  @Test("what an earlier run saw is where it begins")
  func since() {
    let hands = Hands()
    let clock = SteadyWallClock(hands, elapsed: hands, since: 3_000_000)
    hands.passed.add(1_000_000, ordering: .relaxed)
    #expect(clock.milliseconds == 3_000_001)
  }

  @Test("it never goes back, whatever is done to the date")
  func property() {
    var generator = SeededGenerator(seed: 20_261_122)
    let hands = Hands()
    let clock = SteadyWallClock(hands, elapsed: hands)
    var last = clock.milliseconds
    for _ in 0..<2_000 {
      let step = UInt64.random(in: 0...3_000, using: &generator)
      hands.passed.add(step * 1_000_000, ordering: .relaxed)
      hands.date.store(.random(in: 0...9_000_000, using: &generator), ordering: .relaxed)
      let next = clock.milliseconds
      #expect(next >= last + Int64(step))
      last = next
    }
  }
}
