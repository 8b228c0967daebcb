package import Diagnostics
internal import Hashing
import SQLite

extension JournalError {
  /// The text for people. Codes PT0701 to PT0719.
  package var diagnostic: Diagnostic {
    let (code, message, help) = text
    return Diagnostic(code, .error, message, at: nil, help: [help])
  }

  private var text: (code: String, message: String, help: String) {
    switch self {
    case .cannotOpen(let path, let failure):
      (
        "PT0701", "cannot open the journal \(path): \(failure.message)",
        "check the path and its permissions"
      )
    case .notAJournal(let path):
      (
        "PT0702", "\(path) is not a Polytraders journal; it was not touched",
        "name another file, or move this one away"
      )
    case .otherVersion(let path, let found, let known):
      (
        "PT0703", "\(path) has journal version \(found), this program writes \(known)",
        "use the program that wrote it, or start a new journal"
      )
    case .otherLog(let path, let found, let expected):
      (
        "PT0704", "\(path) is the log \"\(found)\", not \"\(expected)\"",
        "a log keeps its log_id for life: name the right file"
      )
    case .locked(let path, let holder):
      (
        "PT0705",
        "\(path) is being written by "
          + (holder.map { "process \($0)" } ?? "another process"),
        "one log has one writer: stop the other one, or give this run a journal of its own"
      )
    case .cannotLock(let path, let code):
      (
        "PT0706", "cannot make the lock file \(path) (errno \(code))",
        "the folder of the journal must be writable"
      )
    case .damaged(let fault):
      (
        "PT0707", "the journal is damaged at sequence number \(fault.sequence): \(fault.reason)",
        "keep the file as evidence, run `polytraders audit verify`, and start a new journal"
      )
    case .full(let committed):
      (
        "PT0708",
        "the disk is full; envelopes up to \(committed) are safe, nothing more is written",
        "make room and start again: the run continues behind envelope \(committed)"
      )
    case .cannotWrite(let failure, let committed):
      (
        "PT0709",
        "the journal cannot be written (\(failure.message)); envelopes up to \(committed) are safe",
        "check the disk, then start again: the run continues behind envelope \(committed)"
      )
    case .cannotRead(let failure):
      ("PT0710", "the journal cannot be read: \(failure.message)", "check the disk and the file")
    case .closed(let committed):
      (
        "PT0711", "the journal takes nothing more; envelopes up to \(committed) are safe",
        "the first error says why"
      )
    case .replayDiffers(let sequence, let journalled, let replayed):
      (
        "PT0712",
        "this run differs from the journal at sequence number \(sequence): journalled "
          + (journalled.map(\.hex) ?? "no readable hash") + ", now \(replayed)",
        "resume with the same recording, policy, seed and program, or start a new journal"
      )
    case .replayEnded(let sequence, let committed):
      (
        "PT0713", "this run ended at envelope \(sequence), the journal holds \(committed)",
        "resume with the whole recording"
      )
    }
  }
}
