import CommandLine
import Diagnostics
import FoundationEssentials
import Governance
import Graph
import Hashing
import JSON
import Policy
import Runtime
import Signing

/// The approved policy of a root, what lies in its `overrides/`, and the people who may sign: what the commands
/// about overrides work with.
struct OverrideDesk {
  let root: String
  let base: PolicyState
  /// What was approved before, as far as overrides can have been signed for it; the oldest first.
  let earlier: [PolicyState]
  /// The sequence of the approved release.
  let release: Int
  let now: Int64
  private(set) var inputs: [PolicyLoader.Input]
  private(set) var book: OverrideBook
  private(set) var folder: OverrideFolder

  /// Reads the newest approved release, which has to verify, and the overrides on it.
  static func open(_ named: String?, now: Int64? = nil) throws -> OverrideDesk {
    let root = try diagnosed { try GraphLoader.root(named) }
    let now = now ?? SystemWallClock().milliseconds
    let history = try diagnosed { try ApprovalPlace.history(root: root, now: now) }
    var desk = OverrideDesk(
      root: root, base: history.current.state, earlier: history.earlier(now: now),
      release: history.current.sequence, now: now,
      inputs: [], book: OverrideBook(), folder: OverrideFolder([]))
    try desk.read()
    return desk
  }

  /// What a failure of the libraries says to the user.
  static func diagnosed<R>(_ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch let failure as GraphLoader.Failure {
      throw DiagnosticError(failure.diagnostics)
    } catch let failure as ApprovalFailure {
      throw DiagnosticError(failure.diagnostics)
    }
  }

  private mutating func read() throws {
    let files = OverrideFiles(ofRoot: root)
    inputs = files.inputs
    folder = OverrideFolder(inputs)
    book = OverrideBook()
    _ = book.apply(.approvedBefore(earlier), now: now)
    _ = book.apply(.approved(base), now: now)
    _ = book.apply(.files(inputs, unreadable: files.unreadable), now: now)
  }

  /// Writes a file whole or not at all, and reads all of them again.
  mutating func write(_ text: String, to path: String) throws {
    let file = root == "." ? path : "\(root)/\(path)"
    try Folders.prepare(forFile: file)
    do throws(FileError) {
      let writer = try LineWriter(path: file)
      try writer.write(Array(text.utf8))
      try writer.close()
    } catch {
      throw FileProblem.writing(error)
    }
    try read()
  }

  // MARK: People

  private var people: [ApproverList.Approver] { base.governance.approvers?.approvers ?? [] }

  /// The approver of that name.
  func person(_ name: String) throws -> ApproverList.Approver {
    if let person = base.governance.approvers?[name] { return person }
    throw Self.refusal(.unknownPerson(name, known: people.map(\.name.value).sorted()))
  }

  func address(of person: ApproverList.Approver) throws -> Address {
    guard let address = Address(hex: person.address.value) else {
      throw Self.refusal(.unknownPerson(person.name.value, known: []))
    }
    return address
  }

  /// Whose key it is; where a name is given it has to be that person's.
  func signer(of key: SigningKey, named name: String?) throws -> ApproverList.Approver {
    let owner = base.governance.approvers?.approver(address: key.address.lowercaseHex)
    if let name {
      let person = try person(name)
      guard person.address.value == key.address.lowercaseHex else {
        throw Self.refusal(.keyOfAnother(name: name, owner: owner?.name.value))
      }
      return person
    }
    guard let owner else {
      throw Self.refusal(
        .keyOfNobody(address: "\(key.address)", known: people.map(\.name.value).sorted()))
    }
    return owner
  }

  // MARK: Overrides

  /// The override whose id begins with these digits.
  func document(_ prefix: String) throws -> OverrideDocument {
    let digits = prefix.lowercased().hasPrefix("0x") ? String(prefix.dropFirst(2)) : prefix
    let found = folder.overrides.filter {
      !digits.isEmpty && $0.id.value.hex.hasPrefix(digits.lowercased())
    }
    guard let first = found.first else { throw Self.refusal(.noSuchOverride(id: prefix)) }
    guard found.count == 1 else {
      throw Self.refusal(.ambiguous(id: prefix, known: found.map(\.id.value.short)))
    }
    return first
  }

  func revocation(of document: OverrideDocument) -> OverrideRevocation? {
    folder.revocations.first { $0.id.value == document.id.value }
  }

  func entry(of document: OverrideDocument) -> OverrideBook.Entry? {
    book.entries.first { $0.file == document.file }
  }

  /// The override held against what is approved.
  func assessment(of document: OverrideDocument) -> OverrideAssessment {
    OverrideAssessment(document, on: base, after: earlier)
  }

  /// What is signed for it; refused with what is wrong with it.
  func terms(of document: OverrideDocument) throws -> OverrideTerms {
    let assessment = assessment(of: document)
    let problems = assessment.problems.filter { problem in
      if case .foreignSignature = problem { false } else { true }
    }
    guard problems.isEmpty, let terms = assessment.terms else {
      throw DiagnosticError(problems.map { $0.diagnostic(at: document.id.location) })
    }
    return terms
  }

  static func refusal(_ problem: OverrideProblem) -> DiagnosticError {
    DiagnosticError(problem.diagnostic(at: nil))
  }
}
