extension CodePages {
  /// PT04xx: the graph.
  static let range04: [CodePage] = [
    CodePage(
      "PT0401", "lets that need each other",
      cause: "Each of them is defined by the next, so none has a value.",
      remedy: "Take one of them out of the circle.",
      example: .document(
        "bots/sample.yaml", wrong: "flagged: flagged", right: "flagged: order.flagged")),
    CodePage(
      "PT0402", "bots that read each other",
      cause: "Each needs the decision of the next before its own.",
      remedy: "Take one of them out of the circle."),
    CodePage(
      "PT0403", "a condition that is neither true nor false",
      cause: "'when' has to be a condition; this one is a quantity.",
      remedy: "Compare it with something.",
      example: .document("bots/sample.yaml", wrong: "when: \"age\"", right: "when: flagged")),
    CodePage(
      "PT0404", "a name that belongs to something else",
      cause: "A let or a fact is called as something that the bot can already see.",
      remedy: "Choose another name.",
      example: .document(
        "bots/sample.yaml", wrong: "now: order.placed_at\n    age: now - order.placed_at",
        right: "age: now - order.placed_at")),
    CodePage(
      "PT0405", "a bot read on an event that it does not decide",
      cause: "The other bot does not have the event under 'on', so its export has no value then.",
      remedy: "Add the event to 'on' of the other bot.",
      example: .document(
        "bots/kill-switch.yaml", wrong: "on: [signing_request]",
        right: "on: [resting_order, signing_request]")),
    CodePage(
      "PT0406", "more facts than an event has room for",
      cause: "A plan keeps which facts are missing in one word of the machine.",
      remedy: "Split the bot."),
    CodePage(
      "PT0407", "too many lets",
      cause: "A bot may have a limited number of names for parts of conditions.",
      remedy: "Split the bot."),
    CodePage(
      "PT0408", "a plan that is too large",
      cause: "One event would need more operations than a plan has room for.",
      remedy: "Split the bot."),
    CodePage(
      "PT0409", "a bot that acts on orders without asking the kill switch first",
      cause: "Whatever else is wrong, a stop has to win: the first rule of such a bot holds "
        + "wherever a risk-guardrail says stop.",
      remedy: "Begin 'rules' with it: { code: KILL_SWITCH_ACTIVE, when: kill_switch.active, do: "
        + "cancel }.",
      example: .document(
        "bots/sample.yaml", wrong: "when: kill_switch.active && flagged",
        right: "when: kill_switch.active")),
  ]
}
