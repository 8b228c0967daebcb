import CEL
import JSON

/// Documents that say how policies may change; read by `ApproverList`, `ApprovalRules` and `StrategyIndex`.
extension DocumentForm {
  static func approvers(_ words: DocumentVocabulary) -> DocumentForm {
    DocumentForm(
      .approvers,
      "Who may approve policies. A change of this list is approved by the people of the list before it.",
      [
        .required(
          "spec",
          .mapping([
            .required(
              "approvers",
              .entries(
                name: TextForm("the name of a person"),
                ValueForm(
                  .mapping([
                    .required(
                      "address", .text(.address),
                      "of the secp256k1 key that signs; in quotes, or YAML reads a number",
                      examples: ["0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"]),
                    .required(
                      "roles", .list(ValueForm(ApproverRole.words), atLeast: 0, allowsOne: true),
                      "in which capacities the person approves", examples: [["risk"]]),
                    .optional(
                      "owns", .list(ValueForm(words.owner), atLeast: 0, allowsOne: true),
                      "the owners, as documents name them, that the person speaks for",
                      standard: "none", examples: [["risk-execution"]]),
                    .optional(
                      "email", .list(ValueForm(.text(.text)), atLeast: 0, allowsOne: true),
                      "as git knows the person: who wrote a change never counts",
                      examples: ["alice@desk.example"]),
                  ]))), "the people, by name",
              examples: [
                [
                  "alice": [
                    "address": "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", "roles": ["risk"],
                  ]
                ]
              ])
          ]), "the list")
      ])
  }

  static var approvals: DocumentForm {
    let limit = ApprovalRules.longest
    func duration(_ key: String, _ meaning: String, _ example: JSONValue, most: Int64) -> FieldForm
    {
      .required(
        key, .quantity(.duration, minimum: 60_000, maximum: most), meaning, examples: [example])
    }
    return DocumentForm(
      .approvals,
      "Whose signatures a change of policy needs, and for how long they hold. The proposer never counts.",
      [
        metadata(DocumentVocabulary(), example: "approvals"),
        .required(
          "spec",
          .mapping(
            ApprovalRules.ChangeClass.allCases.map { kind in
              .required(
                kind.rawValue, .mapping(requirement), kind.formMeaning,
                examples: [["approvals": "2", "with": ["head_of_risk"]]])
            } + [
              .optional(
                "kill_reset", .mapping(killReset),
                "whose two signatures arm the kill switch again; who tripped it never counts",
                standard: "one of them of risk", examples: [["with": ["risk"]]]),
              duration("expires_after", "how long a signature can be used", "72h", most: limit),
              duration(
                "max_policy_age", "when an approved policy is too old to trade by", "2160h",
                most: limit),
              .required(
                "overrides",
                .mapping([
                  duration(
                    "default", "how long an override holds that says nothing", "4h", most: limit),
                  duration(
                    "most", "how long an override may hold", "24h",
                    most: ApprovalRules.longestOverride),
                ]), "how long temporary values may hold",
                examples: [["default": "4h", "most": "24h"]]),
            ]), "the rules"),
      ])
  }

  private static var killReset: [FieldForm] {
    [
      .optional(
        "each", .list(ValueForm(ApproverRole.words), atLeast: 0, allowsOne: true),
        "roles of which each of them has to have one", standard: "any",
        examples: [["risk", "operations"]]),
      .required(
        "with", .list(ValueForm(ApproverRole.words), atLeast: 1, allowsOne: true),
        "roles of which one of them has to be each", examples: [["risk"]]),
    ]
  }

  private static var requirement: [FieldForm] {
    [
      .required(
        "approvals", .quantity(.int, minimum: 1, maximum: 9), "how many different people sign",
        examples: ["2"]),
      .optional(
        "with", .list(ValueForm(ApproverRole.words), atLeast: 0, allowsOne: true),
        "roles of which one of them has to be each", standard: "any", examples: [["head_of_risk"]]),
      .optional(
        "every_owner", .quantity(.bool, minimum: nil, maximum: nil),
        "whether one of them has to speak for every owner of what is changed", standard: "false",
        examples: ["true"]),
    ]
  }

  static func strategies(_ words: DocumentVocabulary) -> DocumentForm {
    DocumentForm(
      .strategies,
      "Which strategies use which bots: these go through shadow again when a bot changes.",
      [
        .required(
          "spec",
          .mapping([
            .required(
              "strategies",
              .entries(
                name: TextForm("the name of a strategy, as scopes have it"),
                ValueForm(
                  .mapping([
                    .required(
                      "title", .text(.text), "as people call it",
                      examples: ["US Elect — book-builder"]),
                    .required(
                      "state", .text(.text), "how far it has come", examples: ["demo-wired"]),
                    .required(
                      "uses", .list(ValueForm(words.botName), atLeast: 0, allowsOne: true),
                      "full names of bots", examples: [["exec.queuewarden"]]),
                    .optional(
                      "source", .text(.text), "the document it comes from", examples: ["seeds/001"]),
                  ]))), "the strategies, by name",
              examples: [
                [
                  "us-elect-book-builder": [
                    "title": "US Elect — book-builder", "state": "demo-wired",
                    "uses": ["exec.queuewarden"],
                  ]
                ]
              ])
          ]), "the list")
      ])
  }
}
