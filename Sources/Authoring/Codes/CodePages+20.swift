extension CodePages {
  /// PT20xx: overrides and drift.
  static let range20: [CodePage] = readingPages + signingPages + keptPages + driftPages

  private static let readingPages = [
    CodePage(
      "PT2001", "an override whose scope is unclear",
      cause:
        "'where' names no market, strategy or tag, or more than one. An override of which"
        + " nobody can say where it holds, holds nowhere.",
      remedy:
        "Name one of the three, or leave 'where' out for the value that holds where no scope"
        + " has its own."),
    CodePage(
      "PT2002", "a signature that is not written as one",
      cause:
        "A signature in overrides/ is 0x and 130 hexadecimal digits: r, s and v.",
      remedy:
        "Bring it in with 'polytraders override import', which also takes the short forms of"
        + " wallets."),
    CodePage(
      "PT2003", "an id or a digest of an override that is not 32 bytes",
      cause:
        "The id of an override and the digest of its policy are 0x and 64 hexadecimal digits.",
      remedy:
        "Make the override with 'polytraders override set'; it writes both."),
    CodePage(
      "PT2004", "a time of an override that is not one",
      cause:
        "Times are RFC 3339 in UTC with whole seconds.",
      remedy:
        "Write it as 2026-11-21T20:00:00Z."),
    CodePage(
      "PT2005", "a document in overrides/ that does not belong there",
      cause:
        "The folder holds documents of the kinds Override and OverrideRevocation, apiVersion"
        + " polytraders/v1, and nothing else.",
      remedy:
        "Take it away."),
    CodePage(
      "PT2006", "an override of what the policy does not have",
      cause:
        "The bot or the param is unknown in the approved policy, or the value is not one of its"
        + " type or is outside of its bounds.",
      remedy:
        "Look at the bot's params in bots/; an override never reaches beyond their bounds."),
    CodePage(
      "PT2007", "an override of another policy",
      cause:
        "An override is signed for one approved policy, by its digest. Another one is approved"
        + " now.",
      remedy:
        "Make it again with 'polytraders override set'."),
    CodePage(
      "PT2008", "an override without a reason",
      cause:
        "The reason is what the journal, the console and the reviewers show.",
      remedy:
        "Give one with --reason."),
    CodePage(
      "PT2009", "a reason that is too long",
      cause:
        "A wallet shows the reason before it signs; it has 400 characters at most.",
      remedy:
        "Say it shorter, and name a ticket with --ticket."),
    CodePage(
      "PT2010", "an override that ends before it starts",
      cause:
        "'expires' is not later than 'starts'.",
      remedy:
        "Give a longer --for."),
    CodePage(
      "PT2011", "an override that would hold for too long",
      cause:
        "policies/approvals.yaml says how long an override may hold; 24 hours are the most it"
        + " can say.",
      remedy:
        "What has to stay is a change of policy: edit it and have it approved."),
    CodePage(
      "PT2012", "somebody who is not among the approvers",
      cause:
        "Only the people of the approved specs/approvers.yaml propose and sign overrides.",
      remedy:
        "Name one of them, or have the list changed and approved."),
  ]

  private static let signingPages = [
    CodePage(
      "PT2013", "an override that says something else than it does",
      cause:
        "What an override does to decisions is proved over all events, and its stated verdict"
        + " has to be what was found. A value that loosens cannot be signed as one that tightens.",
      remedy:
        "Make it again with 'polytraders override set', which states what it finds."),
    CodePage(
      "PT2014", "an override that changes nothing",
      cause:
        "The approved policy has the value already.",
      remedy:
        "Give another value, or none."),
    CodePage(
      "PT2015", "an override where no rules are approved",
      cause:
        "The approved release has no approvers or no approval rules, so nobody could sign.",
      remedy:
        "Add policies/approvals.yaml and specs/approvers.yaml, and have them approved."),
    CodePage(
      "PT2016", "an override under which the policy does not compile",
      cause:
        "The approved policy with this value is refused by the compiler.",
      remedy:
        "Read the message; it is the compiler's."),
    CodePage(
      "PT2017", "a signature of another text or another person",
      cause:
        "The signature does not recover to the key of the approver for exactly this text:"
        + " something was edited after it was signed, or it is somebody else's.",
      remedy:
        "Make the override again; what was signed cannot be edited."),
    CodePage(
      "PT2018", "one person who signed twice",
      cause:
        "Two signatures of one person are one person's.",
      remedy:
        "Remove one, and let somebody else sign."),
    CodePage(
      "PT2019", "two overrides with one id",
      cause:
        "An id is chosen at random and used once.",
      remedy:
        "Remove one of the two files."),
    CodePage(
      "PT2020", "an override that is not there",
      cause:
        "No file of overrides/ has an id that begins with these digits.",
      remedy:
        "Look at 'polytraders override list'."),
    CodePage(
      "PT2021", "a key that belongs to no approver",
      cause:
        "The address of the key stands in no entry of the approved specs/approvers.yaml.",
      remedy:
        "Sign with the key of an approver."),
    CodePage(
      "PT2022", "a key that belongs to somebody else",
      cause:
        "The key named by --key is not that of the person named by --as.",
      remedy:
        "Sign with your own key."),
    CodePage(
      "PT2023", "the beginning of several ids",
      cause:
        "More than one override has an id that begins so.",
      remedy:
        "Write more digits of it."),
    CodePage(
      "PT2024", "something of overrides/ that cannot be read",
      cause:
        "The folder, or a file in it, is there and cannot be read. That is not the same as being gone:"
        + " what held goes on holding, and nothing new starts.",
      remedy:
        "Look at who may read it, and who changed that."),
    CodePage(
      "PT2025", "a place that is taken",
      cause:
        "Another active override holds the same param in the same scope.",
      remedy:
        "Revoke that one first, or wait for its end."),
    CodePage(
      "PT2026", "overrides that loosen together",
      cause:
        "Each tightens by itself, and the second lets more through on top of the first. It was"
        + " approved as tightening.",
      remedy:
        "Revoke one of them, or have this one approved as what it is."),
    CodePage(
      "PT2027", "nobody who signs or asks",
      cause:
        "A command that signs was given neither a key nor a name.",
      remedy:
        "Name your key with --key, or yourself with --as."),
    CodePage(
      "PT2028", "an override without a value",
      cause:
        "BOT.PARAM=VALUE has no '='.",
      remedy:
        "Write it as queuewarden.stale_ttl_s=30s."),
  ]

  private static let keptPages = [
    CodePage(
      "PT2029", "an override that holds and has lost its file",
      cause:
        "The file of an override that is active was removed or is no longer what was signed. To take away what"
        + " tightens loosens, and nobody signed that: it holds until it expires or is revoked.",
      remedy:
        "Find out who did it. 'polytraders drift --revert --journal FILE' writes the file back as it was signed;"
        + " 'polytraders override revoke' ends it, with the signatures of those who may loosen.")
  ]

  private static let driftPages = [
    CodePage(
      "PT2030", "drift: unauthorised",
      cause:
        "Something has another value than the approved release says, and no override allows it.",
      remedy:
        "'polytraders drift --revert' brings back what was approved; what is intended is put"
        + " under an override and proposed."),
    CodePage(
      "PT2031", "drift: an unknown field",
      cause:
        "Something is there that the approved release does not know: a bot, a param, a key, a"
        + " code.",
      remedy:
        "Remove it, or propose it."),
    CodePage(
      "PT2032", "drift: a missing field",
      cause:
        "Something that was approved is gone.",
      remedy:
        "'polytraders drift --revert' brings it back."),
    CodePage(
      "PT2033", "drift: a number in the wrong unit",
      cause:
        "A value has no unit where it needs one, or one that its param cannot have.",
      remedy:
        "Write the unit; 'polytraders check' shows which."),
    CodePage(
      "PT2034", "drift: what an override allowed and no longer does",
      cause:
        "The runner still decides by a value whose override has ended.",
      remedy:
        "The runner goes back by itself; where it does not, start it again."),
    CodePage(
      "PT2035", "drift: a stale approval",
      cause:
        "No release verifies, or the newest is older than max_policy_age, or the working files"
        + " say otherwise who approves.",
      remedy:
        "Approve the working files, or revert them."),
  ]
}
