import Authoring
import CEL
import CommandLine
import Diagnostics
import Graph
import JSON
import Journal
import Policy

/// What the decisions of a journal say about the use of limits: each journalled event is judged again, and every
/// value that a rule or a gate held against a param alone is counted.
enum JournalUsage {
  /// Decisions that are looked at; enough for one in a thousand to be many.
  private static let most = 200_000

  static func read(_ journal: JournalReader, _ graph: CompiledGraph) throws -> [ParameterUsage] {
    var values: [String: [Int64]] = [:]
    var evaluators: [String: EventEvaluator] = [:]
    var seen = 0
    var progress = ProgressLine()
    do {
      try unsafe journal.forEach { _, text in
        guard let envelope = unsafe try? JSONValue(parsing: Array(text)),
          envelope["kind"]?.string == "decision", let event = envelope["payload"]?["event"],
          let name = envelope["unit"]?.string,
          let bot = graph.bot(named: name)
        else { return true }
        seen += 1
        if seen % 1000 == 0 { progress.update("\(grouped(seen)) decisions") }
        let evaluator = evaluators[name] ?? EventEvaluator(graph: graph, bot: bot)
        evaluators[name] = evaluator
        if let evaluator { add(event, bot, evaluator, &values) }
        return seen < most
      }
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
    progress.finish()
    return values.sorted { $0.key < $1.key }.compactMap { key, list in
      let parts = key.split(separator: "/").map(String.init)
      let sorted = list.sorted()
      guard parts.count == 2, let last = sorted.last else { return nil }
      let index = sorted.count - 1 - sorted.count / 1000
      return ParameterUsage(
        bot: parts[0], parameter: parts[1], high: index >= 0 ? sorted[index] : last,
        count: sorted.count)
    }
  }

  private static func add(
    _ event: JSONValue, _ bot: CompiledBot, _ evaluator: EventEvaluator,
    _ values: inout [String: [Int64]]
  ) {
    let stage = try? JSONReader().withNode(of: event.compactText) { node -> Explanation.Stage? in
      guard let frame = try? evaluator.decide(node).frame else { return nil }
      return Explanation(frame).stages.first { $0.bot == bot.name }
    }
    guard let stage = stage ?? nil else { return }
    for test in stage.rules + stage.gates {
      guard let name = parameter(in: test.condition),
        let type = bot.specification.parameters.first(where: { $0.name.value == name })?.type,
        let words = test.comparison.split(separator: " against ").first,
        let value = try? QuantityText.parse(String(words), as: type)
      else { continue }
      values["\(bot.name)/\(name)", default: []].append(value)
    }
  }

  /// `cap` of `rate.replaced >= params.cap`; nil for conditions of another form.
  private static func parameter(in condition: String) -> String? {
    guard let parsed = try? Parser.parse(condition),
      case .call(let function, nil, let sides) = parsed.kind,
      ["_>_", "_>=_"].contains(function), sides.count == 2,
      let name = sides[1].qualifiedName, name.hasPrefix("params.")
    else { return nil }
    return String(name.dropFirst("params.".count))
  }
}
