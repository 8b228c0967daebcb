import CommandLine
import Diagnostics
import Graph
import Hashing
import Journal
import Policy
import Runtime
import Service
import Trading

/// `polytraders status`: what is in force and what was decided, for someone who has just come to the desk.
struct StatusCommand: Command {
  static let description = CommandDescription(
    "status", "show the policies in force and what the journal holds",
    discussion: """
      Reads only. A journal that is not there is said to be missing; it is not an error. 'audit verify' \
      proves that the journal is whole, status does not.
      """,
    parameters: [JournalOption.option, PolicyRoot.option],
    example: "status --journal journal.sqlite")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    try PolicyRoot.withGraph(values[PolicyRoot.option]) { graph in
      let path = values[JournalOption.option]
      var text = Self.policies(graph)
      if Folders.exists(path) {
        do {
          let reader = try JournalOption.open(path)
          let summary = try reader.summary()
          text += "\n" + Self.journal(summary, path: path, graph: graph)
          let state = try RunnerState.read(reader)
          if let run = RunStatus(state, now: SystemWallClock().milliseconds) { text += run.text }
        } catch let error as JournalError {
          throw DiagnosticError(error.diagnostic)
        }
      } else {
        text += "\nno journal at \(path); a replay makes one\n"
      }
      return StandardStream.output.write(text) ? .clean : .inputOutput
    }
  }

  private static func policies(_ graph: CompiledGraph) -> String {
    var table = TextTable([.left("bot"), .left("on"), .left("mode"), .left("values in force")])
    for bot in graph.bots.sorted(by: { $0.name < $1.name }) {
      let specification = bot.specification
      let values = specification.parameters.map { parameter in
        let value = graph.policies.value(
          of: parameter.name.value, bot: bot.name, in: Scope())
        return "\(parameter.name.value) \(parameter.text(of: value))"
      }
      table.add([
        bot.name, specification.events.map(\.rawValue).joined(separator: " "),
        specification.details.mode.rawValue, values.isEmpty ? "-" : values.joined(separator: ", "),
      ])
    }
    let staleness = graph.policies.staleness.sorted { $0.key < $1.key }.map { name, value in
      "\(name) \(ParameterDeclaration.duration(value))"
    }
    return table.rendered() + "staleness: \(staleness.joined(separator: ", "))\n"
      + "policy digest \(graph.digest)\n"
  }

  private static func journal(
    _ summary: JournalSummary, path: String, graph: CompiledGraph
  ) -> String {
    var codes = TextTable([.left("reason code"), .left("severity"), .right("envelopes")])
    for (code, count) in summary.reasonCodes.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) })
    {
      codes.add([code, graph.policies.severity(of: code).rawValue, grouped(count)])
    }
    let kinds = summary.kinds.sorted { $0.key < $1.key }.map { "\($0.key) \(grouped($0.value))" }
    var lines = ["journal \(path)"]
    lines.append("  envelopes  \(grouped(summary.count)): \(kinds.joined(separator: ", "))")
    if let first = summary.firstTime, let last = summary.lastTime {
      lines.append("  times      \(first) to \(last) ms, \((last - first) / 1_000) s")
    }
    lines.append(
      "  head       \(summary.head.map { "\($0.sequence) \($0.hash.hex)" } ?? "MISSING")")
    lines.append("  checkpoint \(summary.checkpoint.map { "through \($0.size)" } ?? "none yet")")
    lines.append("  policy     \(policy(of: summary, graph))")
    if summary.unreadable > 0 {
      lines.append("  UNREADABLE \(grouped(summary.unreadable)) rows; run 'audit verify'")
    }
    if let head = summary.head, head.sequence != summary.count {
      lines.append("  INCOMPLETE the head says \(head.sequence); run 'audit verify'")
    }
    if summary.unsettledBytes > 0 {
      lines.append(
        "  a writer is at work, or was stopped: \(summary.unsettledBytes) bytes not settled")
    }
    return lines.joined(separator: "\n") + "\n" + codes.rendered()
  }

  private static func policy(of summary: JournalSummary, _ graph: CompiledGraph) -> String {
    guard let last = summary.policies.last else { return "none named" }
    return last == graph.digest
      ? "the one in force" : "\(last), NOT the one in force now"
  }
}
