import CEL
import Graph
import Policy
import Trading

/// Writes a situation as a test gives it: what differs from the bot's base, each value with its unit.
struct SituationWriter {
  private let plan: DecisionPlan
  private let base: Situation?

  init?(_ bot: CompiledBot, in suite: TestSuite) {
    guard let event = bot.specification.events.first else { return nil }
    plan = suite.graph.plan(for: bot, on: event)
    base = suite.bases[bot.name]
  }

  /// `{ name: "…", given: { … }, expect: { code: …, action: … } }`
  func line(_ situation: Situation, name: String, expect verdict: Verdict) -> String {
    let given = entries(situation)
    return "{ name: \(Self.quoted(name)), "
      + (given.isEmpty ? "" : "given: { \(given.joined(separator: ", ")) }, ")
      + "expect: { code: \(verdict.code), action: \(verdict.action.rawValue) } }"
  }

  private func entries(_ situation: Situation) -> [String] {
    var entries: [String] = []
    if situation.now != base?.now ?? TestNames.defaultNow {
      entries.append("now: \(situation.now)")
    }
    var written: Set<String> = []
    for fact in plan.facts {
      let name = Situation.Name(bot: fact.bot, fact.name)
      let wasAbsent = base?.absent.contains(name) ?? false
      if situation.absent.contains(name), !wasAbsent { entries.append("\(fact.name): missing") }
      if let age = situation.ages[name], age != base?.ages[name] ?? 0 {
        entries.append("\(fact.name).age: \(QuantityText.format(age, as: .duration))")
      }
    }
    for input in plan.inputs {
      let name = Situation.Name(bot: input.bot, input.name)
      if situation.absent.contains(name), !(base?.absent.contains(name) ?? false) {
        entries.append("\(input.name): missing")
        continue
      }
      if let content = situation.contents[name] {
        if base?.contents[name] != content, written.insert(input.declaration.path).inserted {
          entries.append("\(input.name): \(Self.text(content, as: input.declaration.type))")
        }
        continue
      }
      guard let value = situation.values[name], let text = text(value, input, situation),
        base.map({ self.text($0.values[name], input, $0) != text }) ?? true,
        written.insert(input.declaration.path).inserted
      else { continue }
      entries.append("\(input.name): \(Self.quoted(text))")
    }
    return entries
  }

  /// Times stand by their distance from now, as in a base.
  private func text(
    _ value: Int64?, _ input: DecisionPlan.Input, _ situation: Situation
  ) -> String? {
    guard let value else { return nil }
    guard input.declaration.type == .timestamp else {
      return QuantityText.format(value, as: input.declaration.type)
    }
    guard let offset = Operation.subtract.apply(value, situation.now), offset != .min else {
      return "\(value)"
    }
    if offset == 0 { return "now" }
    return "now \(offset < 0 ? "-" : "+") \(QuantityText.format(abs(offset), as: .duration))"
  }

  /// A text in quotes, or a list of such.
  private static func text(_ content: FieldContent, as type: Type) -> String {
    switch content {
    case .text(let text): return quoted(text)
    case .texts(let texts): return "[\(texts.map(quoted).joined(separator: ", "))]"
    case .numbers(let numbers):
      guard case .list(let element) = type else { return "[]" }
      let texts = numbers.map { quoted(QuantityText.format($0, as: element)) }
      return "[\(texts.joined(separator: ", "))]"
    }
  }

  /// A YAML scalar between double quotes.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
