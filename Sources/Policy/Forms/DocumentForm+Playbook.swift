import CEL
import JSON

/// `specs/playbooks/*.yaml`; read by `PlaybookReader`.
extension DocumentForm {
  static func playbook(_ words: DocumentVocabulary) -> DocumentForm {
    let codes: ValueForm = ValueForm(words.code)
    return DocumentForm(
      .playbook, "What people and machine do when a reason code becomes an incident, step by step.",
      [
        metadata(words, example: "config-drift"),
        .required(
          "spec",
          .mapping([
            .required(
              "title", .text(.text), "the incident, for people", examples: ["Config drift detected"]
            ),
            .optional(
              "source", .text(.text), "the document it comes from", examples: ["seeds/004"]),
            .optional(
              "prelude", .quantity(.bool, minimum: nil, maximum: nil),
              "whether its steps come before those of every other playbook", standard: "false",
              examples: ["true"]),
            .optional(
              "trigger",
              .mapping([
                .required(
                  "codes", .list(codes, atLeast: 1, allowsOne: true),
                  "the reason codes that start it", examples: [["GOV_CONFIG_DRIFT"]]),
                condition("what must hold besides", standard: "always"),
              ]), "what starts it; every playbook but a prelude has one"),
            .optional(
              "containment", .mapping(containment), "what happens at once, before any step"),
            .required(
              "steps",
              .list(
                ValueForm(.either(Playbook.Kind.allCases.map(step))), atLeast: 1, allowsOne: false),
              "in their order"),
          ]), "the playbook"),
      ])
  }

  private static var containment: [FieldForm] {
    [
      .required("freeze", Playbook.FreezeLevel.words, "what is still allowed", examples: ["halt"]),
      .required("scope", Playbook.Scope.words, "where", examples: ["global"]),
      .required(
        "unfreeze", Playbook.UnfreezePolicy.words, "what it takes to end it", examples: ["dual"]),
      .optional(
        "cancel_all", .quantity(.bool, minimum: nil, maximum: nil),
        "whether the resting orders of the scope are cancelled with it", standard: "false",
        examples: ["true"]),
      condition("where it does not hold, nothing is contained", standard: "always"),
    ]
  }

  private static func condition(_ meaning: String, standard: String?) -> FieldForm {
    .optional(
      "when", .expression, meaning + ", in CEL over the facts of playbooks", standard: standard,
      examples: ["bot.is_live"])
  }

  // MARK: Steps

  /// Where a playbook goes on, as documents write it.
  static let direction = TextForm(
    "where to go on: proceed, stop, escalate, goto:STEP, page:ROTATION or answer:WORD",
    pattern: "^(proceed|stop|escalate|goto:[a-z0-9_]+|page:[a-z0-9-]+|answer:[a-z0-9_]+)$",
    example: "proceed",
    known: [
      FormWord("proceed", "To the next step."),
      FormWord("stop", "Nothing more is done; the incident stays open."),
      FormWord("escalate", "Page whoever is above; the step stays open."),
    ])
  /// The id of a step, or the word of an answer.
  static let stepName = TextForm(
    "a name of lower-case letters, digits and '_'", pattern: "^[a-z][a-z0-9_]*$", example: "sample")
  static let rotation = TextForm(
    "a rotation such as risk-engineer", pattern: "^[a-z][a-z0-9-]*$", example: "risk-engineer")

  private static func step(_ kind: Playbook.Kind) -> ValueForm {
    ValueForm(
      .mapping(stepFields(kind)), kind.formMeaning, when: .says("kind", kind.rawValue))
  }

  /// The keys that a step of a kind may have; `PlaybookReader` asks for these and no others.
  static func stepFields(_ kind: Playbook.Kind) -> [FieldForm] {
    let head: [FieldForm] = [
      .required(
        "id", .text(stepName), "by which other steps name it", examples: ["c1"]),
      .required(
        "kind", .words([FormWord(kind.rawValue, kind.formMeaning)]), "what the step is",
        examples: [.string(kind.rawValue)]),
      .required(
        "say", .text(.text), "what it is about, or what a person is asked",
        examples: ["Identify the drifted bot and field"]),
    ]
    return head + ownFields(kind) + [
      condition("it is left out where this does not hold", standard: "always")
    ]
      + evidenceFields(kind) + timeoutFields(kind)
      + [
        .optional(
          "then", .text(direction), "where the playbook goes on when it is done",
          standard: "the next step", examples: ["goto:c7"])
      ]
  }

  private static func evidenceFields(_ kind: Playbook.Kind) -> [FieldForm] {
    let list = ValueForm.Shape.list(
      ValueForm(Playbook.Evidence.words), atLeast: kind == .capture ? 1 : 0, allowsOne: true)
    let meaning = "what goes into the journal"
    return kind == .capture
      ? [.required("evidence", list, meaning, examples: [["positions", "open_orders"]])]
      : [.optional("evidence", list, meaning, examples: [["replay_report"]])]
  }

  /// All but a wait may be left without a limit of their own; what a machine does at once has none.
  private static func timeoutFields(_ kind: Playbook.Kind) -> [FieldForm] {
    switch kind {
    case .contain, .schedule: []
    case .waitUntil:
      [
        .required(
          "timeout",
          .either([
            ValueForm(.quantity(.duration, minimum: 1_000, maximum: nil)),
            ValueForm(.words([FormWord("none", "It waits for ever.")])),
          ]), "how long it may take", examples: ["30s"]), onTimeout,
      ]
    case .capture:
      [
        .required(
          "timeout", .quantity(.duration, minimum: 1_000, maximum: nil), "how long it may take",
          examples: ["10s"]), onTimeout,
      ]
    default:
      [
        .optional(
          "timeout", .quantity(.duration, minimum: 1_000, maximum: nil), "how long it may take",
          standard: "no limit", examples: ["5m"]), onTimeout,
      ]
    }
  }

  private static var onTimeout: FieldForm {
    .optional(
      "on_timeout", .text(direction), "what follows where the time is over", standard: "escalate",
      examples: ["escalate"])
  }

  private static func ownFields(_ kind: Playbook.Kind) -> [FieldForm] {
    switch kind {
    case .contain: [action, scope]
    case .capture: []
    case .assert:
      [
        check,
        .optional(
          "otherwise", .text(direction), "where it goes when that does not hold",
          standard: "escalate", examples: ["stop"]),
      ]
    case .page:
      [.required("rotation", .text(rotation), "whom to call", examples: ["risk-engineer"])]
    case .schedule:
      [
        .required("at", Playbook.Moment.words, "when", examples: ["override_expires"]), action,
        scope,
      ]
    case .human: [answers, safest, leastCharacters, roles, optionalAction, scope]
    case .approve: approval + [roles, optionalAction, scope]
    case .waitUntil:
      [
        check,
        .optional(
          "for", .quantity(.duration, minimum: 1_000, maximum: nil),
          "how long it must hold without a break; no data is a break", standard: "once",
          examples: ["10m"]),
      ]
    case .auto:
      [
        action, scope, optionalCheck,
        .optional(
          "requires", .list(ValueForm(.text(stepName)), atLeast: 1, allowsOne: true),
          "steps that must have passed; what raises risk needs an approval among them",
          examples: [["k6", "k7"]]),
      ]
    }
  }

  private static var action: FieldForm {
    .required("do", Playbook.Action.words, "what the machine does", examples: ["cancel_orders"])
  }

  private static var optionalAction: FieldForm {
    .optional(
      "do", Playbook.Action.words, "what the machine does then", examples: ["apply_approved"])
  }

  private static var scope: FieldForm {
    .optional(
      "scope", Playbook.Scope.words, "what it is done to", standard: "the scope of the incident",
      examples: ["stale_markets"])
  }

  private static var check: FieldForm {
    .required(
      "check", .expression, "what must hold, in CEL over the facts of playbooks",
      examples: ["config.is_approved"])
  }

  private static var optionalCheck: FieldForm {
    .optional(
      "check", .expression, "what must hold of the result, in CEL over the facts of playbooks",
      examples: ["replay.matches_record"])
  }

  private static var answers: FieldForm {
    .optional(
      "answers", .entries(name: stepName, ValueForm(.text(direction))),
      "the answers there are, and where each goes", standard: "free text",
      examples: [["unauthorised": "goto:c3", "intentional": "goto:c4"]])
  }

  private static var safest: FieldForm {
    .optional(
      "safest", .text(stepName), "the answer that leaves less at risk: what silence counts as",
      examples: ["unauthorised"])
  }

  private static var leastCharacters: FieldForm {
    .optional(
      "least_characters", .quantity(.int, minimum: 1, maximum: 10_000),
      "the least length of a free text", examples: ["80"])
  }

  private static var roles: FieldForm {
    .optional(
      "roles", .list(ValueForm(Playbook.Role.words), atLeast: 1, allowsOne: true), "who may do it",
      standard: "anybody on the incident", examples: [["security", "risk"]])
  }

  private static var approval: [FieldForm] {
    [
      .required(
        "approvers", .quantity(.int, minimum: 1, maximum: 9), "how many different people",
        examples: ["2"]),
      .required(
        "binds", .list(ValueForm(Playbook.Evidence.words), atLeast: 1, allowsOne: true),
        "what is approved, by its hash", examples: [["freeze", "positions"]]),
      .required(
        "expires", .quantity(.duration, minimum: 60_000, maximum: 24 * 3_600_000),
        "how long the approval can be used", examples: ["15m"]),
      .optional(
        "distinct_from", .list(ValueForm(.text(stepName)), atLeast: 1, allowsOne: true),
        "steps whose actors may not approve", examples: [["r4"]]),
    ]
  }
}
