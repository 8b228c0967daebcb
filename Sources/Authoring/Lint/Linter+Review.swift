import CEL
import Diagnostics
import Graph
import Policy
import YAML

/// Rules about what somebody has to have thought, and in time (15c3-5; facts/rules-engines.md 3).
extension Linter {
  static let noWhy = LintRule(
    CodePage(
      "PT2202", "a value without a reason", .warning,
      cause:
        "Nothing says why a limit is what it is, so nobody can judge a change of it, and an examiner will ask.",
      remedy: "Add why: \"…\".",
      example: .document(
        "policies/sample.yaml", wrong: "cap: { value: 30 ops }",
        right: "cap: { value: 30 ops, why: \"half of what the venue takes\" }")),
    .review
  ) { subject in
    subject.documents(of: .policy).flatMap { document -> [Diagnostic] in
      let bots = document.specification?["bots"]?.pairs ?? []
      let values = bots.flatMap { $0.value["params"]?.pairs ?? [] }
      let scoped = bots.flatMap { bot in
        (bot.value["scopes"]?.items ?? []).filter { $0["why"] == nil }.flatMap {
          $0["set"]?.pairs ?? []
        }
      }
      let staleness = document.specification?["staleness"]?.pairs ?? []
      return (values + scoped + staleness).compactMap { pair in
        guard pair.value["why"]?.text?.isEmpty ?? true else { return nil }
        return LintRule.finding(
          "PT2202", message: "nothing says why '\(pair.key.text ?? "")' has its value",
          at: pair.key.location, help: ["write { value: \(pair.value.text ?? "…"), why: \"…\" }"])
      }
    }
  }

  static let reviewDue = LintRule(
    CodePage(
      "PT2203", "a document whose review is due", .warning,
      cause:
        "'review_by' has passed, or will within thirty days. Limits that nobody looks at grow far from their use.",
      remedy: "Look at every value, then set the next date and raise 'version'.",
      example: .document(
        "policies/sample.yaml", wrong: "review_by: 2024-01-15", right: "review_by: 2027-01-15")),
    .review
  ) { subject in
    guard let today = dayNumber(subject.today) else { return [] }
    return subject.documents.compactMap { document in
      guard let node = document.root["metadata"]?["review_by"], let text = node.text,
        let day = dayNumber(text), day - today <= 30
      else { return nil }
      let isPast = day < today
      return LintRule.finding(
        "PT2203", isPast ? .warning : .note,
        message: isPast
          ? "the review was due \(count(today - day, "day")) ago"
          : "the review is due \(day == today ? "today" : "in \(count(day - today, "day"))")",
        at: node.location, help: ["look at every value, then set the next date"])
    }
  }

  static let neverReviewed = LintRule(
    CodePage(
      "PT2204", "a policy that nobody has to look at again", .warning,
      cause: "Without 'review_by' nothing reminds anybody of values that have held for years.",
      remedy: "Add review_by to 'metadata', at most a year from now.",
      example: .document(
        "policies/sample.yaml", wrong: "version: 1 }", right: "version: 1, review_by: 2027-01-15 }")
    ),
    .review
  ) { subject in
    subject.documents(of: .policy).compactMap { document in
      guard let metadata = document.root["metadata"], metadata["review_by"] == nil else {
        return nil
      }
      return LintRule.finding(
        "PT2204", message: "no day says when somebody has to look at the document again",
        at: document.root.key("metadata")?.location, help: ["add review_by: YYYY-MM-DD"])
    }
  }

  static let valueAtBound = LintRule(
    CodePage(
      "PT2208", "a value at the end of its bounds", .note,
      cause:
        "The value is the loosest that the bot allows, or the tightest: either the bound was chosen for it, or "
        + "nobody can go on in that direction.",
      remedy: "Check that it is meant; say so in a comment '# lint: ignore PT2208 reason'.",
      example: .document("policies/sample.yaml", wrong: "value: 10m", right: "value: 45s")),
    .review
  ) { subject in
    subject.documents(of: .policy).flatMap { document in
      (document.specification?["bots"]?.pairs ?? []).flatMap { entry -> [Diagnostic] in
        guard let bot = subject.graph.policies.bot(named: entry.key.text ?? "") else { return [] }
        return (entry.value["params"]?.pairs ?? []).compactMap { pair in
          guard let parameter = bot.parameters.first(where: { $0.name.value == pair.key.text }),
            let node = pair.value["value"] ?? (pair.value.text == nil ? nil : pair.value),
            let text = node.text, parameter.type != .bool,
            let value = try? QuantityText.parse(text, as: parameter.type),
            value == parameter.minimum || value == parameter.maximum
          else { return nil }
          let isLoosest =
            parameter.loosens == .up && value == parameter.maximum
            || parameter.loosens == .down && value == parameter.minimum
          return LintRule.finding(
            "PT2208", .note,
            message:
              "'\(parameter.name.value)' is at its \(value == parameter.maximum ? "maximum" : "minimum")"
              + (isLoosest ? ", the loosest that the bot allows" : ""),
            at: node.location)
        }
      }
    }
  }

  static let limitFarAboveUse = LintRule(
    CodePage(
      "PT2212", "a limit far above what is used", .warning,
      cause:
        "In the journal given with --journal, all but one of a thousand values held against this limit were less "
        + "than a fiftieth of it. It limits nothing (FINRA, exam findings of 2017 and 2018).",
      remedy: "Bring it near to use, or say in a comment why it has to be there."),
    .review
  ) { subject in
    subject.usage.compactMap { usage in
      guard usage.count >= 1000, let bot = subject.graph.policies.bot(named: usage.bot),
        let parameter = bot.parameters.first(where: { $0.name.value == usage.parameter }),
        parameter.loosens == .up
      else { return nil }
      let limit = subject.graph.policies.value(of: usage.parameter, bot: usage.bot, in: Scope())
      let (bound, overflow) = max(usage.high, 1).multipliedReportingOverflow(by: 50)
      guard !overflow, limit > bound else { return nil }
      let place = subject.documents(of: .policy).lazy.compactMap {
        $0.specification?["bots"]?[usage.bot]?["params"]?.key(usage.parameter)?.location
      }.first
      return LintRule.finding(
        "PT2212",
        message:
          "'\(usage.parameter)' is \(QuantityText.format(limit, as: parameter.type)), and 99.9 % of "
          + "\(usage.count) values in the journal were at most "
          + QuantityText.format(usage.high, as: parameter.type),
        at: place,
        help: ["50 times what is used would be \(QuantityText.format(bound, as: parameter.type))"])
    }
  }

  private static func count(_ number: Int, _ word: String) -> String {
    "\(number) \(word)\(number == 1 ? "" : "s")"
  }

  /// Days since a fixed one; nil where the text is no date.
  static func dayNumber(_ text: String) -> Int? {
    let parts = text.split(separator: "-").map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else {
      return nil
    }
    // Months counted from March, so that the day of a leap year comes last.
    let shifted = month > 2 ? year : year - 1
    let months = (month + 9) % 12
    return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + (153 * months + 2) / 5
      + day
  }
}
