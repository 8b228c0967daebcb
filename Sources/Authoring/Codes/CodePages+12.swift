import Diagnostics

extension CodePages {
  /// PT12xx: tests of policies.
  static let range12: [CodePage] = [
    CodePage(
      "PT1201", "a test about no bot",
      cause: "Nothing says which bot the test is about.",
      remedy: "Add 'bot:' to the test, or to 'spec' for all tests of the file."),
    CodePage(
      "PT1202", "a test of a bot that does not exist",
      cause: "The name is wrong.",
      remedy: "Take the nearest, which the message lists."),
    CodePage(
      "PT1203", "a test that names what its bot does not see",
      cause: "'given' names facts, lets and exports that the bot reads.",
      remedy: "Take the nearest name.",
      example: .document(
        "bots/sample.yaml",
        wrong: "- { name: t, given: { order.prise: \"0.5\" }, expect: SAMPLE_HOLD }",
        right: "- { name: idle, expect: SAMPLE_HOLD }")),
    CodePage(
      "PT1204", "a value of a test that cannot be read",
      cause: "The value is not of the type of its fact.",
      remedy: "Write it with its unit.",
      example: .document(
        "bots/sample.yaml",
        wrong: "- { name: t, given: { order.price: cheap }, expect: SAMPLE_HOLD }",
        right: "- { name: idle, expect: SAMPLE_HOLD }")),
    CodePage(
      "PT1205", "a value of a test that no event can have",
      cause: "The field declares bounds, and events beyond them are refused.",
      remedy: "Choose a value inside.",
      example: .document(
        "bots/sample.yaml",
        wrong: "- { name: t, given: { order.price: \"7\" }, expect: SAMPLE_HOLD }",
        right: "- { name: idle, expect: SAMPLE_HOLD }")),
    CodePage(
      "PT1206", "a fact that a test gives a value",
      cause: "A fact is a group: it can be missing or stale; its fields have values.",
      remedy: "Give its fields.",
      example: .document(
        "bots/sample.yaml", wrong: "- { name: t, given: { order: cheap }, expect: SAMPLE_HOLD }",
        right: "- { name: idle, expect: SAMPLE_HOLD }")),
    CodePage(
      "PT1207", "one value of an event given twice, differently",
      cause: "Two names are one path of the event.",
      remedy: "Give one of them, or the same value."),
    CodePage(
      "PT1208", "a test that leaves something open",
      cause: "It does not say what the bot sees of a fact.",
      remedy: "Add it to 'given', or for all tests as an item '- base: { … }'."),
    CodePage(
      "PT1209", "a test that expects what its bot never gives",
      cause: "No rule, gate, fact or default of the bot has the code.",
      remedy: "Take the nearest code.",
      example: .document(
        "bots/sample.yaml", wrong: "- { name: t, expect: KILL_SWITCH_CLEAR }",
        right: "- { name: idle, expect: SAMPLE_HOLD }")),
    CodePage(
      "PT1210", "a word of a test that its key does not take",
      cause: "The key takes one of a few words.",
      remedy: "Take one of those that the message lists.",
      example: .document(
        "bots/sample.yaml", wrong: "- { name: t, expect: { code: SAMPLE_HOLD, do: sleep } }",
        right: "- { name: idle, expect: SAMPLE_HOLD }")),
    CodePage(
      "PT1211", "the number of a rule or a gate that is not there",
      cause: "Rules and gates count from 1 in the order of the document.",
      remedy: "Write such a number, or 'otherwise', or 'none' for gates.",
      example: .document(
        "bots/sample.yaml", wrong: "- { name: t, expect: { code: SAMPLE_HOLD, rule: 99 } }",
        right: "- { name: idle, expect: SAMPLE_HOLD }")),
    CodePage(
      "PT1212", "two tests of one name",
      cause: "Results and --filter know tests by their names.",
      remedy: "Give each a name of its own."),
    CodePage(
      "PT1213", "a test that sets a param which its bot does not have",
      cause: "The name is wrong.",
      remedy: "Take the nearest.",
      example: .document(
        "bots/sample.yaml", wrong: "- { name: t, params: { stale_ttl: 5s }, expect: SAMPLE_HOLD }",
        right: "- { name: idle, expect: SAMPLE_HOLD }")),
    CodePage(
      "PT1220", "a test that failed",
      cause: "The bot decided otherwise than the test expects.",
      remedy: "The finding shows what decided, by what margin, and the line that repeats it. Mend "
        + "the policy or the test."),
    CodePage(
      "PT1221", "something that no test goes through", .warning,
      cause: "A rule, a branch or a boundary is never brought about by a test.",
      remedy: "Add one; 'test --write-boundaries' writes many."),
    CodePage(
      "PT1222", "a mistake that no test would notice", .warning,
      cause: "The bot was changed in one place and every test still passes.",
      remedy: "Add the test that the finding proposes."),
    CodePage(
      "PT1223", "a figure below the threshold",
      cause: "Coverage or mutation score of a bot is below --threshold.",
      remedy: "Add tests."),
    CodePage(
      "PT1224", "no test to run",
      cause: "The filter or the files leave none.",
      remedy: "Tests stand under 'tests' of a bot and in tests/*.yaml.",
      example: .command("test --filter nothing-is-called-so")),
  ]
}
