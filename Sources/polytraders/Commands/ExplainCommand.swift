import CommandLine
import Diagnostics
import Graph
import JSON
import Journal
import Runner

/// `polytraders explain SEQ`: a journalled decision rule by rule, and the proof that it can be repeated.
struct ExplainCommand: Command {
  static let sequence: Parameter<Int> = .argument("SEQ", "the sequence number of the decision")

  static let description = CommandDescription(
    "explain", "show rule by rule why a journalled decision was taken",
    discussion: """
      Executes the decision again from the journal alone: the documents of the policy it was taken under and \
      the event as it was seen. Ends with 1 where the result is not the journalled one, byte for byte.
      """,
    parameters: [sequence, JournalOption.option], example: "explain 4711")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let reader = try JournalOption.open(values[JournalOption.option])
    let sequence = Int64(values[Self.sequence])
    let envelope = try read(reader, sequence)
    guard envelope["payload"]?["event_kind"] != nil else { throw noDecision(envelope, sequence) }
    guard let link = ChainLink(envelope), link.hash == link.computed else {
      throw problem(
        "envelope \(sequence) was changed after it was written: its content has another hash",
        help: "run 'polytraders audit verify': nothing from here on can be trusted")
    }
    let lock = envelope["lock"]?.string ?? ""
    guard let config = try config(reader, of: envelope) else {
      throw problem("no 'config' envelope before \(sequence) holds the policy \(lock)")
    }
    let graph = try Reexecution.graph(ofConfig: config)
    let again = try Reexecution(envelope: envelope, config: config, graph: graph)
    guard StandardStream.output.write(text(of: again)) else { return .inputOutput }
    return again.isReproduced ? .clean : .findings
  }

  private func read(_ reader: JournalReader, _ sequence: Int64) throws -> JSONValue {
    do {
      guard let bytes = try reader.envelope(sequence) else {
        let count = try reader.count()
        throw problem("the journal has no envelope \(sequence); it has 1 to \(count)")
      }
      return try JSONValue(parsing: bytes)
    } catch let error as JournalError {
      throw DiagnosticError(error.diagnostic)
    } catch let error as JSONError {
      throw problem("envelope \(sequence) is no JSON: \(error.message)")
    }
  }

  /// What to explain instead: the decision that caused the envelope, where there is one.
  private func noDecision(_ envelope: JSONValue, _ sequence: Int64) -> DiagnosticError {
    let kind = envelope["kind"]?.string ?? "unknown"
    let causes = (envelope["causes"]?.array ?? []).compactMap(\.int64)
    return DiagnosticError(
      Diagnostic(
        "PT0722", .error, "envelope \(sequence) is no decision; its kind is '\(kind)'", at: nil,
        help: causes.isEmpty
          ? ["only decisions of bots have rules to show: kinds 'decision' and 'health'"]
          : causes.map { "it follows from envelope \($0): polytraders explain \($0)" }))
  }

  private func config(_ reader: JournalReader, of envelope: JSONValue) throws -> JSONValue? {
    do throws(JournalError) {
      return try ConfigEnvelope.ofDecision(envelope, in: reader)
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
  }

  private func problem(
    _ message: String, help: String = "'polytraders status' shows what the journal holds"
  ) -> DiagnosticError {
    DiagnosticError(
      Diagnostic(
        "PT0721", .error, message, at: nil,
        help: [help]))
  }

  private func text(of again: Reexecution) -> String {
    let proof =
      again.isReproduced
      ? "re-execution gives the same \(again.repeated.count) bytes"
      : """
      RE-EXECUTION DIFFERS
        journalled: \(String(decoding: again.journalled, as: UTF8.self))
        repeated:   \(String(decoding: again.repeated, as: UTF8.self))
      """
    return """
      envelope \(again.sequence)  \(again.reasonCode)  \(again.severity)
      scope    \(again.scope)
      refs     \(again.references.compactText)
      policy   \(again.policyDigest)

      \(again.explanation.text)
      \(proof)

      """
  }
}
