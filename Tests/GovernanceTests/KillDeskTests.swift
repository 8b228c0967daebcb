import Diagnostics
import FoundationEssentials
import Governance
import Hashing
import JSON
import Orders
import Policy
import Runtime
import Signing
import Stores
import TestSupport
import Testing

/// People at the latch of a run's folder: the same core, and what a run would have written played here.
struct KillDeskTests {
  private static let start: Int64 = 1_795_291_200_000
  private static let ticks = ["no_orders_in_flight", "replay_last_hour"]

  /// A folder that is gone with this value.
  private final class Folder {
    let path: String

    init() throws {
      path = "/tmp/polytraders-kill-\(UInt64.random(in: 0 ... .max))"
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  /// A folder with its people.
  private struct Rig {
    let folder: Folder
    var now = KillDeskTests.start

    init() throws { folder = try Folder() }

    var path: String { "\(folder.path)/run" }
    var latch: KillLatchFile { KillLatchFile(folder: path) }
    var files: KillRunFiles { KillRunFiles(folder: path) }

    func desk() throws -> KillDesk {
      let governance = try PolicyState.load(root: Places.checkout).governance
      return KillDesk(
        folder: path, approvers: KillApprover.all(of: governance.approvers),
        quorum: KillQuorum(governance.rules), now: now)
    }

    /// What a run does with what is tripped: contains it and says what it finds.
    /// And the replay of the hour before was looked at.
    func contain(
      clear: [KillTrigger] = KillTrigger.automatic, open: Int = 0,
      positions: String? = "block 7: 1000 pUSD", isReviewed: Bool = true
    ) throws {
      guard case .kills(let kills, _) = latch.read() else { return }
      if isReviewed, let kill = kills.first {
        try files.write(
          KillReviewNote(kill: kill.step.record.id, isCorrect: true, report: .zero))
      }
      for kill in kills {
        for state: KillRecord.State in [.cancelling, .contained] {
          var record = kill.step.record
          record.state = state
          record.time = now
          try latch.write(KillStep(record))
        }
      }
      try files.write(
        KillConditions(
          time: now, clear: clear, facts: "a quiet desk", open: open, inDoubt: 0,
          positions: positions))
    }

    func trip(_ trigger: KillTrigger) throws {
      try latch.write(
        KillStep(
          KillRecord(
            id: "kill-1-abc", epoch: 1, scope: .global, state: .tripped, trigger: trigger,
            by: "risk.kill_triggers", reason: "a test", time: now)))
    }

    func sign(_ name: String, ticks: [String] = KillDeskTests.ticks) throws -> KillRecord {
      var desk = try desk()
      let key = try OverrideDesk.key(name)
      let request = try desk.request(.global, ticked: ticks, by: name)
      return try desk.add(
        KillApproval(
          terms: request.terms, evidence: request.evidence, approver: name, address: key.address,
          signature: key.sign(request.terms.statement(of: key.address).digest)))
    }

    func problem(_ name: String, ticks: [String] = KillDeskTests.ticks) -> String? {
      do {
        _ = try sign(name, ticks: ticks)
        return nil
      } catch let problem as KillProblem {
        #expect(!problem.diagnostic.help.isEmpty)
        return problem.code
      } catch {
        return "\(error)"
      }
    }
  }

  @Test("trip by one, contained by the run, reset by two others")
  func reset() throws {
    var rig = try Rig()
    var desk = try rig.desk()
    #expect(try desk.trip(.global, by: "alice", reason: "a test").isNew)
    #expect(try !desk.trip(.global, by: "carol", reason: "again").isNew)
    #expect(rig.problem("bob") == "PT2512")
    try rig.contain()
    #expect(try rig.sign("bob").state == .resetRequested)
    rig.now += 60_000
    #expect(rig.problem("bob") == "PT2518")
    #expect(rig.problem("alice") == "PT2516")
    #expect(try rig.sign("carol", ticks: []).state == .armed)
    #expect(try rig.desk().killSwitch.isArmed)
    #expect(rig.problem("dave") == "PT2510")
    #expect(
      try rig.latch.steps().map(\.record.state)
        == [.tripped, .cancelling, .contained, .resetRequested, .armed])
    #expect(try rig.latch.steps().last?.approvals.map(\.approver) == ["bob", "carol"])
  }

  @Test("what a condition tripped waits for a run that finds it clear")
  func conditions() throws {
    var rig = try Rig()
    try rig.trip(.feedLoss)
    guard case .kills(let kills, _) = rig.latch.read() else { return }
    var record = kills[0].step.record
    record.state = .contained
    try rig.latch.write(KillStep(record))
    #expect(rig.problem("bob") == "PT2503", "no run says anything")
    try rig.contain(clear: [.drawdown])
    #expect(rig.problem("bob") == "PT2504", "it holds")
    try rig.contain()
    rig.now += 61_000
    #expect(rig.problem("bob") == "PT2503", "what was said is old")
    try rig.contain()
    #expect(rig.problem("bob", ticks: []) == "PT2505")
    #expect(rig.problem("bob", ticks: Self.ticks + ["positions_published"]) == "PT2505")
    #expect(try rig.sign("bob").state == .resetRequested)
    rig.now += 61_000
    #expect(rig.problem("carol") == "PT2504", "clear then is not clear now")
    try rig.contain(clear: [])
    #expect(rig.problem("carol") == "PT2504")
  }

  @Test("after a drawdown the positions are published first")
  func drawdown() throws {
    let rig = try Rig()
    try rig.trip(.drawdown)
    try rig.contain()
    #expect(rig.problem("bob") == "PT2505")
    #expect(
      try rig.sign("bob", ticks: Self.ticks + ["positions_published"]).state == .resetRequested)
  }

  @Test("an item of the playbook is ticked with what proves it, and the proof is what is signed")
  func proofs() throws {
    let rig = try Rig()
    try rig.trip(.drawdown)
    let ticks = Self.ticks + ["positions_published"]
    try rig.contain(isReviewed: false)
    #expect(rig.problem("bob", ticks: ticks) == "PT2521", "nobody has replayed the hour")
    try rig.files.write(KillReviewNote(kill: "kill-0-old", isCorrect: true, report: .zero))
    #expect(rig.problem("bob", ticks: ticks) == "PT2521", "that was another kill")
    try rig.contain(positions: nil)
    #expect(rig.problem("bob", ticks: ticks) == "PT2521", "nobody says what the wallet holds")
    try rig.contain(open: 1)
    #expect(rig.problem("bob", ticks: ticks) == "PT2512", "the run sees an order again")
    try rig.contain(positions: "block 8: 900 pUSD, 5 shares of 7")
    var hashes: Set<Digest32> = []
    for isCorrect in [true, false] {
      let note = KillReviewNote(kill: "kill-1-abc", isCorrect: isCorrect, report: .zero)
      try rig.files.write(note)
      let request = try rig.desk().request(.global, ticked: ticks, by: "bob")
      #expect(request.evidence.items.map(\.proof).contains(note.proof))
      #expect(request.evidence.items.last?.proof == "block 8: 900 pUSD, 5 shares of 7")
      hashes.insert(request.terms.evidence)
    }
    #expect(hashes.count == 2, "another finding is another thing to sign")
    #expect(try rig.sign("bob", ticks: ticks).state == .resetRequested)
  }

  @Test("the roles of the approved rules: each of the control functions, one of them of risk")
  func roles() throws {
    let rig = try Rig()
    try rig.trip(.manual)
    try rig.contain()
    #expect(try rig.sign("carol").state == .resetRequested, "operations may begin")
    #expect(rig.problem("dave") == "PT2524", "operations and security without risk")
    #expect(try rig.sign("alice").state == .armed)
  }

  @Test("the playbooks name the roles that the approval rules name")
  func playbooks() throws {
    let rules = try #require(PolicyState.load(root: Places.checkout).governance.rules)
    let files = try ["kill-switch-fired", "reconcile-mismatch"].map { name in
      let path = "specs/playbooks/\(name).yaml"
      return PolicyLoader.Input(
        file: path, path: path, bytes: try FileContents.read("\(Places.checkout)/\(path)"))
    }
    let resets = PlaybookBook.read(files, codes: []).playbooks.flatMap(\.steps).filter {
      $0.kind.value == .approve && $0.text.value.contains("polytraders kill reset")
    }
    #expect(resets.count == 2)
    for step in resets {
      let roles = Set(step.roles.map(\.value.rawValue))
      #expect(roles.isSubset(of: Set(rules.killReset.each.map(\.rawValue))))
      #expect(roles.isSuperset(of: Set(rules.killReset.among.map(\.rawValue))))
      #expect(step.approvers == 2)
    }
  }

  @Test("a first signature that expired is begun anew, not completed")
  func expired() throws {
    var rig = try Rig()
    try rig.trip(.manual)
    try rig.contain()
    _ = try rig.sign("bob")
    rig.now += 900_000
    try rig.contain()
    #expect(try rig.sign("carol").state == .resetRequested)
    #expect(try rig.sign("bob").state == .armed)
  }

  @Test("a broken latch is tripped, is not reset, and gives way to a trip")
  func broken() throws {
    let rig = try Rig()
    try rig.trip(.manual)
    let writer = try LineWriter(path: rig.latch.path)
    try writer.write(Array("{}\n".utf8))
    try writer.close()
    #expect(try !rig.desk().killSwitch.isArmed && rig.desk().unreadable != nil)
    #expect(rig.problem("bob") == "PT2502")
    var desk = try rig.desk()
    _ = try desk.trip(.strategy("maker"), by: "alice", reason: "a test")
    let scopes = try rig.desk().killSwitch.kills.map(\.step.record.scope)
    #expect(scopes == [.global, .strategy("maker")])
    #expect(try rig.desk().unreadable == nil)
  }

  @Test("the statement is the typed data of specs/eip712/kill-reset.yaml")
  func statement() throws {
    let terms = KillResetTerms(
      kill: "kill-1-abc", epoch: 1, scope: .global, evidence: .zero, expires: 1_795_292_100_000)
    let key = try OverrideDesk.key("bob")
    let document = terms.statement(of: key.address).document
    #expect(document["primaryType"]?.string == "KillReset")
    #expect(document["message"]?["expiresAt"]?.int64 == 1_795_292_100)
    var other = terms
    other.epoch = 2
    #expect(
      terms.statement(of: key.address).digest != other.statement(of: key.address).digest)
  }
}
