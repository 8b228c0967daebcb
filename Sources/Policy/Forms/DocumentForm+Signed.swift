import CEL
import JSON

/// Documents that carry signatures, written by the program and read by Governance; and what is signed.
extension DocumentForm {
  static var approvedPolicy: DocumentForm {
    DocumentForm(
      .approvedPolicy,
      "One approved release, never edited: the runner loads its policies from here.",
      [
        .required(
          "spec",
          .mapping(
            change + [
              .required(
                "documents",
                .entries(
                  name: TextForm("a path in the root", example: "bots/sample.yaml"),
                  ValueForm(.text(.text))),
                "the exact texts of what was approved",
                examples: [["policies/execution.yaml": "apiVersion: polytraders/v1\n"]])
            ]), "what was approved, by whom")
      ])
  }

  static var proposal: DocumentForm {
    DocumentForm(
      .proposal,
      "A change that is collecting signatures, of the working files as long as they mean the same.",
      [.required("spec", .mapping(change), "what is proposed, and who has signed")])
  }

  private static var change: [FieldForm] {
    [
      .required(
        "sequence", .quantity(.int, minimum: 1, maximum: 999_999),
        "the place in the chain of releases",
        examples: ["7"]),
      .required(
        "statement", .text(.text), "what changes, as a hardware wallet shows it",
        examples: ["drift_ticks_threshold 4 -> 6"]),
      .required(
        "verdict",
        .words(verdicts),
        "in which direction the change goes, over all events", examples: ["tighter"]),
      .required(
        "class", ApprovalRules.ChangeClass.words, "which rule of approval it falls under",
        examples: ["tightening"]),
      .required("policy", .text(.hash), "the digest of the compiled meaning"),
      .required(
        "governance", .text(.hash), "the digest of approvers, rules and strategies"),
      .required(
        "previous", .text(.hash), "the digest that it follows; zero for the first"
      ),
      .required("previous_governance", .text(.hash), "the same of governance"),
      .required(
        "proposer", .text(.text), "who wants it; never counts as an approver", examples: ["carol"]),
      .required(
        "authors", .list(ValueForm(.text(.text)), atLeast: 0, allowsOne: true),
        "who wrote it, as git knows them; never count either", examples: [["carol@desk.example"]]),
      .required(
        "proposed_at", .text(.time), "when it was proposed", examples: ["2026-11-21T20:00:00Z"]),
      .required("approvals", signatures, "who has signed"),
    ]
  }

  private static var signatures: ValueForm.Shape {
    .list(
      ValueForm(
        .mapping([
          .required(
            "approver", .text(.text), "as the list of approvers names the person",
            examples: ["alice"]),
          .required(
            "approved_at", .text(.time), "when it was signed", examples: ["2026-11-21T20:00:00Z"]),
          .required(
            "expires_at", .text(.time), "until when it can be used",
            examples: ["2026-11-24T20:00:00Z"]),
          signature,
        ])), atLeast: 0, allowsOne: false)
  }

  // MARK: Overrides

  static func override(_ words: DocumentVocabulary) -> DocumentForm {
    DocumentForm(
      .override, "One value in the place of the approved one, signed, for a time.",
      [
        identity,
        .required(
          "spec",
          .mapping(
            [
              .required("bot", words.botName, "the bot", examples: ["exec.queuewarden"]),
              .required(
                "param", .text(TextForm("the name of a param")), "the param",
                examples: ["stale_ttl_s"]),
              .optional(
                "where", .mapping(scopeFields(words.strategies)),
                "the part of the desk that it holds in", standard: "all of the desk",
                examples: [["tag": "nba"]], rules: [.exactlyOne(["market", "strategy", "tag"])]),
              .required(
                "value", .text(TextForm("a value with its unit")), "what holds instead",
                examples: ["30s"]),
              verdict, reason,
              .optional("ticket", .text(.text), "where it is discussed", examples: ["RISK-412"]),
              policyDigest, overrideProposer,
              .required("starts", .text(.time), "from when", examples: ["2026-11-21T20:00:00Z"]),
              .required("expires", .text(.time), "until when", examples: ["2026-11-22T00:00:00Z"]),
              overrideSignatures,
            ]), "what holds instead of what was approved"),
      ])
  }

  static var revocation: DocumentForm {
    DocumentForm(
      .revocation, "The end of an override before it expires, once it has enough signatures.",
      [
        identity,
        .required(
          "spec",
          .mapping([
            policyDigest, reason, verdict, overrideProposer,
            .required("revoked", .text(.time), "from when", examples: ["2026-11-21T20:00:00Z"]),
            overrideSignatures,
          ]), "why it ends"),
      ])
  }

  private static var identity: FieldForm {
    .required(
      "metadata",
      .mapping([
        .required("id", .text(.hash), "chosen at random and never used again")
      ]),
      "which override it is")
  }

  private static var verdict: FieldForm {
    .required("verdict", .words(verdicts), "in which direction it goes", examples: ["tighter"])
  }

  private static var reason: FieldForm {
    .required("reason", .text(.text), "why, for the record", examples: ["thin books tonight"])
  }

  private static var policyDigest: FieldForm {
    .required(
      "policy", .text(.hash), "the digest of the policy that it is on top of")
  }

  private static var overrideProposer: FieldForm {
    .required(
      "proposer", .text(.text), "who wants it; never counts as an approver", examples: ["carol"])
  }

  private static var overrideSignatures: FieldForm {
    .optional(
      "signatures",
      .list(
        ValueForm(
          .mapping([
            .required(
              "approver", .text(.text), "as the list of approvers names the person",
              examples: ["alice"]), signature,
          ])), atLeast: 0, allowsOne: false), "who has signed", standard: "nobody")
  }

  private static var signature: FieldForm {
    .required(
      "signature", .text(.signature), "the EIP-712 signature")
  }

  private static let verdicts = [
    FormWord("equal", "No event is decided otherwise."),
    FormWord("tighter", "No event is decided less strictly."),
    FormWord("looser", "No event is decided more strictly."),
    FormWord("incomparable", "Some events are decided more strictly and others less."),
    FormWord("unknown", "Nothing could be proved: treated as incomparable."),
  ]

  // MARK: Typed data

  static var typedData: DocumentForm {
    let structure = ValueForm(
      .entries(
        name: TextForm("the name of a member"),
        ValueForm(
          .text(TextForm("a type of Solidity, or the name of a struct")), examples: ["uint256"])))
    return DocumentForm(
      .typedData, "What is signed: structs and domains of EIP-712.",
      [
        .required(
          "metadata",
          .mapping([
            .required("name", .text(.text), "what the program calls it", examples: ["order-v2"])
          ]),
          "what the file is called"),
        .required(
          "spec",
          .mapping([
            .required(
              "primaryType", .text(.text), "the struct that is signed", examples: ["Order"]),
            .required(
              "types", .entries(name: TextForm("the name of a struct"), structure),
              "the structs, with their members in order",
              examples: [["Order": ["salt": "uint256", "maker": "address"]]]),
            .optional(
              "domains",
              .entries(
                name: TextForm("the name of a domain"),
                ValueForm(.mapping(domain), rules: [.notBoth("contracts", "chains")])),
              "the domains it is signed in", standard: "none",
              examples: [["policy": ["name": "Polytraders Policy", "version": "1"]]]),
          ]), "what is signed"),
      ])
  }

  private static let chain = TextForm(
    "the number of a chain", pattern: "^[1-9][0-9]*$", example: "137", isNumber: true)

  private static var domain: [FieldForm] {
    [
      .required("name", .text(.text), "of the application", examples: ["Polymarket CTF Exchange"]),
      .required("version", .text(.text), "of what it signs", examples: ["2"]),
      .optional(
        "contracts", .entries(name: chain, ValueForm(.text(.address))),
        "the contract on each chain",
        examples: [["137": "0xE111180000d2663C0091e4f400237545B87B996B"]]),
      .optional(
        "chains",
        .list(
          ValueForm(
            .text(chain)),
          atLeast: 0,
          allowsOne: false),
        "the chains, where there is no contract", examples: [["137"]]),
    ]
  }
}
