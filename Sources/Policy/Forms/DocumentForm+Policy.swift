import CEL
import JSON
import Trading

/// `policies/*.yaml` and the bounds of what stands there; read by `PolicyDocument` and `StalenessDocument`.
extension DocumentForm {
  static func policy(_ words: DocumentVocabulary) -> DocumentForm {
    DocumentForm(
      .policy, "The values that hold on the desk, set by the risk team.",
      [
        metadata(words, example: "execution"),
        .required(
          "spec",
          .mapping([
            budget,
            .optional(
              "bots", policyBots(words), "the values of params, by bot",
              examples: [
                [
                  "exec.queuewarden": [
                    "params": ["stale_ttl_s": ["value": "45s", "why": "half-life of fair value"]]
                  ]
                ]
              ]),
            .optional(
              "staleness", .mapping(StalenessName.allCases.map { stalenessValue($0, words) }),
              "how old data may be, and what it takes to trust a feed again",
              examples: [["book": ["value": "2s", "why": "seeds/002 stage 11"]]]),
            .optional(
              "severities", severities(words),
              "severities that differ from the registry on this desk; they may only be raised",
              examples: [["QUEUE_WARDEN_HOLD": "WARN"]]),
          ]), "the values"),
      ])
  }

  /// `metadata` of a document that the risk team approves by name and version.
  static func metadata(_ words: DocumentVocabulary, example: String) -> FieldForm {
    .required(
      "metadata",
      .mapping([
        .required(
          "name", .text(.text), "what plans and approvals call the document",
          examples: [.string(example)]),
        .required(
          "owner", words.owner, "who answers for it and approves what changes it",
          examples: ["risk-execution"]),
        .required(
          "version", .text(.version), "counts the approved texts of the document, from 1",
          examples: ["1"]),
        .optional(
          "review_by", .text(.date), "the day by which somebody has to look at it again",
          examples: ["2027-01-15"]),
      ]), "whose it is")
  }

  // MARK: Params

  private static func policyBots(_ words: DocumentVocabulary) -> ValueForm.Shape {
    guard !words.bots.isEmpty else {
      return .entries(
        name: TextForm("the full name of a bot"),
        ValueForm(
          values(
            .entries(
              name: TextForm("the name of a param"),
              anyValue("a value with its unit", examples: ["45s"])))))
    }
    return .mapping(
      words.bots.map { bot in
        let fields = bot.parameters.map(valueField)
        return .optional(
          bot.name.value, values(.mapping(fields), strategies: words.strategies),
          "\(bot.details.classification.rawValue) of \(bot.details.owner)")
      })
  }

  private static func values(
    _ parameters: ValueForm.Shape, strategies: [StrategyIndex.Strategy] = []
  ) -> ValueForm.Shape {
    .mapping([
      .optional("params", parameters, "the values that hold where no scope says otherwise"),
      .optional(
        "scopes",
        .list(ValueForm(.mapping(scope(parameters, strategies))), atLeast: 0, allowsOne: false),
        "values for a part of the desk; market wins over strategy over tag, and of two tags the tighter"
      ),
    ])
  }

  private static func scope(
    _ parameters: ValueForm.Shape, _ strategies: [StrategyIndex.Strategy]
  ) -> [FieldForm] {
    [
      .required(
        "where", .mapping(scopeFields(strategies)), "one of market, strategy and tag",
        examples: [["tag": "nba"]], rules: [.exactlyOne(["market", "strategy", "tag"])]),
      .optional("set", parameters, "the values that hold there"),
      .optional("why", .text(.text), "the reason, for the next reader", examples: ["thin books"]),
    ]
  }

  /// What says for which part of the desk something holds.
  static func scopeFields(_ strategies: [StrategyIndex.Strategy]) -> [FieldForm] {
    let known = strategies.map { FormWord($0.name.value, $0.title) }
    return [
      .optional("market", .text(.text), "a market by its condition id", examples: ["0x5f65"]),
      .optional(
        "strategy", .text(TextForm("the name of a strategy", known: known)), "a strategy",
        examples: [.string(known.first?.text ?? "us-elect-book-builder")]),
      .optional("tag", .text(.text), "a tag of the venue", examples: ["nba"]),
    ]
  }

  /// `45s` or `{ value: 45s, why: … }`.
  private static func value(
    _ shape: ValueForm.Shape, examples: [JSONValue], canBeBare: Bool
  ) -> ValueForm.Shape {
    let long = ValueForm(
      .mapping([
        .required("value", shape, "the value with its unit", examples: examples),
        .optional(
          "why", .text(.text), "the reason, for the next reader",
          examples: ["half-life of the strategy's fair value"]),
      ]), when: .isMapping)
    return canBeBare ? .either([long, ValueForm(shape, examples: examples)]) : long.shape
  }

  private static func anyValue(_ name: String, examples: [JSONValue]) -> ValueForm {
    ValueForm(value(.text(TextForm(name)), examples: examples, canBeBare: true))
  }

  private static func valueField(_ parameter: ParameterDeclaration) -> FieldForm {
    let type = parameter.type
    let example = parameter.minimum.map { parameter.text(of: $0) } ?? QuantityText.sample(of: type)
    return .optional(
      parameter.name.value,
      value(
        .quantity(type, minimum: parameter.minimum, maximum: parameter.maximum),
        examples: [.string(example)], canBeBare: true), describe(parameter),
      examples: [["value": .string(example), "why": "…"]])
  }

  /// `how long an order may rest; duration, 5s to 10m, a larger value lets more through`
  static func describe(_ parameter: ParameterDeclaration) -> String {
    var text = "\(parameter.meaning); \(parameter.type.name)"
    if let minimum = parameter.minimum, let maximum = parameter.maximum {
      text += ", \(parameter.text(of: minimum)) to \(parameter.text(of: maximum))"
    }
    switch parameter.loosens {
    case .up: text += "; a larger value lets more through"
    case .down: text += "; a smaller value lets more through"
    case .neither: break
    }
    if let control = parameter.control { text += " (\(control))" }
    return text
  }

  // MARK: Staleness and severities

  private static func stalenessValue(
    _ name: StalenessName, _ words: DocumentVocabulary
  ) -> FieldForm {
    let declaration = words.staleness[name]
    let example = QuantityText.sample(of: name.type)
    return .optional(
      name.rawValue,
      value(
        .quantity(name.type, minimum: declaration?.minimum, maximum: declaration?.maximum),
        examples: [.string(example)], canBeBare: false),
      declaration.map(describe) ?? name.formMeaning,
      examples: [["value": .string(example), "why": "…"]])
  }

  private static func severities(_ words: DocumentVocabulary) -> ValueForm.Shape {
    guard !words.reasonCodes.isEmpty else {
      return .entries(name: TextForm("a reason code"), ValueForm(Severity.words))
    }
    return .mapping(
      words.reasonCodes.map { code in
        let allowed = Severity.allCases.filter { $0 >= code.severity }
        return .optional(
          code.code, .words(allowed.map { FormWord($0.rawValue, $0.formMeaning) }),
          "\(code.severity.rawValue) in the registry. \(code.meaning)")
      })
  }

  static var staleness: DocumentForm {
    DocumentForm(
      .staleness,
      "Which staleness values a policy has to give, and in which bounds.",
      [
        .required(
          "spec",
          .mapping(
            StalenessName.allCases.map { name in
              let sample = QuantityText.sample(of: name.type)
              return .optional(
                name.rawValue,
                .mapping([
                  .required(
                    "min", .quantity(name.type, minimum: 0, maximum: nil),
                    "the least a policy may give",
                    examples: [.string(sample)]),
                  .required(
                    "max", .quantity(name.type, minimum: 0, maximum: nil),
                    "the most a policy may give",
                    examples: [.string(sample)]),
                  .required(
                    "loosens", Loosening.words, "which direction lets more through",
                    examples: ["up"]),
                  .required(
                    "meaning", .text(.text), "what the value limits",
                    examples: ["how old a book may be"]),
                ]), name.formMeaning)
            }), "bounds and meaning of each value")
      ])
  }

  static func reasonCodes(_ words: DocumentVocabulary) -> DocumentForm {
    let source = FieldForm.optional(
      "source", .text(.text), "the document it comes from", examples: ["seeds/001"])
    let family: ValueForm.Shape =
      words.families.isEmpty ? .text(TextForm("the name of a family")) : .words(words.families)
    let emitter = ValueForm(
      .text(TextForm("the full name of a bot", known: words.botWords)))
    return DocumentForm(
      .reasonCodes,
      "Every code that the desk may give as a reason. A code that is not here does not exist.",
      [
        .optional(
          "families",
          .entries(
            name: TextForm("the first words of its codes"),
            ValueForm(
              .mapping([
                .required(
                  "meaning", .text(.text), "what its codes are about",
                  examples: ["Execution, OMS, fills"]),
                source,
              ]))), "the families that codes belong to",
          examples: [["EXEC": ["meaning": "Execution, OMS, fills"]]]),
        .optional(
          "codes",
          .entries(
            name: TextForm("a reason code in capitals"),
            ValueForm(
              .mapping([
                .required("family", family, "the family it belongs to", examples: ["EXEC"]),
                .required(
                  "severity", Severity.words, "how grave it is; policies may only raise it",
                  examples: ["WARN"]),
                .required(
                  "meaning", .text(.text), "what has happened",
                  examples: ["The order rested too long."]),
                .required(
                  "action", .text(.text), "what is done about it, for people",
                  examples: ["Cancel the order."]),
                .required(
                  "emitted_by", .list(emitter, atLeast: 0, allowsOne: true),
                  "the bots that may give it, also those to come", examples: [["exec.queuewarden"]]),
                source,
                .optional(
                  "seed_name", .text(.text), "its name in the seeds, where that is another",
                  examples: ["SLO_BURN"]),
                .optional("note", .text(.text), "what else to know", examples: ["…"]),
              ]))), "the codes",
          examples: [
            [
              "EXEC_LATE": [
                "family": "EXEC", "severity": "WARN", "meaning": "The order came late.",
                "action": "No action.", "emitted_by": ["exec.queuewarden"],
              ]
            ]
          ]),
      ])
  }
}
