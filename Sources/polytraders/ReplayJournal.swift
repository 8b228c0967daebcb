import Diagnostics
import Hashing
import JSON
import Journal
import Runner

/// The journal that a replay writes: how it is opened, and what is said when it belongs to another run.
struct ReplayJournal {
  static let logID = "replay"

  let path: String
  let writer: JournalWriter
  /// Envelopes that were on the disk when it was opened.
  let repeated: Int64

  /// The name under which the journal of another run was put aside; nil where there was none to put aside.
  private(set) var putAside: String?

  /// Opens the journal, or makes it. With `isFresh` one that is there is deleted, if it is one and nobody writes
  /// it: any other file stays as it is. One of another run than `identity` is put aside where nobody asked for
  /// this very file, `isDefault`; a file that was named is left to its owner and the run is refused.
  init(
    path: String, isDefault: Bool, isFresh: Bool, identity: RunIdentity,
    now: @escaping () -> Int64
  ) throws(DiagnosticError) {
    try Folders.refuseSpecialFile(path)
    try Folders.prepare(forFile: path)
    if Folders.exists(path) {
      if isFresh {
        try Self.remove(path)
      } else if isDefault, let other = Self.identity(of: path), other != identity {
        putAside = try Self.putAside(path)
      }
    }
    self.path = path
    do {
      writer = try JournalWriter(path: path, logID: Self.logID, mode: .replay, now: now)
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
    repeated = writer.committedSequence
  }

  private static func remove(_ path: String) throws(DiagnosticError) {
    do {
      // Opening takes the writer's lock and looks at what kind of file it is.
      let writer = try JournalWriter(path: path, logID: logID, mode: .replay) { 0 }
      withExtendedLifetime(writer) { Folders.removeJournal(path) }
    } catch {
      guard case .damaged = error else { throw DiagnosticError(error.diagnostic) }
      Folders.removeJournal(path)
    }
  }

  /// Renames a journal after its head, so that nothing journalled is lost, and gives the new name.
  private static func putAside(_ path: String) throws(DiagnosticError) -> String {
    do {
      // Opening takes the writer's lock: a journal that someone writes stays where it is.
      let writer = try JournalWriter(path: path, logID: logID, mode: .replay) { 0 }
      let head = try JournalReader(path: path).head()?.hash.hex ?? "unknown"
      let stem = path.hasSuffix(".sqlite") ? String(path.dropLast(7)) : path
      let name = "\(stem)-\(head.prefix(12)).sqlite"
      try withExtendedLifetime(writer) { () throws(DiagnosticError) in
        try Folders.renameJournal(path, to: name)
      }
      return name
    } catch let error as JournalError {
      throw DiagnosticError(error.diagnostic)
    } catch let error as DiagnosticError {
      throw error
    } catch {
      preconditionFailure("opening and renaming a journal throw nothing else")
    }
  }

  /// What ended the run, with what it means for the journal.
  func explained(_ error: JournalError, _ identity: RunIdentity) -> DiagnosticError {
    switch error {
    case .replayDiffers(let sequence, _, _):
      var diagnostic = error.diagnostic
      if let journalled = Self.identity(of: path) {
        diagnostic.help += identity.differences(fromJournalled: journalled)
      }
      diagnostic.help.append(
        "--fresh deletes \(path) and starts anew; --journal FILE leaves it as it is"
          + (sequence == 1 ? "" : "; 'audit verify' says whether it is whole"))
      return DiagnosticError(diagnostic)
    default:
      return DiagnosticError(error.diagnostic)
    }
  }

  /// The identity of the run that wrote a journal; nil where it does not say.
  private static func identity(of path: String) -> RunIdentity? {
    guard let text = try? JournalReader(path: path).envelope(1),
      let envelope = try? JSONValue(parsing: text)
    else { return nil }
    return RunIdentity(config: envelope)
  }

  /// What stopped the recording, with what the journal keeps of it.
  func stopped(_ error: DiagnosticError) -> DiagnosticError {
    var diagnostics = error.diagnostics
    let kept = writer.committedSequence
    if let last = diagnostics.indices.last {
      diagnostics[last].help += [
        "the replay stopped here; \(path) keeps what came before: \(kept == 1 ? "1 envelope" : "\(kept) envelopes")",
        "a repaired recording is another run: give it a journal of its own, or --fresh",
      ]
    }
    return DiagnosticError(diagnostics)
  }
}
