extension CodePages {
  /// PT02xx: policy documents, first part.
  static let range02: [CodePage] = [
    CodePage(
      "PT0201", "a value of another form than its key wants",
      cause: "A list stands where a text is wanted, a text where a mapping is, or YAML reads a "
        + "collection where a condition was meant.",
      remedy: "Write what the message asks for; a condition that begins with a bracket needs "
        + "quotes."),
    CodePage(
      "PT0202", "a key that has to be there and is not",
      cause: "The document does not say something that its kind needs, or its value is only a "
        + "comment.",
      remedy: "Add the key; 'polytraders schema' and an editor with the schema know all of them.",
      example: .document("bots/sample.yaml", wrong: "  mode: # live", right: "  mode: general_live")
    ),
    CodePage(
      "PT0203", "a key that nobody knows",
      cause: "Mostly a slip of the pen: what stands there would silently not hold, so it is "
        + "refused.",
      remedy: "Take the nearest known key, which the message names.",
      example: .document("policies/sample.yaml", wrong: "ownr: desk", right: "owner: desk")),
    CodePage(
      "PT0204", "a word that its key does not take",
      cause: "The key takes one of a few words.",
      remedy: "Write one of those that the message lists.",
      example: .document("bots/sample.yaml", wrong: "mode: live", right: "mode: general_live")),
    CodePage(
      "PT0205", "a kind of document that does not exist",
      cause: "'kind:' says what a document is, and this program has no such kind.",
      remedy: "Take one of those that the message lists.",
      example: .document("policies/sample.yaml", wrong: "kind: Policies", right: "kind: Policy")),
    CodePage(
      "PT0206", "a version of the forms that is not known",
      cause: "'apiVersion:' names another version than the one that this program reads.",
      remedy: "Write polytraders/v1, or use the program that reads the other version.",
      example: .document(
        "policies/sample.yaml", wrong: "apiVersion: polytraders/v2",
        right: "apiVersion: polytraders/v1")),
    CodePage(
      "PT0210", "a value that cannot be read as its type",
      cause: "The unit is missing, unknown or of another kind, or the number has more places than "
        + "its type.",
      remedy: "Write the value with the unit of its type: 45s, 3 ticks, 250 usdc.",
      example: .document("policies/sample.yaml", wrong: "{ value: 45 ticks", right: "{ value: 45s")),
    CodePage(
      "PT0211", "a value outside its bounds",
      cause: "The bot declares the bounds of a param; no policy, override or setting leaves them.",
      remedy:
        "Choose a value inside, or change the bounds in the bot's document, which is a change "
        + "of its own.",
      example: .document("policies/sample.yaml", wrong: "{ value: 4s", right: "{ value: 45s")),
    CodePage(
      "PT0212", "a minimum above its maximum",
      cause: "No value could be inside such bounds.",
      remedy: "Exchange or correct them.",
      example: .document("bots/sample.yaml", wrong: "min: 15m", right: "min: 5s")),
    CodePage(
      "PT0213", "a bot that does not exist",
      cause: "A policy, an override or a command names a bot that no document in bots/ declares.",
      remedy: "Take the name from 'metadata.name' of the bot's document.",
      example: .document("policies/sample.yaml", wrong: "exec.sampel:", right: "exec.sample:")),
    CodePage(
      "PT0214", "a value for a param that its bot does not have",
      cause: "Mostly a slip of the pen: the limit that was meant would not hold.",
      remedy: "Take the nearest param, which the message names.",
      example: .document("policies/sample.yaml", wrong: "stale_ttl: {", right: "stale_ttl_s: {")),
    CodePage(
      "PT0215", "a param without a value",
      cause: "Each param needs a value that holds where no scope has its own. There are no values "
        + "in bots' documents.",
      remedy: "Give it one in policies/.",
      example: .document(
        "policies/sample.yaml", wrong: "",
        right: "        cap: { value: 30 ops, why: \"half of what the venue takes\" }\n")),
    CodePage(
      "PT0216", "one thing declared in two places",
      cause: "Two documents declare the same bot, give the same value, or let one key sign for two "
        + "people.",
      remedy: "Remove one of the two."),
    CodePage(
      "PT0217", "a version that counts nothing",
      cause: "'metadata.version' counts the approved texts of a document.",
      remedy: "Write a whole number from 1.",
      example: .document("policies/sample.yaml", wrong: "version: one", right: "version: 1")),
    CodePage(
      "PT0218", "a text that is no date",
      cause: "Dates are written as years, months and days.",
      remedy: "Write YYYY-MM-DD, and a day that exists.",
      example: .document(
        "policies/sample.yaml", wrong: "review_by: 2027-02-30", right: "review_by: 2027-01-15")),
    CodePage(
      "PT0219", "a text that is no address of a key",
      cause: "An approver is known by the address of a secp256k1 key.",
      remedy: "Write 0x and 40 hexadecimal digits, as 'polytraders keys address' prints them."),
    CodePage(
      "PT0220", "a reason code that is not in the registry",
      cause: "Every code has one meaning, in specs/reason-codes.yaml; a code that is not there "
        + "would say nothing to whoever reads a decision.",
      remedy: "Take a known code, or add this one to the registry first.",
      example: .document("bots/sample.yaml", wrong: "code: SAMPLE_OLD", right: "code: SAMPLE_STALE")
    ),
    CodePage(
      "PT0221", "a reason code of an undeclared family",
      cause: "The family of a code says who cares for it.",
      remedy: "Declare the family in specs/reason-codes.yaml, or correct its name.",
      example: .document(
        "specs/reason-codes.yaml", wrong: "SAMPLE_STALE:\n    family: SAMPEL",
        right: "SAMPLE_STALE:\n    family: SAMPLE")),
    CodePage(
      "PT0222", "an action beyond the authority of its bot",
      cause: "'authority' lists all that a bot may ever choose, so that a reviewer knows the "
        + "worst.",
      remedy: "Choose another action, or widen the authority, which sends its strategies through "
        + "shadow again.",
      example: .document(
        "bots/sample.yaml", wrong: "authority: [cancel_replace]",
        right: "authority: [cancel, cancel_replace]")),
    CodePage(
      "PT0223", "a fact that does not exist",
      cause: "'require' or a counter names a fact that the bot does not declare.",
      remedy: "Take the nearest fact, or declare it under 'facts'.",
      example: .document("bots/sample.yaml", wrong: "require: [ordr]", right: "require: [order]")),
    CodePage(
      "PT0224", "a type that does not exist",
      cause: "Fields and params have one of the types that the message lists.",
      remedy: "Take one of them; units are part of the type.",
      example: .document("bots/sample.yaml", wrong: "type: seconds", right: "type: duration")),
    CodePage(
      "PT0225", "a name whose end promises another unit",
      cause: "Names ending in _s, _ms, _h, _ticks, _bps, _shares, _usdc or _per_min say which unit "
        + "their value has.",
      remedy: "Rename the param or give it the type that its name promises.",
      example: .document("bots/sample.yaml", wrong: "cap_s:", right: "cap:")),
  ]
}
