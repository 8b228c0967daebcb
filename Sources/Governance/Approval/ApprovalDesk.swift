import Diagnostics
import FoundationEssentials
import Glibc
import Graph
import Policy
import Runtime
package import Signing

/// The folder `specs/approved` of one root, and what people do there: propose, sign, take back. The one place where
/// approvals meet the disk.
///
/// ```swift
/// var desk = try ApprovalDesk(root: ".", now: now)
/// let outcome = try desk.sign(with: key, proposer: "alice")
/// ```
package struct ApprovalDesk: Sendable {
  package let root: String
  package private(set) var proposal: Proposal

  /// What a signature made of the proposal.
  package enum Outcome: Sendable {
    /// It is written to `pending.yaml`, and somebody is missing.
    case pending(ReleaseDocument, ApprovalProblem.Shortfall)
    /// The release was written, and verified as the runner would.
    case released(ApprovedRelease)
  }

  /// Reads and verifies what is approved, and compiles the working files.
  ///
  /// - Parameter now: milliseconds since 1970.
  /// - Parameter trust: what was seen here before; a history that contradicts it is refused.
  package init(
    root: String, now: Int64, trusting trust: TrustState? = nil,
    progress: (Int, _ of: Int) -> Void = { _, _ in }
  ) throws(ApprovalFailure) {
    let working: PolicyState
    do throws(GraphLoader.Failure) {
      working = try PolicyState.load(root: root)
    } catch {
      throw ApprovalFailure(error.diagnostics, error.renderer)
    }
    let read = try Self.history(root: root, now: now, trust, progress)
    self.root = root
    do throws(ApprovalProblem) {
      proposal = try Proposal(
        history: read.history, pending: read.pending, working: working, now: now)
    } catch {
      throw ApprovalFailure(error)
    }
  }

  /// What is approved; no history only where there is truly none and none was ever seen.
  private static func history(
    root: String, now: Int64, _ trust: TrustState?, _ progress: (Int, _ of: Int) -> Void
  ) throws(ApprovalFailure) -> (history: ApprovedHistory?, pending: ReleaseDocument?) {
    let folder = ReleaseFolder(root: root)
    guard folder.releases.isEmpty, folder.problems.allSatisfy(\.isNothingApproved) else {
      let history = try ApprovedHistory.load(
        root: root, now: now, trusting: trust, progress: progress)
      if let trust {
        let problems = history.check(against: trust, now: now)
        guard problems.isEmpty else {
          throw ApprovalFailure(problems.map { $0.diagnostic(at: nil) })
        }
      }
      guard history.pendingFindings.isEmpty else {
        throw ApprovalFailure(history.pendingFindings)
      }
      return (history, history.pending)
    }
    if let trust { throw ApprovalFailure(.rolledBack(from: trust.sequence, to: 0)) }
    var reading = HistoryReading()
    reading.read(folder)
    try reading.failIfAny()
    guard reading.pendingFindings.isEmpty else {
      throw ApprovalFailure(reading.pendingFindings)
    }
    return (nil, reading.pending)
  }

  // MARK: Signing

  /// Signs the working state: the proposal of the folder, or a new one by `proposer`.
  ///
  /// - Parameter name: who the key is said to belong to.
  /// - Parameter authors: e-mail addresses of those who wrote the change.
  package mutating func sign(
    with key: SigningKey, as name: String? = nil, proposer: String?, authors: [String] = [],
    renews: Bool = false
  ) throws(ApprovalFailure) -> Outcome {
    let document: ReleaseDocument
    let approval: Approval
    do throws(ApprovalProblem) {
      document = try proposal.begun(by: proposer, authors: authors, renews: renews)
      let approver = try proposal.approver(key.address, as: name)
      let message = try proposal.message(for: approver, document.change)
      approval = Approval(
        approver: approver.name.value, approvedAt: message.approvedAt,
        expiresAt: message.expiresAt, signature: key.sign(message.digest))
    } catch {
      throw ApprovalFailure(error)
    }
    return try add(approval, to: document)
  }

  /// Adds a signature that was made elsewhere.
  package mutating func add(
    _ approval: Approval, to document: ReleaseDocument
  ) throws(ApprovalFailure) -> Outcome {
    let next: ReleaseDocument
    do throws(ApprovalProblem) {
      next = try proposal.adding(approval, to: document)
    } catch {
      throw ApprovalFailure(error)
    }
    return try write(next)
  }

  /// Begins a proposal without a signature, for wallets that sign elsewhere.
  package mutating func begin(
    proposer: String?, authors: [String], renews: Bool = false
  ) throws(ApprovalFailure) -> ReleaseDocument {
    let document: ReleaseDocument
    do throws(ApprovalProblem) {
      document = try proposal.begun(by: proposer, authors: authors, renews: renews)
    } catch {
      throw ApprovalFailure(error)
    }
    try put(document.text, named: ReleaseDocument.pendingName, replacing: true)
    return document
  }

  /// Takes the proposal back, with the signatures it has. Gives what it was; nil where there was none.
  package mutating func withdraw() throws(ApprovalFailure) -> ReleaseDocument? {
    let document = proposal.pending
    try Self.withdraw(root: root)
    return document
  }

  /// Takes the proposal of a root back, whatever it says.
  package static func withdraw(root: String) throws(ApprovalFailure) {
    let path = "\(ReleaseFolder.path(ofRoot: root))/\(ReleaseDocument.pendingName)"
    guard unsafe unlink(path) == 0 || errno == ENOENT else {
      throw ApprovalFailure(.unwritable(path, reason: Self.text(errno)))
    }
  }

  // MARK: Writing

  private func write(_ document: ReleaseDocument) throws(ApprovalFailure) -> Outcome {
    guard document.kind == .release else {
      try put(document.text, named: ReleaseDocument.pendingName, replacing: true)
      do throws(ApprovalProblem) {
        guard let shortfall = try proposal.shortfall(of: document) else {
          preconditionFailure("a proposal that lacks nothing is a release")
        }
        return .pending(document, shortfall)
      } catch {
        throw ApprovalFailure(error)
      }
    }
    let name = ReleaseDocument.fileName(sequence: document.change.sequence)
    try put(document.text, named: name, replacing: false)
    // What the runner would refuse is not left behind.
    do throws(ApprovalFailure) {
      let history = try ApprovedHistory.load(root: root, now: proposal.now, trusting: trust)
      try Self.withdraw(root: root)
      return .released(history.current)
    } catch {
      _ = unsafe unlink("\(ReleaseFolder.path(ofRoot: root))/\(name)")
      throw error
    }
  }

  /// What was verified when the desk was opened need not be verified again.
  private var trust: TrustState? {
    proposal.history.map { TrustState(pinning: $0, now: proposal.now) }
  }

  /// Writes a file beside its place and then gives it its name, so that nobody ever reads half of it; a name that
  /// begins with a point is read by nobody. A release never takes the place of another.
  private func put(
    _ text: String, named name: String, replacing: Bool
  ) throws(ApprovalFailure) {
    let folder = ReleaseFolder.path(ofRoot: root)
    let (path, draft) = ("\(folder)/\(name)", "\(folder)/.\(name).new")
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw ApprovalFailure(.unwritable(folder, reason: "the folder cannot be made"))
    }
    do throws(FileError) {
      let writer = try LineWriter(path: draft)
      try writer.write(Array(text.utf8))
      try writer.close()
    } catch {
      throw ApprovalFailure(.unwritable(path, reason: error.message))
    }
    let isPlaced =
      unsafe replacing ? rename(draft, path) == 0 : link(draft, path) == 0
    let code = errno
    if !replacing || !isPlaced { _ = unsafe unlink(draft) }
    guard isPlaced else { throw ApprovalFailure(.unwritable(path, reason: Self.text(code))) }
    Self.synchronise(folder)
  }

  /// Makes a new name in a folder survive a crash of the machine.
  private static func synchronise(_ folder: String) {
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func text(_ code: Int32) -> String {
    unsafe String(cString: strerror(code))
  }
}
