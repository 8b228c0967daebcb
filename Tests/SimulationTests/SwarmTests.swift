import Simulation
import Testing

/// The bounded set of every test run; the nightly one is `polytraders simulate --runs 10000`.
@Suite struct SwarmTests {
  /// The faults that there were at first: a swarm of them alone is what it was.
  static let first = SimulationFault.all.subtracting([.expiry, .stale, .reset, .movement, .skew])

  /// Everything that ever failed once, as the shrinker left it or as it was found.
  static let regressions: [SimulationCase] = [
    // A date that leapt ahead let cancel-replaces out of the window.
    .swarm(seed: 3_272, allowed: first),
    .swarm(seed: 3_429, allowed: first),
    // What somebody else filled with our key, and was gone, stayed a difference for five minutes.
    .swarm(seed: 33, allowed: first),
    // A kill for a difference from the chain was armed while the balances differed anew.
    SimulationCase(
      seed: 1_061, faults: [.crash, .reset, .movement], duration: 135_000,
      kept: [27, 28, 61, 63, 70]),
    // A kill was tripped anew from outside just as the second signature for the one before came.
    SimulationCase(
      seed: 1_438, faults: [.clock, .store, .kill, .reset], duration: 86_000,
      kept: [30, 31, 35, 38, 40]),
    // The world let a copy of a refused submission in: the venue had what it had refused.
    SimulationCase(
      seed: 458, faults: [.duplicate, .modes, .reorder, .clock], duration: 26_000,
      kept: [0, 1, 2, 5, 7, 8, 9, 10, 11]),
    // A kill contained before a crash stayed CANCELLING in the latch.
    SimulationCase(seed: 7, faults: first),
    // Envelopes of a desk whose clock leapt back gave other books.
    SimulationCase(
      seed: 5, faults: [.settlement, .heartbeat, .clock, .chain], duration: 90_000),
    // An order whose trades all failed was never closed, since each refused cancel began its proof again.
    SimulationCase(
      seed: 3, faults: [.settlement], duration: 101_000, kept: [23, 24, 26, 31]),
    // More shares at better prices were taken for an overfill, which halted the market.
    SimulationCase(seed: 1, faults: [], duration: 60_000),
    // A cancel-replace that was asked for again after a crash left beside a full window.
    .swarm(seed: 4_293, allowed: first),
    // A clock that leapt ahead by more than a minute kept a fill out of the books.
    .swarm(seed: 2_075, allowed: first),
    // A plan came with two contents, and a crash decided which of them was taken.
    .swarm(seed: 4_086, allowed: first),
  ]

  @Test(arguments: regressions) func staysMended(run: SimulationCase) throws {
    let outcome = try SimulationRig.simulator.get().perform(run)
    #expect(outcome.violations == [], "polytraders simulate \(run.arguments)")
  }

  @Test func holdsInEverySeed() throws {
    let simulator = try SimulationRig.simulator.get()
    var swarm = SimulationSwarm()
    for seed in UInt64(1)...24 {
      swarm.add(try simulator.perform(.swarm(seed: seed, duration: 60_000)))
    }
    for failure in swarm.failures {
      Issue.record("polytraders simulate \(failure.run.arguments): \(failure.violations)")
    }
    #expect(swarm.coverage.contradictions == [])
    #expect(swarm.orders > 100)
    #expect(swarm.crashes > 10)
    // Far more than this in a night; here only that the tables are filled at all.
    #expect(swarm.coverage.races.count >= 8)
    #expect(swarm.coverage.transitions.count >= 25)
  }

  @Test(arguments: [UInt64(11), 12]) func repeatsExactly(seed: UInt64) throws {
    let simulator = try SimulationRig.simulator.get()
    let run = SimulationCase(seed: seed, faults: SimulationFault.all, duration: 45_000)
    let first = try simulator.perform(run)
    let second = try simulator.perform(run)
    #expect(first.head == second.head)
    #expect(first.events == second.events)
    #expect(first.coverage == second.coverage)
    #expect(first.envelopes > 20)
    let other = try simulator.perform(
      SimulationCase(seed: seed &+ 100, faults: run.faults, duration: run.duration))
    #expect(other.head != first.head)
  }

  @Test func tellsTheStoryOfARun() throws {
    let run = SimulationCase(seed: 1, faults: [], duration: 10_000)
    let told = try SimulationRig.simulator.get().perform(run, isTold: true)
    let untold = try SimulationRig.simulator.get().perform(run)
    #expect(told.head == untold.head)
    #expect(untold.story == [])
    #expect(told.story.contains { $0.contains("-> post ") })
    #expect(told.story.contains { $0.contains("<- plan ") })
  }
}
