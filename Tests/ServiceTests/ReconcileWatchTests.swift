import CEL
import FixedPoint
import Graph
import Hashing
import JSON
import Orders
import Policy
import Service
import TestSupport
import Testing
import Trading
import Venue

/// The thresholds of the order manager are the risk team's: they reach it as values, and what stays open is decided by
/// the approved policies, journalled, and carried out.
@Suite("reconciliation by policy")
struct ReconcileWatchTests {
  /// A service over a root, and a manager that knows of one difference: the account cannot be read at all.
  private struct Run {
    let rig: ServiceRig
    let service: DecisionService
    let watch: ReconcileWatch
    var manager: OrderManager

    mutating func handle(_ event: ManagerEvent, after milliseconds: Int64) {
      _ = manager.handle(event, now: ServiceRig.start + milliseconds)
    }

    /// What is decided, taken by the manager.
    mutating func look(after milliseconds: Int64) throws -> [String] {
      handle(.tick, after: milliseconds)
      let events = try watch.look(manager.reconciler, now: ServiceRig.start + milliseconds)
      for event in events { handle(event, after: milliseconds) }
      return events.compactMap {
        if case .judgedDifference(_, let judgement) = $0 { judgement.codes.first } else { nil }
      }
    }

    var journalled: [String] {
      rig.log.envelopes.filter {
        $0["payload"]?["event_kind"]?.string == "reconcile_check"
      }.compactMap { $0["reason_codes"]?.array?.first?.string }
    }
  }

  private static func with(
    _ prepare: (ServiceRig) throws -> Void = { _ in }, _ body: (inout Run) throws -> Void
  ) throws {
    try ServiceRig.with { rig in
      try prepare(rig)
      rig.watcher().look()
      let service = rig.service("-", sink: CollectingSink())
      #expect(try service.start(), "\(rig.said)")
      let policies = try #require(service.policy?.graph.policies)
      var run = Run(
        rig: rig, service: service, watch: ReconcileWatch(service),
        manager: OrderManager(
          ManagerPolicy(owner: "test", apiKey: "k", wallet: "0x01", builder: .zero)))
      run.handle(.limits(ManagerLimits(policies)), after: 0)
      run.handle(.start, after: 0)
      try body(&run)
    }
  }

  private static let file = "policies/reconciliation.yaml"

  /// The documents of the house, with a setting.
  private static func policies(_ settings: String...) throws -> PolicySet {
    var loader = PolicyLoader.load(try PolicyFiles.inputs(ofRoot: Places.checkout))
    loader.apply(settings: settings, to: "exec.reconciler")
    return try #require(loader.set, "\(loader.diagnostics)")
  }

  @Test("the documents of the house say what facts/oms.md proposes")
  func values() throws {
    #expect(ManagerLimits(try Self.policies()) == ManagerLimits())
  }

  @Test("every param reaches the order manager")
  func params() throws {
    let house = try Self.policies()
    let bot = try #require(house.bot(named: "exec.reconciler"))
    for parameter in bot.parameters {
      let name = parameter.name.value
      let old = house.value(of: name, bot: "exec.reconciler", in: Scope())
      // All bounds have room above, but that of a share of all.
      let other =
        switch parameter.type {
        case .bool: old == 0 ? "true" : "false"
        case .duration: "\(old + 1)ms"
        case .quantity(.bps): "\(old - 1) bps"
        case .quantity(let unit):
          unit.grain == 1 ? "\(old + 1) \(unit.rawValue)" : "0.025 \(unit.rawValue)"
        default: "1"
        }
      let policies = try Self.policies("\(name)=\(other)")
      #expect(ManagerLimits(policies) != ManagerLimits(house), "\(name)")
    }
  }

  @Test(
    "told after the first threshold, paused after the second, and the journal holds the changes")
  func decides() throws {
    try Self.with { run throws in
      #expect(try run.look(after: 10_000).isEmpty, "nothing is open")
      #expect(try run.look(after: 16_000) == ["EXEC_RECONCILE_NO_SNAPSHOT"])
      #expect(try run.look(after: 75_000) == ["EXEC_RECONCILE_NO_SNAPSHOT"])
      #expect(run.manager.books.pauses.isEmpty)
      #expect(try run.look(after: 76_500) == ["EXEC_RECONCILE_SLO"])
      #expect(run.manager.books.pauses == [.wallet("0x01"): "EXEC_RECONCILE_SLO"])
      #expect(run.journalled == ["EXEC_RECONCILE_NO_SNAPSHOT", "EXEC_RECONCILE_SLO"])
    }
  }

  @Test("a release with a tighter value pauses earlier")
  func tighter() throws {
    try Self.with({ rig in
      try rig.edit(Self.file, "pause_after_s: { value: 60s", "pause_after_s: { value: 20s")
      try rig.approve()
    }) { run throws in
      _ = try run.look(after: 16_000)
      #expect(run.manager.reconciler.policy.pauseAfter == 20_000)
      #expect(try run.look(after: 36_500) == ["EXEC_RECONCILE_SLO"])
      #expect(run.manager.books.pauses == [.wallet("0x01"): "EXEC_RECONCILE_SLO"])
    }
  }
}
