import Diagnostics

extension CodePages {
  /// PT11xx: analysis of rules.
  static let range11: [CodePage] = [
    CodePage(
      "PT1101", "a rule that can never hold", .warning,
      cause: "No event that can be makes its condition true, with the values in force.",
      remedy: "Correct it or take it out.",
      example: .document(
        "bots/sample.yaml", wrong: "when: 'age > params.stale_ttl_s && age < duration(\"1s\")'",
        right: "when: flagged")),
    CodePage(
      "PT1102", "a rule that can never decide", .warning,
      cause: "Rules above it decide every event for which it holds.",
      remedy: "Move it up, narrow what stands above, or take it out.",
      example: .document(
        "bots/sample.yaml", wrong: "when: 'age > params.stale_ttl_s + duration(\"1s\")'",
        right: "when: flagged")),
    CodePage(
      "PT1103", "a condition that is never false", .warning,
      cause: "Nothing behind the rule can decide, but by missing facts.",
      remedy: "Look for a part that was forgotten.",
      example: .document(
        "bots/sample.yaml",
        wrong: "when: \"age > params.stale_ttl_s || age <= params.stale_ttl_s\"",
        right: "when: flagged")),
    CodePage(
      "PT1104", "two rules that hold for one event and differ", .note,
      cause: "The first decides. Shown with 'check --overlaps'.",
      remedy: "Nothing is wrong if this is the order you mean."),
    CodePage(
      "PT1105", "a rule that lets pass what it cannot judge", .warning,
      cause: "A fact is missing or a part fails, and the other side of && or || decides without "
        + "it.",
      remedy: "Put a 'require' of the fact above the rule, or split the rule in two."),
    CodePage(
      "PT1106", "an absence that looks like now", .warning,
      cause: "With 'absent: now' an event without the field is judged as if it had just happened.",
      remedy: "Drop it, so that the fact's 'on_missing' decides."),
    CodePage(
      "PT1107", "a fact whose absence nobody notices", .warning,
      cause: "No rule and no gate depends on it, so its 'on_missing' is never given.",
      remedy: "Add a 'require', or a rule that reads it, or take it out."),
    CodePage(
      "PT1108", "a gate for nothing", .warning,
      cause: "It limits actions that no rule chooses.",
      remedy: "Name the actions that rules choose, or take it out."),
    CodePage(
      "PT1109", "rules that were not looked at to the end", .note,
      cause: "There are more cells, or more scopes, than are looked at; what was not found may "
        + "exist.",
      remedy: "Split the bot, or name fewer scopes."),
    CodePage(
      "PT1110", "a condition that always fails", .warning,
      cause: "Wherever its facts are there it is an error, and 'on_error' decides.",
      remedy: "Look for a sum of constants that leaves 64 bits, or a division by zero."),
    CodePage(
      "PT1111", "a default that is judged", .warning,
      cause: "'orValue' stands in where the event has no value, and a rule judges that.",
      remedy: "Leave out the question mark and orValue: then what is not there is an error."),
  ]
}
