import Diagnostics
package import Graph
package import JSON
import Policy
import Trading

/// Questions about recorded events, one a line: the core of `eval --repl`. Pure: a session and a line give the next
/// session and an answer.
package struct EvalSession {
  /// As they were recorded.
  private let events: [JSONValue]
  /// The graph as it was loaded, and with the values set since.
  private let original: CompiledGraph
  private(set) var graph: CompiledGraph
  private let botName: String
  /// From 0.
  private(set) var position = 0
  /// The event with what was set since.
  var event: JSONValue
  private(set) var settings: [String] = []
  /// Whether the user has had enough.
  package private(set) var isOver = false

  /// Nil where there are no events, or the graph has no such bot.
  package init?(_ graph: CompiledGraph, bot: String, events: [JSONValue]) {
    guard let first = events.first, let found = graph.bot(named: bot) else { return nil }
    self.events = events
    original = graph
    self.graph = graph
    botName = found.name
    event = first
  }

  /// The bot as it is compiled now.
  var bot: CompiledBot {
    guard let bot = graph.bot(named: botName) else {
      preconditionFailure("values do not take bots away")
    }
    return bot
  }

  /// What a line asks for, with the final line feed; empty for an empty line.
  package mutating func answer(_ line: String) -> String {
    let words = line.split(separator: " ").map(String.init)
    guard let first = words.first, !first.hasPrefix("#") else { return "" }
    let rest = words.dropFirst().joined(separator: " ")
    let text: String =
      switch (first, words.count) {
      case ("help", 1): Self.help
      case ("quit", 1), ("exit", 1): quit()
      case ("next", 1): move(to: position + 1)
      case ("prev", 1): move(to: position - 1)
      case ("event", 1): event.compactText
      case ("event", 2) where Int(rest) != nil: move(to: (Int(rest) ?? 0) - 1)
      case ("set", 3...): set(words[1], words.dropFirst(2).joined(separator: " "))
      case ("reset", 1): reset()
      case ("params", 1): parameters
      case ("facts", 1): facts
      case ("decide", 1): decided { Self.line($0, graph) }
      case ("explain", 1): decided { Explanation($0).text }
      case ("margins", 1), ("why-not", 1): decided(margins)
      case ("find", 2): find(rest.uppercased())
      default: value(of: line)
      }
    return text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
  }

  /// What a session says first.
  package var greeting: String {
    "\(botName), \(events.count) event\(events.count == 1 ? "" : "s"); 'help' lists what can be asked\n"
      + state + "\n"
  }

  private static let help = """
    next, prev, event N      go to another event; 'event' alone shows it
    decide                   the decision, and what was compared
    explain                  the decision rule by rule
    margins                  how far each rule is from another answer
    find CODE                go to the next event that is decided with this code
    facts, params            what the bot sees, and its values
    set order.price 0.46     change a fact of this event; 'missing' takes it away
    set stale_ttl_s 30s      change a param for this session
    reset                    undo what was set
    EXPRESSION               any CEL expression over the event: drift > ticks(2)
    quit

    """

  private mutating func quit() -> String {
    isOver = true
    return ""
  }

  /// Goes on with another graph of the same bot.
  mutating func replace(_ graph: CompiledGraph) { self.graph = graph }

  // MARK: Moving

  private var state: String {
    "event \(position + 1) of \(events.count): " + decided { Self.line($0, graph) }
  }

  private mutating func move(to index: Int) -> String {
    guard events.indices.contains(index) else {
      return "there is no event \(index + 1); there are 1 to \(events.count)"
    }
    position = index
    event = events[index]
    return state
  }

  private mutating func find(_ code: String) -> String {
    for step in 1...events.count {
      let index = (position + step) % events.count
      let found = decided(events[index]) { $0.plan.outcome(of: $0.decide()).code }
      if found == code { return move(to: index) }
    }
    return "no event is decided with \(code)"
  }

  private mutating func reset() -> String {
    graph = original
    settings = []
    event = events[position]
    return state
  }

  // MARK: Setting

  /// A param of the bot, or a fact of the event.
  private mutating func set(_ name: String, _ text: String) -> String {
    let words = name.hasPrefix("params.") ? String(name.dropFirst("params.".count)) : name
    let isParameter = bot.specification.parameters.contains { $0.name.value == words }
    guard isParameter || name.hasPrefix("staleness.") else {
      do {
        event = try EventChange(bot, graph).setting(name, to: text, in: event)
        return state
      } catch {
        return error.message
      }
    }
    let setting = "\(words)=\(text)"
    switch graph.policies.applying(setting: setting, to: bot.specification) {
    case .failure(let error): return Self.text(error.diagnostics)
    case .success(let policies):
      switch GraphCompiler.compile(policies) {
      case .failure(let error): return Self.text(error.diagnostics)
      case .success(let graph):
        self.graph = graph
        settings.append(setting)
        return state
      }
    }
  }

  // MARK: Deciding

  /// What `body` says of the event's frame, or what is wrong with the event.
  func decided(_ body: (EventFrame) -> String) -> String { decided(event, body) }

  private func decided(_ event: JSONValue, _ body: (EventFrame) -> String) -> String {
    guard let evaluator = EventEvaluator(graph: graph, bot: bot) else {
      return "\(botName) decides no events"
    }
    let text = try? JSONReader().withNode(of: event.compactText) { node -> String in
      do throws(EventError) {
        return body(try evaluator.decide(node).frame)
      } catch {
        return Self.text([error.diagnostic(file: "event", line: 1)])
      }
    }
    return text ?? "the event is no JSON"
  }

  private static func line(_ frame: EventFrame, _ graph: CompiledGraph) -> String {
    let decision = frame.decide()
    let outcome = frame.plan.outcome(of: decision)
    let comparison = frame.comparison(of: decision)
    return "\(outcome.code) \(graph.policies.severity(of: outcome.code).rawValue) "
      + outcome.action.rawValue + (comparison.isEmpty ? "" : "  (\(comparison))")
  }

  private func margins(_ frame: EventFrame) -> String {
    guard let stage = Explanation(frame).stages.last else { return "" }
    return (stage.rules + stage.gates).map { test in
      let mark = test.decided ? ">" : " "
      let detail = test.comparison.isEmpty ? test.answer.text : test.comparison
      return "\(mark) \(test.number) \(test.code): \(detail)"
    }.joined(separator: "\n")
  }

  private var facts: String {
    decided { frame in
      let stage = Explanation(frame).stages.last
      let values = (stage?.facts ?? []) + (stage?.lets ?? [])
      return values.map { value in
        "\(value.name)  \(value.text)" + (value.detail.isEmpty ? "" : "  (\(value.detail))")
      }.joined(separator: "\n")
    }
  }

  private var parameters: String {
    decided { frame in
      (Explanation(frame).stages.last?.parameters ?? []).map { "\($0.name)  \($0.text)" }
        .joined(separator: "\n")
    }
  }
}
