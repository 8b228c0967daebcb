import CEL
import Diagnostics
import Graph
import Policy
import Trading
import YAML

/// Rules about what bots say.
extension Linter {
  static let unusedLet = LintRule(
    CodePage(
      "PT2205", "a let that nothing uses", .warning,
      cause:
        "No rule, gate, export or other let names it: it costs time at every event and means nothing.",
      remedy: "Take it out, or use it where it was meant.",
      example: .document(
        "bots/sample.yaml", wrong: "flagged: order.flagged\n    slow: age > duration(\"0s\")",
        right: "flagged: order.flagged")),
    .bugs
  ) { subject in
    bots(subject).flatMap { bot, names in
      bot.lets.filter { !names.contains($0.name.value) }.map {
        LintRule.finding(
          "PT2205", message: "nothing uses the let '\($0.name.value)'", at: $0.name.location,
          help: ["take it out, which changes the digest"])
      }
    }
  }

  static let unusedParameter = LintRule(
    CodePage(
      "PT2206", "a param that no condition uses", .warning,
      cause: "Policies set it, people approve it, and it decides nothing.",
      remedy: "Use it in a rule, take it out, or say in a comment who else reads it.",
      example: .document(
        "bots/sample.yaml", wrong: "when: 'rate.replaced > ops(\"0 ops\")'",
        right: "when: rate.replaced >= params.cap")),
    .bugs
  ) { subject in
    bots(subject).flatMap { bot, names in
      bot.parameters.filter { !names.contains("params.\($0.name.value)") }.map {
        LintRule.finding(
          "PT2206", message: "no condition uses the param '\($0.name.value)'", at: $0.name.location)
      }
    }
  }

  static let unusedField = LintRule(
    CodePage(
      "PT2207", "a field that no condition uses", .warning,
      cause:
        "Events have to carry it, and an event without it counts as missing a fact, although nothing looks at it.",
      remedy: "Take it out, or use it.",
      example: .document(
        "bots/sample.yaml", wrong: "flagged: { type: bool }\n        size: { type: shares }",
        right: "flagged: { type: bool }")),
    .bugs
  ) { subject in
    bots(subject).flatMap { bot, names in
      bot.facts.flatMap { fact in
        fact.fields.filter { !names.contains("\(fact.name.value).\($0.name.value)") }.map {
          LintRule.finding(
            "PT2207", message: "no condition uses the field '\(fact.name.value).\($0.name.value)'",
            at: $0.name.location)
        }
      }
    }
  }

  static let longWindedCondition = LintRule(
    CodePage(
      "PT2209", "a condition that could be simpler", .warning,
      cause:
        "It compares a truth value with true or false, denies twice, or denies a comparison that has an opposite.",
      remedy: "Write it the short way; the finding shows it. The digest changes with it.",
      example: .document("bots/sample.yaml", wrong: "when: flagged == true", right: "when: flagged")
    ),
    .style, .unsafe
  ) { subject in
    subject.graph.policies.bots.flatMap { bot in
      expressions(of: bot).compactMap { text, parsed in
        let simple = parsed.simplified
        guard simple != parsed, simple.description != parsed.description else { return nil }
        return LintRule.finding(
          "PT2209", message: "the condition could be simpler", at: text.location,
          help: ["write: \(simple.description)"],
          fix: Fix(
            "write it the short way", isSafe: false,
            [TextEdit(text.location, with: ScalarText.plainOrQuoted(simple.description, .flow))]))
      }
    }
  }

  static let sameCondition = LintRule(
    CodePage(
      "PT2210", "one condition in two rules", .warning,
      cause:
        "Two rules of a bot, or two gates for one action, ask the same. The second can never decide.",
      remedy: "Give them different conditions, or take one out.",
      example: .document(
        "bots/sample.yaml",
        wrong: "when: flagged, do: cancel }\n    - { code: SAMPLE_FLAGGED, when: flagged",
        right: "when: flagged")),
    .bugs
  ) { subject in
    subject.graph.policies.bots.flatMap { bot -> [Diagnostic] in
      var seen: [String: Location] = [:]
      return bot.rules.compactMap { rule in
        guard case .decide(let rule) = rule, let parsed = try? Parser.parse(rule.condition.text)
        else {
          return nil
        }
        guard let first = seen[parsed.description] else {
          seen[parsed.description] = rule.condition.location
          return nil
        }
        var finding = LintRule.finding(
          "PT2210", message: "a rule above has the same condition", at: rule.condition.location)
        finding.related = [RelatedLocation("the first one", at: first)]
        return finding
      }
    }
  }

  static let limitInCondition = LintRule(
    CodePage(
      "PT2211", "a limit written into a condition", .warning,
      cause:
        "A number that decides stands in the rule itself: no policy can set it, no bounds hold it, no plan shows "
        + "its direction.",
      remedy: "Make it a param with unit, bounds and 'loosens'.",
      example: .document(
        "bots/sample.yaml", wrong: "when: flagged && age > duration(\"3s\")", right: "when: flagged"
      )),
    .style
  ) { subject in
    subject.graph.policies.bots.flatMap { bot in
      expressions(of: bot).flatMap { text, parsed in
        parsed.comparedConstants.map { range, words in
          LintRule.finding(
            "PT2211", message: "'\(words)' is a limit that no policy can set",
            at: text.location(of: range), help: ["make it a param"])
        }
      }
    }
  }

  static let unitNotInName = LintRule(
    CodePage(
      "PT2213", "a duration whose name does not say so", .warning,
      cause: "Whoever reads 'stale_ttl: 45' in a message or a dashboard has to guess the unit.",
      remedy:
        "End the name in _s, _ms or _h. It is another param then: policies and overrides follow."),
    .style
  ) { subject in
    subject.graph.policies.bots.flatMap { bot in
      bot.parameters.filter { parameter in
        parameter.type == .duration
          && !["_s", "_ms", "_h", "_m"].contains { parameter.name.value.hasSuffix($0) }
      }.map {
        LintRule.finding(
          "PT2213", message: "'\($0.name.value)' is a duration, and its name does not say so",
          at: $0.name.location, help: ["call it \($0.name.value)_s"])
      }
    }
  }

  static let softAction = LintRule(
    CodePage(
      "PT2214", "a severe code whose action protects nobody", .warning,
      cause:
        "The registry calls the code HARD_REJECT, and the bot answers with an action that holds nothing back; or "
        + "the code is INFO and the action stops something.",
      remedy: "Choose the action that the severity promises, or another code.",
      example: .document(
        "bots/sample.yaml", wrong: "otherwise: { code: SAMPLE_UNKNOWN, do: hold }",
        right: "otherwise: { code: SAMPLE_HOLD, do: hold }")),
    .bugs
  ) { subject in
    subject.graph.policies.bots.flatMap { bot in
      outcomes(of: bot).compactMap { outcome in
        let severity = subject.graph.policies.severity(of: outcome.code.value)
        let action = outcome.action.value
        let isSoft = severity == .hardReject && !action.isProtective
        let isHard = severity == .info && action.isProtective
        guard isSoft || isHard else { return nil }
        return LintRule.finding(
          "PT2214",
          message: "'\(outcome.code.value)' is \(severity.rawValue), and '\(action.rawValue)' "
            + (isSoft ? "holds nothing back" : "stops something"),
          at: outcome.action.location)
      }
    }
  }

  static let sameMeaning = LintRule(
    CodePage(
      "PT2215", "two reason codes with one meaning", .warning,
      cause: "Whoever reads a journal cannot tell them apart by what the registry says.",
      remedy: "Say what each of them means, or give one of them up.",
      example: .document(
        "specs/reason-codes.yaml", wrong: "meaning: \"Too old.\"\n    action: \"Wait.\"",
        right: "meaning: \"Too many.\"\n    action: \"Wait.\"")),
    .style
  ) { subject in
    subject.documents(of: .reasonCodes).flatMap { document -> [Diagnostic] in
      var seen: [String: Location] = [:]
      return (document.root["codes"]?.pairs ?? []).compactMap { pair in
        guard let meaning = pair.value["meaning"], let text = meaning.text?.lowercased() else {
          return nil
        }
        guard let first = seen[text] else {
          seen[text] = meaning.location
          return nil
        }
        var finding = LintRule.finding(
          "PT2215", message: "'\(pair.key.text ?? "")' means the same as another code",
          at: meaning.location)
        finding.related = [RelatedLocation("the other one", at: first)]
        return finding
      }
    }
  }
}
