package import Diagnostics

extension Finding {
  /// For people; the table of the codes PT11xx.
  package var diagnostic: Diagnostic {
    Diagnostic(
      code, severity, message, at: location,
      help: help + (witness.map(example) ?? []))
  }

  private func example(_ witness: Witness) -> [String] {
    let decisions = witness.decisions.map(\.text)
    let ways: [String] =
      switch kind {
      case .absentPasses: ["as it stands: ", "with a value there: "]
      default: ["decided "]
      }
    return ["for example \(witness.event)"] + zip(ways, decisions).map { $0 + $1 }
  }

  private var code: String {
    switch kind {
    case .neverHolds: "PT1101"
    case .alwaysFails: "PT1110"
    case .shadowed: "PT1102"
    case .alwaysHolds: "PT1103"
    case .overlap: "PT1104"
    case .masked: "PT1105"
    case .absentPasses: "PT1106"
    case .defaultJudged: "PT1111"
    case .absenceUnnoticed: "PT1107"
    case .idleGate: "PT1108"
    case .incomplete, .scopesLeftOut: "PT1109"
    }
  }

  private var severity: DiagnosticSeverity {
    switch kind {
    case .overlap, .incomplete, .scopesLeftOut: .note
    default: .warning
    }
  }

  private var message: String {
    switch kind {
    case .neverHolds(let rule, let isGate):
      "\(isGate ? "gate" : "rule") \(rule.number) \(rule.name) can never hold"
    case .alwaysFails(let rule, let isGate):
      "\(isGate ? "gate" : "rule") \(rule.number) \(rule.name) can never be judged: its condition is an "
        + "error wherever its facts are there, and 'on_error' decides"
    case .shadowed(let rule, let others):
      "\(rule.text) can never decide: \(Self.list(others)) "
        + (others.count == 1 ? "decides" : "decide") + " every event for which it holds"
    case .alwaysHolds(let rule): "the condition of \(rule.text) is never false"
    case .overlap(let rule, let other):
      "\(rule.text) and \(other.text) hold for one event and differ; the first decides"
    case .masked(let rule, let fact?):
      "\(rule.text) lets pass what it cannot judge: '\(fact)' is missing, and the other side of "
        + "'&&' or '||' decides"
    case .masked(let rule, nil):
      "\(rule.text) lets pass what it cannot judge: a part fails, and the other side of '&&' or "
        + "'||' decides"
    case .absentPasses(let field, let rule):
      "an event without '\(field)' passes, since now takes its place; \(rule.text) might refuse it"
    case .defaultJudged(let rule):
      "\(rule.text) judges the default of 'orValue' where the event has no value"
    case .absenceUnnoticed(let fact):
      "no rule and no gate notices when '\(fact)' is missing: its 'on_missing' is never given"
    case .idleGate(let gate):
      "gate \(gate.number) \(gate.name) limits actions that no rule chooses"
    case .incomplete(let limit):
      "the rules were looked at in \(limit) cells and not to the end; what was not found may exist"
    case .scopesLeftOut(let limit):
      "the rules were looked at in \(limit) scopes and there are more; what never happens in those "
        + "may happen in others, so that nothing is said of it"
    }
  }

  private static func list(_ rules: [Rule]) -> String {
    guard let last = rules.last else { return "the rules before" }
    let first = rules.dropLast().map(\.text).joined(separator: ", ")
    return first.isEmpty ? last.text : "\(first) and \(last.text)"
  }

  private var help: [String] {
    switch kind {
    case .neverHolds:
      ["with the values in force it is the same as no rule; correct it or take it out"]
    case .alwaysFails:
      ["look for a constant sum that leaves 64 bits, or for a division by zero"]
    case .shadowed: ["move it up, narrow what stands above, or take it out"]
    case .alwaysHolds:
      ["nothing behind it can decide but by missing facts; is a part of it forgotten?"]
    case .overlap: ["nothing is wrong if this is the order you mean"]
    case .masked(_, .some): ["put a 'require' of the fact above the rule, or split the rule in two"]
    case .masked(_, nil):
      ["declare bounds of the fields that keep the sum in range, or split the rule"]
    case .absentPasses: ["drop 'absent: now', so that the fact's 'on_missing' decides"]
    case .defaultJudged:
      ["leave out '?' and 'orValue': what is not there is then an error, and 'on_error' decides"]
    case .absenceUnnoticed: ["add a 'require', or a rule that reads it, or take it out"]
    case .idleGate: ["name the actions that the rules choose, or take it out"]
    case .incomplete: ["split the bot"]
    case .scopesLeftOut: ["name fewer scopes in the values of the bot"]
    }
  }
}
