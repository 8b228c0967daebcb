import FoundationEssentials
import Glibc
import Journal
import TestSupport
import Testing

@Suite struct CrashTests {
  /// A process that writes groups of 20 and notes beside the journal what was acknowledged is killed at some
  /// moment; then the journal must verify, hold all that was noted, and take up the same run again.
  @Test(arguments: UInt32(0)..<8)
  func aKilledWriterLosesNothingAcknowledged(round: UInt32) async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "polytraders-crash-\(getpid())-\(round)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/a.journal"
    for life in UInt32(1)...3 {
      let microseconds = 3000 + life * 7000 + round * 1700
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = path as String, microseconds = microseconds as UInt32] in
        Task.detached {
          usleep(microseconds)
          kill(getpid(), SIGKILL)
        }
        try CrashingWriter.run(path)
      }
      guard FileManager.default.fileExists(atPath: path + ".acknowledged") else { continue }
      let noted = try String(contentsOfFile: path + ".acknowledged", encoding: .utf8)
      let acknowledged = Int64(noted.split(separator: "\n").last ?? "0") ?? 0
      let verification = try JournalReader(path: path).verify()
      #expect(verification.fault == nil)
      #expect(verification.count >= acknowledged)
    }
    let head = try Samples.write(3000, to: path, mode: .replay)
    #expect(head == (try Samples.write(3000, to: folder + "/whole.journal")))
    #expect(try JournalReader(path: path).verify().count == 3000)
  }
}

@Suite struct FullDiskTests {
  /// The kernel refuses to let a file grow: the writer stops, and what it acknowledged verifies.
  @Test func aQuotaStopsTheWriterAndKeepsWhatWasAcknowledged() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "polytraders-quota-\(getpid())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/a.journal"
    await #expect(processExitsWith: .success) { [path = path as String] in
      try CrashingWriter.fill(path)
    }
    let verification = try JournalReader(path: path).verify()
    #expect(verification.fault == nil)
    #expect(verification.count > 0)
    // With room again, the same run goes on.
    try Samples.write(1500, to: path, mode: .replay)
    #expect(try JournalReader(path: path).verify().count == 1500)
  }
}

/// The processes that are killed or starved.
enum CrashingWriter {
  /// Writes under a limit of 600,000 bytes a file and checks that it is stopped the right way.
  static func fill(_ path: String) throws {
    _ = signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit(rlim_cur: 600_000, rlim_max: 600_000)
    #expect(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
    var generator = SeededGenerator(seed: 1)
    let writer = try JournalWriter(
      path: path, logID: "test",
      grouping: JournalWriter.Grouping(envelopes: 10, milliseconds: 20), now: { 0 })
    var failure: JournalError?
    for index in 0..<3000 where failure == nil {
      let draft = Samples.draft(index, &generator)
      do throws(JournalError) { try writer.append(draft) } catch { failure = error }
    }
    let committed = writer.committedSequence
    let failed = try #require(failure)
    switch failed {
    case .full(committed), .cannotWrite(_, committed: committed): break
    default: Issue.record("stopped by \(failed)")
    }
    #expect(throws: failed) { try writer.flush() }
    #expect(try JournalReader(path: path).verify().count == committed)
  }

  static func run(_ path: String) throws {
    var generator = SeededGenerator(seed: 1)
    let writer = try JournalWriter(path: path, logID: "test", mode: .replay, now: { 0 })
    let note = unsafe open(path + ".acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o644)
    for index in 0..<3000 {
      try writer.append(Samples.draft(index, &generator))
      guard index % 20 == 19, !writer.isReplaying else { continue }
      try writer.flush()
      let line = Array("\(writer.committedSequence)\n".utf8)
      _ = unsafe write(note, line, line.count)
    }
    while true { pause() }
  }
}
