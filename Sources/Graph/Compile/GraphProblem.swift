import Diagnostics

/// What can be wrong between the parts of a graph. The table of the codes PT04xx.
enum GraphProblem: Equatable {
  case cycleOfLets([String])
  case cycleOfBots([String])
  case conditionNotBoolean(String)
  case nameTaken(String, by: String)
  case providerDoesNotRun(provider: String, event: String)
  case noKillSwitch(bot: String, guardrails: [String])
  case tooManyFacts(Int)
  case tooManyLets(Int)
  case tooLarge(Int)

  /// The facts and optional fields of one event: a bit each, with room for the states of a careful run.
  static let mostFacts = 60
  /// The lets of one bot.
  static let mostLets = 250
  /// Operations and names that one event can need, the gates counted for each action they limit.
  static let mostOperations = 30_000

  func diagnostic(at location: Location) -> Diagnostic {
    Diagnostic(code, .error, message, at: location, help: help)
  }

  private var code: String {
    switch self {
    case .cycleOfLets: "PT0401"
    case .cycleOfBots: "PT0402"
    case .conditionNotBoolean: "PT0403"
    case .nameTaken: "PT0404"
    case .providerDoesNotRun: "PT0405"
    case .tooManyFacts: "PT0406"
    case .tooManyLets: "PT0407"
    case .tooLarge: "PT0408"
    case .noKillSwitch: "PT0409"
    }
  }

  private var message: String {
    switch self {
    case .cycleOfLets(let path): "these lets need each other: \(path.joined(separator: " -> "))"
    case .cycleOfBots(let path): "these bots read each other: \(path.joined(separator: " -> "))"
    case .conditionNotBoolean(let type): "a condition must be true or false; this one is \(type)"
    case .nameTaken(let name, let owner): "the name '\(name)' already belongs to \(owner)"
    case .providerDoesNotRun(let provider, let event):
      "bot '\(provider)' is read here but does not run on '\(event)'"
    case .noKillSwitch(let bot, _):
      "bot '\(bot)' acts on orders, and its first rule does not ask a risk-guardrail"
    case .tooManyFacts(let count):
      "one event would need \(count) facts and optional fields; there is room for \(Self.mostFacts)"
    case .tooManyLets(let count): "\(count) lets; a bot may have \(Self.mostLets)"
    case .tooLarge(let count):
      "one event would need \(count) operations; there is room for \(Self.mostOperations)"
    }
  }

  private var help: [String] {
    switch self {
    case .cycleOfLets, .cycleOfBots: ["take one of them out of the circle"]
    case .conditionNotBoolean: ["compare it with something"]
    case .nameTaken: ["choose another name"]
    case .providerDoesNotRun(let provider, let event): ["add '\(event)' to 'on' of '\(provider)'"]
    case .noKillSwitch(_, let guardrails):
      [
        guardrails.isEmpty
          ? "no bot of class risk-guardrail exports what holds for all that it decides in protection"
          : "begin 'rules' with a rule whose 'when' is \(guardrails.joined(separator: " or ")), "
            + "alone or joined to more by '||', and whose 'do' protects"
      ]
    case .tooManyFacts, .tooManyLets, .tooLarge: ["split the bot"]
    }
  }
}
