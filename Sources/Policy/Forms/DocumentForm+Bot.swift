import CEL
import JSON
import Trading

/// `bots/<name>.yaml`; read by `BotReader`.
extension DocumentForm {
  static func bot(_ words: DocumentVocabulary) -> DocumentForm {
    DocumentForm(
      .bot,
      "What a bot may see, what it may do, and its rules in order of priority: the first that matches decides.",
      [
        .required("metadata", .mapping(botMetadata(words)), "who the bot is"),
        .required("spec", .mapping(botSpecification(words)), "what the bot sees and decides"),
      ])
  }

  private static func botMetadata(_ words: DocumentVocabulary) -> [FieldForm] {
    [
      .required(
        "name", .text(.botName), "by which policies, journals and approvals know it",
        examples: ["exec.queuewarden"]),
      .required("class", BotClass.words, "what kind of bot it is", examples: ["execution-utility"]),
      .required(
        "owner", words.owner, "who answers for it and approves what changes it",
        examples: ["polytraders-core"]),
      .required(
        "capital_impact", CapitalImpact.words, "what its decisions do to the capital at risk",
        examples: ["direct"]),
      .required("mode", BotMode.words, "how far its decisions go", examples: ["shadow"]),
    ]
  }

  private static func botSpecification(_ words: DocumentVocabulary) -> [FieldForm] {
    [
      .optional(
        "authority", .list(ValueForm(Action.words), atLeast: 0, allowsOne: true),
        "the actions it may choose that change something at the venue", standard: "none",
        examples: [["cancel", "cancel_replace"]]),
      .required(
        "on", .list(ValueForm(EventKind.words), atLeast: 1, allowsOne: true),
        "the events that make it decide", examples: [["resting_order"]]),
      .optional(
        "facts",
        .entries(
          name: .name, ValueForm(.mapping(fact(words)), rules: [.together(["age", "max_age"])])),
        "what it must know, in the order in which absence is reported",
        examples: [
          [
            "book": [
              "from": "clob.book",
              "on_missing": ["code": "QUEUE_WARDEN_BOOK_UNAVAILABLE", "do": "cancel"],
            ]
          ]
        ]),
      .optional(
        "params", .entries(name: .name, ValueForm(.mapping(parameter), rules: parameterRules)),
        "the values that policies give it, with unit and bounds",
        examples: [
          [
            "stale_ttl_s": [
              "type": "duration", "min": "5s", "max": "10m", "loosens": "up",
              "meaning": "how long an order may rest",
            ]
          ]
        ]),
      .optional(
        "counters", .entries(name: .fieldPath, ValueForm(.mapping(counter))),
        "fields that the runner fills by counting",
        examples: [
          ["rate.cancel_replaces": ["of": "cancel_replace", "window": "60s", "per": "api_key"]]
        ]),
      .optional(
        "let", .entries(name: .name, ValueForm(.expression)),
        "names for what several conditions use", examples: [["age": "now - order.placed_at"]]),
      .optional(
        "rules",
        .list(ValueForm(.either([requirement, rule(words)])), atLeast: 0, allowsOne: false),
        "in order of priority; the first whose condition holds decides",
        examples: [
          [
            [
              "code": "QUEUE_WARDEN_STALE_ORDER", "when": "age > params.stale_ttl_s",
              "do": "cancel",
            ]
          ]
        ]),
      .optional(
        "gates", .list(ValueForm(.mapping(gate(words))), atLeast: 0, allowsOne: false),
        "limits on the action that a rule chose; a protective action is never delayed",
        examples: [
          [
            [
              "code": "QUEUE_WARDEN_RATE_CAP_HIT", "of": ["cancel_replace"],
              "when": "rate.cancel_replaces >= params.cancel_replace_per_min_cap", "do": "defer",
            ]
          ]
        ]),
      .required(
        "otherwise", outcome(words), "what is decided where no rule matches",
        examples: [["code": "QUEUE_WARDEN_HOLD", "do": "hold"]]),
      .required(
        "on_error", outcome(words),
        "what an overflow or a division by zero in a condition decides; protective",
        examples: [["code": "QUEUE_WARDEN_STATE_UNAVAILABLE", "do": "pause_evaluation"]]),
      .optional(
        "exports", .entries(name: .name, ValueForm(.expression)),
        "what other bots may read of its decision",
        examples: [["active": "outcome == KILL_SWITCH_ACTIVE"]]),
      budget,
      .optional(
        "tests", .list(ValueForm(testItem(words)), atLeast: 0, allowsOne: false),
        "what it decides in given situations; no part of what the bot means",
        examples: [
          [
            [
              "name": "one tick too far", "given": ["drift": "4 ticks"],
              "expect": "QUEUE_WARDEN_DRIFT_EXCEEDED",
            ]
          ]
        ]),
    ]
  }

  /// A limit of cost, of a bot or of all bots.
  static var budget: FieldForm {
    .optional(
      "budget",
      .mapping([
        .required(
          "per_event", .quantity(.int, minimum: 1, maximum: 1_000_000_000),
          "the worst cost of an event in units of about a nanosecond: see 'check --cost'",
          examples: ["500"])
      ]), "what may be spent; a set that could cost more is not loaded", standard: "no limit",
      examples: [["per_event": "500"]])
  }

  // MARK: Facts, params, counters

  private static func fact(_ words: DocumentVocabulary) -> [FieldForm] {
    let thresholds = StalenessName.allCases.filter { $0.feed != nil }
    return [
      .required(
        "from", .text(.dottedName), "the source that fills it", examples: ["clob.book"]),
      .optional(
        "available", .text(.dottedName), "where an event says whether it is there",
        standard: "it is there when its fields are", examples: ["book.available"]),
      .optional(
        "age", .text(.dottedName), "where an event has its age in milliseconds; goes with max_age",
        examples: ["book.age_ms"]),
      .optional(
        "max_age", .words(thresholds.map { FormWord($0.text, $0.formMeaning) }),
        "the staleness value above whose age it counts as missing; goes with age",
        examples: ["staleness.book"]),
      .required(
        "on_missing", outcome(words), "what its absence decides; protective",
        examples: [["code": "QUEUE_WARDEN_BOOK_UNAVAILABLE", "do": "cancel"]]),
      .optional(
        "fields", .entries(name: .name, ValueForm(.mapping(field), rules: fieldRules)),
        "the values it has", examples: [["best_bid": ["type": "price", "min": "0", "max": "1"]]]),
    ]
  }

  private static var field: [FieldForm] {
    [
      .required(
        "type", TypeName.allWords, "what it is; the unit is part of the type", examples: ["price"]),
      .optional(
        "min", .quantityOfType(beside: "type"), "no event has less", examples: ["0"]),
      .optional(
        "max", .quantityOfType(beside: "type"), "no event has more", examples: ["1"]),
      .optional(
        "max_length", .quantity(.int, minimum: 1, maximum: BotReader.largestSize),
        "the most characters of a text, needed by 'string'", examples: ["64"]),
      .optional(
        "max_items", .quantity(.int, minimum: 1, maximum: BotReader.largestSize),
        "the most items of a list, needed by 'list(…)'", examples: ["20"]),
      .optional(
        "optional", .quantity(.bool, minimum: nil, maximum: nil),
        "whether it may be absent while the rest of the fact is there", standard: "false",
        examples: ["true"]),
      .optional(
        "path", .text(.dottedName), "where an event has it", standard: "fact.field",
        examples: ["order.placed_at_ms"]),
      .optional(
        "absent", .words([FormWord("now", "the time of the event")]),
        "the input that stands in where an event has no value", examples: ["now"]),
    ]
  }

  private static var fieldRules: [FormRule] {
    func names(_ kind: Bound.Kind) -> [String] {
      TypeName.allNames.filter { TypeName.type(named: $0)?.boundsNeeded.contains(kind) ?? false }
    }
    return [
      .only("max_length", where: "type", isOneOf: names(.length)),
      .only("max_items", where: "type", isOneOf: names(.items)),
    ]
  }

  private static var parameterRules: [FormRule] {
    ["min", "max"].map { .needed($0, unless: "type", isOneOf: ["bool"]) }
  }

  private static var parameter: [FieldForm] {
    [
      .required(
        "type", TypeName.scalarWords,
        "what its values are; the end of its name (_s, _ticks, _bps …) must agree",
        examples: ["duration"]),
      .optional(
        "min", .quantityOfType(beside: "type"),
        "no policy gives less; every type but bool needs it",
        examples: ["5s"]),
      .optional(
        "max", .quantityOfType(beside: "type"),
        "no policy gives more; every type but bool needs it",
        examples: ["10m"]),
      .required(
        "loosens", Loosening.words, "which direction lets more through", examples: ["up"]),
      .optional(
        "control", .text(.text), "the paragraph of a rule book that it implements",
        examples: ["RTS6 15(1)(d)"]),
      .required(
        "meaning", .text(.text), "what the value limits, as plans and messages say it",
        examples: ["how long an order may rest without being filled"]),
    ]
  }

  private static var counter: [FieldForm] {
    [
      .required("of", Action.words, "the action that is counted", examples: ["cancel_replace"]),
      .required(
        "window", .quantity(.duration, minimum: nil, maximum: nil), "over how long",
        examples: ["60s"]),
      .required("per", .text(.text), "what is counted together", examples: ["api_key"]),
    ]
  }

  // MARK: Rules

  private static func outcomeFields(_ words: DocumentVocabulary) -> [FieldForm] {
    [
      .required(
        "code", words.code, "why, as the registry has it", examples: ["QUEUE_WARDEN_STALE_ORDER"]),
      .required("do", Action.words, "what is done", examples: ["cancel"]),
    ]
  }

  private static func outcome(_ words: DocumentVocabulary) -> ValueForm.Shape {
    .mapping(outcomeFields(words))
  }

  private static var condition: FieldForm {
    .required(
      "when", .expression, "the condition, in CEL; units are types",
      examples: ["age > params.stale_ttl_s"])
  }

  private static func rule(_ words: DocumentVocabulary) -> ValueForm {
    let outcome = outcomeFields(words)
    return ValueForm(
      .mapping([outcome[0], condition, outcome[1]]), "decides where its condition holds")
  }

  private static var requirement: ValueForm {
    ValueForm(
      .mapping([
        .required(
          "require", .list(ValueForm(.text(.name)), atLeast: 0, allowsOne: true),
          "facts that must be there from here on; a missing one decides",
          examples: [["order", "book"]])
      ]), "demands facts", when: .has("require"))
  }

  private static func gate(_ words: DocumentVocabulary) -> [FieldForm] {
    let outcome = outcomeFields(words)
    return [
      outcome[0],
      .required(
        "of", .list(ValueForm(Action.words), atLeast: 1, allowsOne: true),
        "the actions that it may hold up", examples: [["cancel_replace"]]),
      condition, outcome[1],
    ]
  }
}
