import CommandLine
import Diagnostics
import Hashing
import Journal
import Runtime

/// `polytraders audit verify`: whether the journal is what was written.
struct AuditVerifyCommand: Command {
  static let anchor: Parameter<String?> = .option(
    "checkpoint", "FILE",
    "a checkpoint that was kept elsewhere; the journal must still agree with it")

  static let description = CommandDescription(
    "verify", "walk the whole journal and name the first envelope that is wrong",
    parameters: [JournalOption.option, anchor], example: "audit verify --journal journal.sqlite")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let reader = try JournalOption.open(values[JournalOption.option])
    let anchor = try values[Self.anchor].map(Self.read)
    var progress = ProgressLine()
    do {
      let result = try reader.verify(anchor: anchor) { count in
        progress.update("verified \(grouped(count)) envelopes")
      }
      progress.finish()
      guard StandardStream.output.write(Self.text(of: result)) else { return .inputOutput }
      return result.fault == nil ? .clean : .findings
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
  }

  private static func read(_ path: String) throws -> Checkpoint {
    let lines: LineReader
    var text = ""
    do {
      lines = try LineReader(path: path)
      while let line = try unsafe lines.next() {
        text += unsafe String(decoding: line.bytes, as: UTF8.self) + "\n"
      }
    } catch {
      throw FileProblem.reading(error)
    }
    guard let checkpoint = Checkpoint(text: text) else {
      throw DiagnosticError(
        Diagnostic(
          "PT0720", .error, "'\(path)' is no checkpoint", at: nil,
          help: ["three lines: origin, number of envelopes, base64 of the tree's root"]))
    }
    return checkpoint
  }

  private static func text(of result: JournalVerification) -> String {
    if let fault = result.fault {
      return """
        \(fault.kind.rawValue) at envelope \(fault.sequence): \(fault.reason)
        verified 1 to \(result.verifiedThrough)

        """
    }
    return """
      ok: \(grouped(result.count)) envelopes
      head \(result.head?.hex ?? "-")
      root \(result.root.hex)
      checkpointed through \(grouped(result.checkpointedThrough))\
      \(result.anchoredThrough > 0 ? ", anchored through \(grouped(result.anchoredThrough))" : "")

      """
  }
}

/// `polytraders audit checkpoint`: the journal's state in three lines, to be kept off this machine.
struct AuditCheckpointCommand: Command {
  static let description = CommandDescription(
    "checkpoint", "verify the journal and print a checkpoint to keep elsewhere",
    parameters: [JournalOption.option], example: "audit checkpoint --journal journal.sqlite")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let reader = try JournalOption.open(values[JournalOption.option])
    do {
      let result = try reader.verify()
      guard let checkpoint = result.checkpoint else {
        _ = StandardStream.error.write("the journal does not verify; see 'audit verify'\n")
        return .findings
      }
      return StandardStream.output.write(checkpoint.text) ? .clean : .inputOutput
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
  }
}
