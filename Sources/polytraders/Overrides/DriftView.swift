import CommandLine
import Diagnostics
import Governance
import Graph
import JSON
import Journal
import Policy
import Runner

/// One look at a root and at the journal of its runner. Nothing is written, and no journal is made.
struct DriftView {
  let root: String
  let now: Int64
  let report: DriftReport
  /// The documents of the working files.
  let files: [PolicyLoader.Input]
  /// What lies in `overrides/`.
  let overrides: [PolicyLoader.Input]
  /// What the newest release means; nil where none verifies.
  let approved: PolicyState?

  /// Whose work the findings are: asked of git and of the file system.
  var origins: [String: DriftOrigin] {
    report.findings.isEmpty ? [:] : DriftInvestigation(root: root).origins(of: report.findings)
  }

  /// What people do about drift, from specs/playbooks; empty where there is no drift or no playbook for it.
  var playbook: String {
    guard report.hasDrift, let inputs = try? PolicyFiles.playbookInputs(ofRoot: root),
      let playbook = PlaybookBook.read(inputs, codes: []).playbook(for: "GOV_CONFIG_DRIFT")
    else { return "" }
    var text = "\nplaybook   \(playbook.name.value): \(playbook.title)\n"
    for step in playbook.steps {
      text += "  \(step.id.value)  \(step.kind.value.rawValue): \(step.text.value)\n"
    }
    return text
  }

  init(root: String, journal: String?, now: Int64) throws {
    self.root = root
    self.now = now
    files = try PolicyFiles.inputs(ofRoot: root)
    var approved = ConfigDrift.Approved.broken([])
    var state: PolicyState?
    var earlier: [PolicyState] = []
    do {
      let history = try ApprovalPlace.history(root: root, now: now)
      let current = history.current
      earlier = history.earlier(now: now)
      state = current.state
      approved = .release(
        sequence: current.sequence, current.state, effectiveAt: current.document.effectiveAt)
    } catch {
      approved = .broken(error.diagnostics)
    }
    self.approved = state
    var book = OverrideBook()
    var running: (graph: CompiledGraph, source: String)?
    if let journal {
      let record = try JournalRecord(journal)
      for envelope in record.overrides { _ = book.apply(.journalled(envelope), now: now) }
      running = try record.config.map { config in
        let number = config["seq"]?.int64 ?? 0
        return (try Reexecution.graph(ofConfig: config), "envelope \(number) of \(journal)")
      }
    }
    let lying = OverrideFiles(ofRoot: root)
    overrides = lying.inputs
    if let state {
      _ = book.apply(.approvedBefore(earlier), now: now)
      _ = book.apply(.approved(state), now: now)
      _ = book.apply(.files(lying.inputs, unreadable: lying.unreadable), now: now)
    }
    report = ConfigDrift.report(
      approved: approved, live: .init(running: running, files: files), overrides: book, now: now)
  }
}

/// What a journal says about the configuration: its newest `config`, and every envelope about overrides.
private struct JournalRecord {
  private(set) var config: JSONValue?
  private(set) var overrides: [JSONValue] = []

  init(_ path: String) throws {
    let reader = try JournalOption.open(path)
    var found: [JSONValue] = []
    var newest: [UInt8]?
    var progress = ProgressLine()
    do {
      try unsafe reader.forEach { row, text in
        if row.isMultiple(of: 4096) { progress.update("reading envelope \(row) of \(path)") }
        // Decisions are nearly all of a journal; their kind is told without reading them.
        if unsafe Self.has(text, #""kind":"config""#) {
          newest = unsafe Array(text)
        } else if unsafe Self.has(text, #""kind":"override""#) {
          if let envelope = try? JSONValue(parsing: unsafe Array(text)) { found.append(envelope) }
        }
        return true
      }
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
    progress.finish()
    overrides = found
    config = try newest.flatMap { try? JSONValue(parsing: $0) }.map { try Self.whole($0, reader) }
  }

  /// The envelope with the documents that earlier ones hold; one that lacks a document tells nothing of what runs.
  private static func whole(_ config: JSONValue, _ reader: JournalReader) throws -> JSONValue {
    do {
      let whole = try ConfigEnvelope.whole(config) { number in
        try reader.envelope(number).flatMap { try? JSONValue(parsing: $0) }
      }
      return whole ?? config
    } catch let error as JournalError {
      throw DiagnosticError(error.diagnostic)
    }
  }

  /// Whether an envelope has a member of its top level: members are sorted, and `kind` stands before the payload.
  @unsafe private static func has(_ text: UnsafeRawBufferPointer, _ member: String) -> Bool {
    let wanted = Array(member.utf8)
    let payload = Array(#""payload":"#.utf8)
    var index = 0
    while index + wanted.count <= text.count {
      if unsafe text[index] == UInt8(ascii: "\"") {
        if unsafe text[index..<index + wanted.count].elementsEqual(wanted) { return true }
        if index + payload.count <= text.count,
          unsafe text[index..<index + payload.count].elementsEqual(payload)
        {
          return false
        }
      }
      index += 1
    }
    return false
  }
}

extension ApprovalPlace {
  /// The newest release, verified, held against what was seen here before and remembered. Where it cannot be
  /// remembered that is said, and nothing else fails: a look is good where nothing can be written, too.
  ///
  /// - Parameter now: milliseconds since 1970; a time of the future is looked at, and not remembered.
  static func approved(root: String, now: Int64) throws(ApprovalFailure) -> ApprovedRelease {
    try history(root: root, now: now).current
  }

  /// The same with all that was approved before.
  static func history(root: String, now: Int64) throws(ApprovalFailure) -> ApprovedHistory {
    let place: ApprovalPlace
    do {
      place = try ApprovalPlace(root: root)
    } catch let error as DiagnosticError {
      throw ApprovalFailure(error.diagnostics)
    } catch let error as GraphLoader.Failure {
      throw ApprovalFailure(error.diagnostics)
    } catch {
      preconditionFailure("opening a root throws nothing else: \(error)")
    }
    let history = try ApprovedHistory.load(root: root, now: now, trusting: place.trust)
    let problems = place.trust.map { history.check(against: $0, now: max(now, place.now)) } ?? []
    guard problems.isEmpty else {
      throw ApprovalFailure(problems.map { $0.diagnostic(at: nil) })
    }
    guard now <= place.now + Electorate.skew else { return history }
    do throws(DiagnosticError) {
      try place.remember(history)
    } catch {
      _ = StandardStream.error.write(
        "note: what was verified cannot be remembered: \(error.diagnostics.first?.message ?? "")\n")
    }
    return history
  }
}
