import Simulation
import Testing

/// Whether the oracles notice: each mistake is found within a few seeds, and the case that shows it is small and fails
/// every time.
@Suite struct DefectTests {
  /// Seeds that a mistake may live through.
  static let patience: UInt64 = 60

  @Test(arguments: Defect.allCases) func isCaught(defect: Defect) throws {
    let simulator = try SimulationRig.simulator.get()
    for seed in 1...Self.patience {
      let run = SimulationCase(seed: seed, faults: defect.faults, duration: 90_000)
      if !(try simulator.perform(run, tampering: defect.tampering)).violations.isEmpty { return }
    }
    Issue.record("\(defect.rawValue) lives through \(Self.patience) seeds")
  }

  @Test func isMadeSmallAndRepeats() throws {
    let simulator = try SimulationRig.simulator.get()
    let defect = Defect.cancelsAreNotSent
    var failing: SimulationOutcome?
    for seed in 1...Self.patience where failing == nil {
      let run = SimulationCase(seed: seed, faults: [.loss, .duplicate], duration: 60_000)
      let outcome = try simulator.perform(run, tampering: defect.tampering)
      if !outcome.violations.isEmpty { failing = outcome }
    }
    let found = try #require(failing)
    let small = simulator.shrink(found, limit: 60) { defect.tampering }
    #expect(small.violations.contains { $0.oracle == found.violations.first?.oracle })
    #expect(small.run.faults == [])
    #expect((small.run.kept?.count ?? .max) < 6)
    #expect(small.run.duration <= found.run.duration)
    let again = try simulator.perform(small.run, tampering: defect.tampering)
    #expect(again.head == small.head)
    #expect(again.violations == small.violations)
    // Without the mistake there is nothing to find.
    #expect(try simulator.perform(small.run).violations == [])
  }
}
