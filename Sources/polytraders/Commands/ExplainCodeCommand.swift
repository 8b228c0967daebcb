import Authoring
import CommandLine
import Diagnostics
import Graph
import JSON
import Policy
import Trading

/// `polytraders explain-code CODE`: what a code of the program or a reason code of the desk means.
struct ExplainCodeCommand: Command {
  static let code: Parameter<String?> = .optionalArgument(
    "CODE", "such as PT0211 or QUEUE_WARDEN_HOLD; without it all codes are listed")
  static let format: Parameter<OutputFormat> = .option(
    "format", "FORMAT", "text or json", default: .text)

  static let description = CommandDescription(
    "explain-code", "say what a code means and what to do about it",
    discussion: """
      Codes PTnnnn are those of findings; each has its cause, an example that brings it about and what to do. A \
      reason code is looked up in specs/reason-codes.yaml, with the bots that give it, the rules that do, and the \
      playbook that it starts.
      """,
    parameters: [code, format, PolicyRoot.option], example: "explain-code PT0211")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    guard let code = values[Self.code]?.uppercased() else { return list() }
    if let page = CodePages.page(code) {
      return write(values[Self.format] == .json ? page.json.compactText + "\n" : page.text)
    }
    guard !code.hasPrefix("PT") else {
      throw unknown(code, among: CodePages.all.map(\.code))
    }
    return try PolicyRoot.withGraph(values[PolicyRoot.option]) { graph in
      guard
        let page = try ReasonPage(
          code, in: graph, root: try GraphLoader.root(values[PolicyRoot.option]))
      else { throw unknown(code, among: Array(graph.policies.reasonCodes.keys)) }
      return write(values[Self.format] == .json ? page.json.compactText + "\n" : page.text)
    }
  }

  private func list() -> ExitCode {
    guard values[Self.format] == .text else {
      return write(JSONValue.array(CodePages.all.map(\.json)).compactText + "\n")
    }
    var table = TextTable([.left("code"), .left("severity"), .left("what")])
    for page in CodePages.all { table.add([page.code, page.severity.rawValue, page.title]) }
    return write(table.rendered())
  }

  private func write(_ text: String) -> ExitCode {
    StandardStream.output.write(text) ? .clean : .inputOutput
  }

  private func unknown(_ code: String, among known: [String]) -> DiagnosticError {
    DiagnosticError(
      Diagnostic(
        "PT0910", .error, "there is no code '\(code)'", at: nil,
        help: suggestions(for: code, among: known)
          + ["'polytraders explain-code' lists the codes of findings"]))
  }
}

/// A reason code with what the desk does about it.
private struct ReasonPage {
  private let code: String
  private let family: String
  private let severity: String
  private let meaning: String
  private let action: String
  /// `exec.queuewarden: rule 4, when age > params.stale_ttl_s, cancel`
  private let places: [String]
  /// `config-drift: Config drift detected`
  private let playbooks: [String]

  /// nil where the registry does not have the code.
  init?(_ code: String, in graph: CompiledGraph, root: String) throws {
    guard let known = graph.policies.reasonCodes[code] else { return nil }
    self.code = code
    family = known.family
    severity = graph.policies.severity(of: code).rawValue
    meaning = known.meaning
    action = known.action
    places = graph.bots.sorted { $0.name < $1.name }.flatMap { Self.places(of: code, in: $0) }
    let book = PlaybookBook.read(
      try PolicyFiles.playbookInputs(ofRoot: root), codes: graph.policies.reasonCodes.keys.sorted())
    playbooks = book.playbooks.filter { playbook in
      playbook.trigger?.codes.contains { $0.value == code } ?? false
    }.map { "\($0.name.value): \($0.title)" }
  }

  private static func places(of code: String, in bot: CompiledBot) -> [String] {
    let declared = bot.specification
    var places: [String] = []
    func add(_ what: String, _ action: String) { places.append("\(bot.name): \(what), \(action)") }
    for (index, step) in bot.steps.enumerated() {
      guard case .decide(let rule) = step, rule.outcome.code == code else { continue }
      add("rule \(index + 1), when \(rule.text)", rule.outcome.action.rawValue)
    }
    for (index, gate) in bot.gates.enumerated() where gate.outcome.code == code {
      add("gate \(index + 1), when \(gate.text)", gate.outcome.action.rawValue)
    }
    for fact in declared.facts where fact.onMissing.code.value == code {
      add("where '\(fact.name.value)' is missing", fact.onMissing.action.value.rawValue)
    }
    if declared.otherwise.code.value == code {
      add("where no rule matches", declared.otherwise.action.value.rawValue)
    }
    if declared.onError.code.value == code {
      add("where a condition is an error", declared.onError.action.value.rawValue)
    }
    return places
  }

  var text: String {
    var text = """
      \(code)  \(severity)  (family \(family))

        \(meaning)

      what is done
        \(action)

      """
    text += "\nwhere it comes from\n"
    text +=
      places.isEmpty ? "  no bot of this desk gives it\n" : places.map { "  \($0)\n" }.joined()
    if !playbooks.isEmpty {
      text += "\nplaybook\n" + playbooks.map { "  \($0)\n" }.joined()
    }
    return text
  }

  var json: JSONValue {
    .object([
      .init("code", .string(code)), .init("severity", .string(severity)),
      .init("family", .string(family)), .init("meaning", .string(meaning)),
      .init("action", .string(action)), .init("places", .array(places.map { .string($0) })),
      .init("playbooks", .array(playbooks.map { .string($0) })),
    ])
  }
}
