import Trading

extension Explanation {
  /// For a terminal: the deciding bot last, its deciding rule marked with `>`.
  package var text: String {
    stages.map(Self.text(of:)).joined(separator: "\n")
  }

  private static func text(of stage: Stage) -> String {
    var lines = ["\(stage.bot) decided \(stage.outcome.code), \(stage.outcome.action.rawValue)"]
    lines += section("facts", stage.facts)
    lines += section("params", stage.parameters)
    lines += section("lets", stage.lets)
    lines += tests("rules", stage.rules)
    if !stage.rules.contains(where: \.decided) {
      lines.append("  > \(stage.rules.count + 1) otherwise  \(stage.ruled.code)")
    }
    if !stage.gates.isEmpty { lines += tests("gates on the chosen action", stage.gates) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func section(_ title: String, _ values: [Value]) -> [String] {
    guard !values.isEmpty else { return [] }
    let name = values.map(\.name.count).max() ?? 0
    let text = values.map(\.text.count).max() ?? 0
    return ["  \(title)"]
      + values.map { value in
        "    \(pad(value.name, name))  \(pad(value.text, text))  \(value.detail)".withoutFinalBlanks
      }
  }

  private static func tests(_ title: String, _ tests: [Test]) -> [String] {
    let code = tests.map(\.code.count).max() ?? 0
    let answer = tests.map(\.answer.text.count).max() ?? 0
    let condition = tests.map(\.condition.count).max() ?? 0
    return ["  \(title)"]
      + tests.map { test in
        let mark = test.decided ? ">" : " "
        return
          ("  \(mark) \(test.number) \(pad(test.code, code))  \(pad(test.answer.text, answer))  "
          + "\(pad(test.condition, condition))  \(test.comparison)").withoutFinalBlanks
      }
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

extension String {
  fileprivate var withoutFinalBlanks: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
