import CEL
import JSON
import Trading

/// `tests/*.yaml`, and `tests` of a bot; read by `TestDocument` and `TestReader`.
extension DocumentForm {
  static func tests(_ words: DocumentVocabulary) -> DocumentForm {
    DocumentForm(
      .tests, "What bots decide in situations of the desk; no part of what a policy means.",
      [
        .required(
          "metadata",
          .mapping([
            .required(
              "name", .text(.text), "what reports call the document", examples: ["execution"]),
            .required("owner", words.owner, "who answers for it", examples: ["risk-execution"]),
          ]), "whose it is"),
        .required(
          "spec",
          .mapping([
            .optional(
              "bot", words.botName, "whose tests these are where a test does not say",
              examples: ["exec.queuewarden"]),
            .required(
              "tests", .list(ValueForm(testItem(words)), atLeast: 0, allowsOne: false), "the tests",
              examples: [[["name": "fresh and close", "expect": "QUEUE_WARDEN_HOLD"]]]),
          ]), "the tests"),
      ])
  }

  /// A base, a test, or a table of tests.
  static func testItem(_ words: DocumentVocabulary) -> ValueForm.Shape {
    .either([
      ValueForm(
        .mapping(base(words)), "what holds where a test says nothing", when: .has("base")),
      ValueForm(
        .mapping(shared(words) + [cases(words)]), "a table, whose rows share what stands here",
        when: .has("cases")),
      ValueForm(.mapping(shared(words) + [expectation(words)]), "a test"),
    ])
  }

  private static func base(_ words: DocumentVocabulary) -> [FieldForm] {
    [
      bot(words),
      .required(
        "base", situation, "the facts and fields that hold",
        examples: [["switch.active": "false", "book": ["age": "0s"]]]),
    ]
  }

  private static func bot(_ words: DocumentVocabulary) -> FieldForm {
    .optional(
      "bot", words.botName, "whose test it is", standard: "the bot of the document",
      examples: ["exec.queuewarden"])
  }

  private static func shared(_ words: DocumentVocabulary) -> [FieldForm] {
    [
      .required("name", .text(.text), "what reports call it", examples: ["one tick too far"]),
      bot(words), given, parameters,
      .optional(
        "scope",
        .mapping([
          .optional("market", .text(.text), "the market of the event", examples: ["0x5f65"]),
          .optional(
            "strategy", .text(.text), "the strategy of the event",
            examples: ["us-elect-book-builder"]),
          .optional(
            "tags", .list(ValueForm(.text(.text)), atLeast: 0, allowsOne: true),
            "the tags of the market", examples: [["nba"]]),
        ]), "what the event belongs to", standard: "no scope", examples: [["tags": ["nba"]]]),
    ]
  }

  private static let situation = ValueForm.Shape.entries(
    name: TextForm("a fact, field, let or export"), ValueForm(.anything))

  private static var given: FieldForm {
    .optional(
      "given", situation,
      "facts with their values, 'missing' or 'stale'; lets; exports of other bots",
      examples: [["book": "missing", "order.price": "0.46", "order.placed_at": "now - 46s"]])
  }

  private static var parameters: FieldForm {
    .optional(
      "params", .entries(name: TextForm("a param or staleness value"), ValueForm(.anything)),
      "values in place of those of policies, inside their bounds",
      examples: [["stale_ttl_s": "45s"]])
  }

  private static func cases(_ words: DocumentVocabulary) -> FieldForm {
    .required(
      "cases",
      .list(
        ValueForm(
          .open(
            [
              .optional(
                "name", .text(.text), "what reports call the row", examples: ["at the limit"]),
              given, parameters, expectation(words),
            ], ValueForm(.anything))), atLeast: 0, allowsOne: false),
      "rows: names of facts and lets beside 'expect'",
      examples: [[["drift": "3 ticks", "expect": "QUEUE_WARDEN_HOLD"]]])
  }

  private static func expectation(_ words: DocumentVocabulary) -> FieldForm {
    .required(
      "expect",
      .either([
        ValueForm(
          .mapping([
            .required("code", words.code, "the reason code", examples: ["QUEUE_WARDEN_HOLD"]),
            .optional("do", Action.words, "the action", examples: ["hold"]),
            .optional("action", Action.words, "the action, as results name it", examples: ["hold"]),
            .optional("severity", Severity.words, "the severity", examples: ["INFO"]),
            .optional(
              "rule", .text(TextForm("the number of a rule, or otherwise")),
              "the rule that decides, from 1", examples: ["otherwise"]),
            .optional(
              "gate", .text(TextForm("the number of a gate, or none")),
              "the gate that holds it up, from 1",
              examples: ["none"]),
            .optional(
              "margin", .text(TextForm("a value with its unit")), "how far beyond the threshold",
              examples: ["1 tick"]),
            .optional(
              "masked", .text(.text), "what a careful run would have met", examples: ["none"]),
          ]), "the code and what else must be", rules: [.notBoth("do", "action")], when: .isMapping),
        ValueForm(words.code, "the code alone"),
      ]), "what must come out", examples: ["QUEUE_WARDEN_HOLD"])
  }
}
