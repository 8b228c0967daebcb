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
                .entries(name: TextForm("a path in the root"), ValueForm(.text(.text))),
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
        .words(
          ["equal", "tighter", "looser", "incomparable", "unknown"].map { FormWord($0, "") }),
        "in which direction the change goes, over all events", examples: ["tighter"]),
      .required(
        "class", ApprovalRules.ChangeClass.words, "which rule of approval it falls under",
        examples: ["tightening"]),
      .required("policy", .text(.hash), "the digest of the compiled meaning"),
      .required("governance", .text(.hash), "the digest of approvers, rules and strategies"),
      .required("previous", .text(.hash), "the digest that it follows; zero for the first"),
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
          .required("signature", .text(.signature), "the EIP-712 signature"),
        ])), atLeast: 0, allowsOne: true)
  }

  static func override(_ words: DocumentVocabulary) -> DocumentForm {
    DocumentForm(
      .override, "One value in the place of the approved one, signed, for a time.",
      [
        .required("spec", .anything, "the override, as 'polytraders override' writes it")
      ])
  }

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

  private static var domain: [FieldForm] {
    [
      .required("name", .text(.text), "of the application", examples: ["Polymarket CTF Exchange"]),
      .required("version", .text(.text), "of what it signs", examples: ["2"]),
      .optional(
        "contracts", .entries(name: TextForm("the number of a chain"), ValueForm(.text(.address))),
        "the contract on each chain",
        examples: [["137": "0xE111180000d2663C0091e4f400237545B87B996B"]]),
      .optional(
        "chains",
        .list(
          ValueForm(
            .text(TextForm("the number of a chain", pattern: "^[1-9][0-9]*$", isNumber: true))),
          atLeast: 0,
          allowsOne: false),
        "the chains, where there is no contract", examples: [["137"]]),
    ]
  }
}
