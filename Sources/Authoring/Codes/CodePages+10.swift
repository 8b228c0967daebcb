extension CodePages {
  /// PT10xx: cost.
  static let range10: [CodePage] = [
    CodePage(
      "PT1001", "a bot, or all bots, beyond their budget",
      cause: "The bill of every step at its worst is above 'budget: { per_event: … }'.",
      remedy:
        "Make the dearest rules cheaper, which the message names, or raise the budget. 'check "
        + "--cost' shows the whole bill.",
      example: .document(
        "policies/sample.yaml", wrong: "budget: { per_event: 5 }",
        right: "budget: { per_event: 100000 }")),
    CodePage(
      "PT1003", "a text or a list without a bound",
      cause: "Without 'max_length' or 'max_items' nobody could say what an event costs.",
      remedy: "Declare the largest that can be.",
      example: .document(
        "bots/sample.yaml", wrong: "title: { type: string }",
        right: "title: { type: string, max_length: 40 }")),
    CodePage(
      "PT1004", "a bound of size at a value of fixed size",
      cause: "Only texts and lists have one.",
      remedy: "Leave it out.",
      example: .document(
        "bots/sample.yaml", wrong: "side: { type: side, max_length: 4 }",
        right: "side: { type: side }")),
    CodePage(
      "PT1005", "a number outside what its key takes",
      cause: "The message says from where to where.",
      remedy: "Write a number in that range.",
      example: .document(
        "policies/sample.yaml", wrong: "budget: { per_event: 0 }",
        right: "budget: { per_event: 100000 }")),
  ]
}
