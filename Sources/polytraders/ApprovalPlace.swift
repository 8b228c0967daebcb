import CommandLine
import Diagnostics
import Git
import Governance
import Graph
import Hashing
import JSON
import Runtime
import Venue

/// Where approvals of a root are made and checked: the root, the clock, what is remembered between two calls.
struct ApprovalPlace {
  static let journal: Parameter<String?> = .option(
    "journal", "FILE", "a journal that keeps what is done here as an entry of the kind approval")

  let root: String
  /// Milliseconds since 1970.
  let now: Int64
  /// What was verified here before; nil the first time.
  let trust: TrustState?

  init(root named: String?) throws {
    root = try GraphLoader.root(named)
    now = SystemTime().wall
    trust = try Self.readTrust(root)
  }

  // MARK: Trust

  /// A file of this machine, beside the root and outside of git.
  private static func folder(_ root: String) -> String { "\(root)/.polytraders" }
  private var trustFile: String { Self.folder(root) + "/trust.json" }

  /// What was verified in a root before, for those who judge its releases by more than that; nil the first time.
  static func pin(ofRoot root: String) throws(DiagnosticError) -> TrustState? {
    try readTrust(root)
  }

  /// What git keeps comes with the next pull, and so from whoever may push: no memory of this machine.
  private static func refuseTracked(_ root: String) throws(DiagnosticError) {
    guard Folders.exists(folder(root)), let repository = try? GitRepository.find(at: root),
      let tracked = try? repository.tracked(under: ".polytraders"), let first = tracked.first
    else { return }
    throw DiagnosticError(
      Diagnostic(
        "PT1725", .error, "git keeps \(first): what was seen here could be replaced by a pull",
        at: nil,
        help: [
          "take it out of git, once you know who put it there: git rm -r --cached .polytraders",
          "then prove all releases anew: remove .polytraders/trust.json, and polytraders approve verify --all",
        ]))
  }

  /// A file that cannot be read is never "nothing was seen".
  private static func readTrust(_ root: String) throws(DiagnosticError) -> TrustState? {
    let path = folder(root) + "/trust.json"
    try refuseTracked(root)
    guard Folders.exists(path) else { return nil }
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try FileContents.read(path, maximumBytes: 1 << 16)
    } catch {
      throw FileProblem.reading(error)
    }
    guard let json = try? JSONValue(parsing: bytes), let trust = TrustState(json: json) else {
      throw DiagnosticError(
        Diagnostic(
          "PT1724", .error, "what was trusted here before cannot be read: \(path) is damaged",
          at: Location(file: path, line: 1, column: 1),
          help: ["prove all releases anew: remove it, then polytraders approve verify --all"]))
    }
    return trust
  }

  /// Remembers a history that was verified. The first time it says what is trusted from now on.
  func remember(_ history: ApprovedHistory) throws(DiagnosticError) {
    let next = trust?.advanced(by: history, now: now) ?? TrustState(pinning: history, now: now)
    if trust == nil {
      _ = StandardStream.error.write(
        "note: trusting the first release \(history.genesis.hex) from now on (\(trustFile))\n")
    }
    // Looking again and again costs no file each time.
    if let trust, next.identity == trust.identity, next.clock - trust.clock < 60_000 { return }
    try write(next.json.compactText + "\n", to: trustFile)
  }

  /// The folder keeps itself out of git.
  private func write(_ text: String, to path: String) throws(DiagnosticError) {
    try Folders.prepare(forFile: path)
    let ignore = Self.folder(root) + "/.gitignore"
    do throws(FileError) {
      if !Folders.exists(ignore) { try Self.put("*\n", ignore) }
      try Self.put(text, path)
    } catch {
      throw FileProblem.writing(error)
    }
  }

  private static func put(_ text: String, _ path: String) throws(FileError) {
    let writer = try LineWriter(path: path)
    try writer.write(Array(text.utf8))
    try writer.close()
  }

  /// All that was approved, verified against what was seen before, and remembered.
  func history(all: Bool = false) throws -> ApprovedHistory {
    var progress = ProgressLine()
    let history = try ApprovedHistory.load(root: root, now: now, trusting: all ? nil : trust) {
      progress.update("verifying release \($0) of \($1)")
    }
    progress.finish()
    let problems = trust.map { history.check(against: $0, now: now) } ?? []
    guard problems.isEmpty else {
      throw ApprovalFailure(problems.map { $0.diagnostic(at: nil) })
    }
    try remember(history)
    return history
  }

  /// The desk where this is proposed and signed.
  func desk() throws(ApprovalFailure) -> ApprovalDesk {
    var progress = ProgressLine()
    let desk = try ApprovalDesk(root: root, now: now, trusting: trust) {
      progress.update("verifying release \($0) of \($1)")
    }
    progress.finish()
    return desk
  }

  // MARK: Exports

  /// What was exported for an approver is kept until its signature comes back.
  func exportFile(_ name: String) -> String { Self.folder(root) + "/exports/\(name).json" }

  func keepExport(_ text: String, for name: String) throws(DiagnosticError) {
    try write(text, to: exportFile(name))
  }

  // MARK: Authors

  /// Who wrote the change since the newest release, as far as git knows: those of the commits, and of the files
  /// that are not committed whoever edits here. None before the first release,
  /// which everybody wrote.
  func authors(of proposal: Proposal, withWorkingFiles: Bool) -> [String] {
    let place = PolicySide.Place(root: root)
    guard let history = proposal.history, let repository = place.repository,
      let head = try? repository.resolve("HEAD")
    else { return [] }
    let file =
      "\(ReleaseDocument.folder)/\(ReleaseDocument.fileName(sequence: history.releases.count))"
    let base = PolicySide(
      state: history.current.state, name: file,
      commit: try? repository.lastChange(of: file, at: head).id)
    let working = PolicySide(
      state: proposal.working, name: root, commit: withWorkingFiles ? nil : head)
    return PolicySide.authors(from: base, to: working, in: place)
  }
}
