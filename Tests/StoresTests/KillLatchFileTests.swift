import FixedPoint
import Glibc
import Hashing
import JSON
import Orders
import Runtime
import Signing
import Stores
import TestSupport
import Testing

/// The latch on the disk: whatever happens to it, it is never weaker than what was latched.
struct KillLatchFileTests {
  private static let start: Int64 = 1_795_000_000_000

  private static func record(
    _ state: KillRecord.State, epoch: Int64 = 1, scope: KillScope = .global
  ) -> KillRecord {
    KillRecord(
      id: "kill-\(epoch)-0123456789ab", epoch: epoch, scope: scope, state: state,
      trigger: .manual, by: "alice", reason: "a \"test\"\nof lines", time: start + epoch)
  }

  /// The step that arms, signed by two keys.
  private static func armed(_ record: KillRecord, keys: [String] = ["1", "2"]) throws -> KillStep {
    let evidence = KillEvidence(
      kill: record.id, epoch: record.epoch, contained: start, clearances: [], items: [])
    let terms = KillResetRequest(record, evidence: evidence, now: start, length: 900_000).terms
    let approvals = try keys.map { digit in
      let key = try SigningKey(hex: String(repeating: "0", count: 63) + digit)
      return KillApproval(
        terms: terms, evidence: evidence, approver: "person \(digit)", address: key.address,
        signature: key.sign(terms.statement(of: key.address).digest))
    }
    var record = record
    record.state = .armed
    return KillStep(record, approvals: approvals)
  }

  private func states(_ latch: KillLatchFile) -> [String]? {
    guard case .kills(let kills, _) = latch.read() else { return nil }
    return kills.map { "\($0.step.record.scope.text) \($0.step.record.state.rawValue)" }
  }

  @Test("what is latched is there for the next process")
  func restart() throws {
    let folder = try TemporaryFolder()
    let latch = KillLatchFile(folder: folder.path)
    #expect(states(latch) == [])
    try latch.write(KillStep(Self.record(.tripped)))
    try latch.write(KillStep(Self.record(.tripped, epoch: 2, scope: .strategy("maker"))))
    try latch.write(KillStep(Self.record(.contained)))
    let again = KillLatchFile(folder: folder.path, mustExist: true)
    #expect(states(again) == ["global CONTAINED", "strategy:maker TRIPPED"])
    #expect(again.read() == latch.read())
    #expect(try again.steps().map(\.record.state) == [.tripped, .tripped, .contained])
    try again.write(Self.armed(Self.record(.contained)))
    #expect(
      states(latch) == ["global ARMED", "strategy:maker TRIPPED"], "another process's write is seen"
    )
  }

  @Test("the same step again is no step")
  func again() throws {
    let folder = try TemporaryFolder()
    let latch = KillLatchFile(folder: folder.path)
    for _ in 0..<3 { try latch.write(KillStep(Self.record(.tripped))) }
    #expect(try latch.steps().count == 1)
  }

  @Test("nothing arms in the file without two keys' signatures under that kill")
  func forged() throws {
    let record = Self.record(.contained)
    var other = try Self.armed(Self.record(.contained, epoch: 9))
    other.record = Self.record(.armed)
    let forgeries = [
      KillStep(Self.record(.armed)), try Self.armed(record, keys: ["1"]),
      try Self.armed(record, keys: ["1", "1"]), other,
    ]
    for forgery in forgeries {
      let folder = try TemporaryFolder()
      let latch = KillLatchFile(folder: folder.path)
      try latch.write(KillStep(Self.record(.tripped)))
      try latch.write(KillStep(record))
      try? latch.write(forgery)
      #expect(states(latch) != ["global ARMED"])
    }
  }

  @Test("every change of every byte of either file is tripped, and so is either one's loss")
  func tampered() throws {
    let folder = try TemporaryFolder()
    let latch = KillLatchFile(folder: folder.path)
    try latch.write(KillStep(Self.record(.tripped)))
    try latch.write(KillStep(Self.record(.contained)))
    var random = SeededGenerator(seed: 5)
    for path in [latch.path, latch.logPath] {
      let whole = try FileContents.read(path)
      var texts: [[UInt8]?] = [nil, [], Array(whole.dropLast()), whole + [0x0A]]
      texts += (0..<150).map { _ in
        var text = whole
        let place = Int.random(in: 0..<text.count, using: &random)
        text[place] = text[place] ^ UInt8.random(in: 1...127, using: &random)
        return text
      }
      if path == latch.logPath {
        // The newest line alone may be missing: then the latch is ahead, which no crash leaves behind.
        texts.append(whole.split(separator: 0x0A).first.map { Array($0) + [0x0A] })
      }
      for text in texts {
        try replace(path, text)
        #expect(
          states(latch) == nil, "\(text.map { String(decoding: $0, as: UTF8.self) } ?? "none")")
      }
      try replace(path, whole)
      #expect(states(latch) == ["global CONTAINED"])
    }
  }

  @Test("a crash between the log and the latch loses nothing")
  func crash() throws {
    let folder = try TemporaryFolder()
    let latch = KillLatchFile(folder: folder.path)
    try latch.write(KillStep(Self.record(.tripped)))
    let before = try FileContents.read(latch.path)
    try latch.write(KillStep(Self.record(.tripped, epoch: 2, scope: .market("0xaa"))))
    try replace(latch.path, before)
    #expect(states(latch) == ["global TRIPPED", "market:0xaa TRIPPED"])
    try latch.write(KillStep(Self.record(.contained)))
    #expect(states(latch) == ["global CONTAINED", "market:0xaa TRIPPED"])
  }

  @Test("the first step of a kill alone in its log is that step; a longer log has had a latch")
  func firstStep() throws {
    let folder = try TemporaryFolder()
    let latch = KillLatchFile(folder: folder.path)
    let scope = KillScope.strategy("maker")
    try latch.write(KillStep(Self.record(.tripped, scope: scope)))
    try replace(latch.path, nil)
    // A trip of one strategy must not become one of everything because somebody looked in the middle of it.
    #expect(states(latch) == ["strategy:maker TRIPPED"])
    try latch.write(KillStep(Self.record(.cancelling, scope: scope)))
    #expect(states(latch) == ["strategy:maker CANCELLING"])
    try replace(latch.path, nil)
    #expect(states(latch) == nil)
  }

  @Test("a reader waits for a writer that is two steps ahead of its latch")
  func readerWaits() async throws {
    let folder = try TemporaryFolder()
    let latch = KillLatchFile(folder: folder.path)
    let scope = KillScope.strategy("maker")
    try latch.write(KillStep(Self.record(.tripped, scope: scope)))
    let old = try FileContents.read(latch.path)
    try latch.write(KillStep(Self.record(.cancelling, scope: scope)))
    try latch.write(KillStep(Self.record(.contained, scope: scope)))
    let new = try FileContents.read(latch.path)
    // A writer in the middle of its work: it holds the lock, and the latch is behind.
    let lock = unsafe open("\(folder.path)/kill.lock", O_RDWR | O_CLOEXEC)
    #expect(flock(lock, LOCK_EX) == 0)
    try replace(latch.path, old)
    let path = folder.path
    async let reading = Task.detached { KillLatchFile(folder: path).read() }.value
    usleep(50_000)
    try replace(latch.path, new)
    close(lock)
    guard case .kills(let kills, _) = await reading else {
      Issue.record("unreadable")
      return
    }
    #expect(kills.map(\.step.record.state) == [.contained])
  }

  @Test("a latch that was there and is gone is tripped; a trip goes through whatever lies there")
  func gone() throws {
    let folder = try TemporaryFolder()
    #expect(states(KillLatchFile(folder: folder.path, mustExist: true)) == nil)
    let latch = KillLatchFile(folder: folder.path)
    try replace(latch.path, Array("nonsense\n".utf8))
    #expect(throws: KillLatchFailure.self) {
      try latch.write(try Self.armed(Self.record(.contained)))
    }
    try latch.write(KillStep(Self.record(.tripped, scope: .strategy("maker"))))
    #expect(states(latch) == ["global TRIPPED", "strategy:maker TRIPPED"])
    #expect(try FileContents.read(latch.path + ".unreadable-1") == Array("nonsense\n".utf8))
  }

  @Test("conditions, baselines and requests come back as they were written")
  func files() throws {
    let folder = try TemporaryFolder()
    let files = KillRunFiles(folder: folder.path + "/deep/er")
    #expect(try files.conditions() == nil)
    let conditions = KillConditions(
      time: 5, clear: [.drawdown, .feedLoss], facts: "all \"quiet\"", open: 1, inDoubt: 2)
    try files.write(conditions)
    #expect(try files.conditions() == conditions)
    let baselines = RiskBaselines(peak: .init(raw: 7_000_001))
    try files.write(baselines)
    #expect(try files.baselines() == baselines)
    let step = try Self.armed(Self.record(.contained))
    let request = KillResetRequest(
      terms: step.approvals[0].terms, evidence: step.approvals[0].evidence)
    try files.write(request)
    #expect(try files.request() == request)
    try replace(folder.path + "/deep/er/kill-baselines.json", Array("{}".utf8))
    #expect(throws: KillLatchFailure.self) { try files.baselines() }
    for name in ["conditions", "baselines", "request"] {
      try replace(folder.path + "/deep/er/kill-\(name).json", nil)
    }
  }

  /// Gives a file other bytes, or takes it away.
  private func replace(_ path: String, _ bytes: [UInt8]?) throws {
    guard let bytes else {
      _ = unsafe unlink(path)
      return
    }
    let writer = try LineWriter(path: path)
    try writer.write(bytes)
    try writer.close()
  }
}
