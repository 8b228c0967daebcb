extension CodePages {
  /// PT20xx: overrides and drift.
  static let range20: [CodePage] = [
    CodePage(
      "PT2001", "a scope of an override that is none",
      cause: "An override is for a market, a strategy, a tag, or everything.",
      remedy: "Write market=NAME, strategy=NAME or tag=NAME."),
    CodePage(
      "PT2002", "a text that is no signature",
      cause: "Signatures are 65 bytes in hexadecimal.",
      remedy: "Copy it whole from the wallet."),
    CodePage(
      "PT2003", "a text that is no digest",
      cause: "Digests are 32 bytes in hexadecimal.",
      remedy: "Check what was copied."),
    CodePage(
      "PT2004", "a text that is no time",
      cause: "Times are in UTC as RFC 3339 has them.",
      remedy: "Write 2026-11-21T20:00:00Z, or a duration such as 4h."),
    CodePage(
      "PT2005", "an override document of an unknown kind or version",
      cause: "Its kind or apiVersion is not one that this program reads.",
      remedy: "Use the program that wrote it."),
    CodePage(
      "PT2006", "an override that its policy does not take",
      cause: "The bot has no such param, or the value is outside its bounds.",
      remedy: "Correct the name or the value."),
    CodePage(
      "PT2007", "an override for another policy",
      cause: "It was signed over another approved release and does not hold here.",
      remedy: "Set it again over the release in force."),
    CodePage(
      "PT2008", "an override without a reason",
      cause: "Whoever reads it later has to know why.",
      remedy: "Give --reason."),
    CodePage(
      "PT2009", "a reason that is too long",
      cause: "It has to fit the display of a wallet.",
      remedy: "Shorten it."),
    CodePage(
      "PT2010", "an override that ends before it begins",
      cause: "Its times are the wrong way round.",
      remedy: "Correct them."),
    CodePage(
      "PT2011", "an override that lasts too long",
      cause: "Overrides are temporary; policies/approvals.yaml says for how long at most.",
      remedy: "Shorten it, or change the policy by approval."),
    CodePage(
      "PT2012", "a person whom the approved list does not have",
      cause: "Overrides are signed by approvers of the release in force.",
      remedy: "Name one of these."),
    CodePage(
      "PT2013", "an override whose direction is not what it says",
      cause: "What was signed says tighter or looser, and the proof says otherwise.",
      remedy: "Set it again; the direction is computed."),
    CodePage(
      "PT2014", "an override that changes nothing",
      cause: "The value holds already.",
      remedy: "Leave it."),
    CodePage(
      "PT2015", "no rules of approval in force",
      cause: "Without an approved release nobody can say whose signatures an override needs.",
      remedy: "Approve a first release."),
    CodePage(
      "PT2016", "an override under which the policies do not compile",
      cause: "The value breaks something else, such as the budget.",
      remedy: "Choose another value."),
    CodePage(
      "PT2017", "a signature of somebody else",
      cause: "It does not belong to the person that it names.",
      remedy: "Sign with the key of that person."),
    CodePage(
      "PT2018", "a person who signed twice",
      cause: "Each person counts once.",
      remedy: "Ask somebody else."),
    CodePage(
      "PT2019", "two overrides with one name",
      cause: "Their files have the same id.",
      remedy: "Remove the copy."),
    CodePage(
      "PT2020", "an override that does not exist",
      cause: "No file in overrides/ has that id.",
      remedy: "'override list' shows those that there are."),
    CodePage(
      "PT2021", "a key of nobody",
      cause: "The key belongs to no approver of the release in force.",
      remedy: "Use the key of an approver."),
    CodePage(
      "PT2022", "a key of another person",
      cause: "The key does not belong to the person who was named.",
      remedy: "Name its owner, or use the other key."),
    CodePage(
      "PT2023", "an id that fits several overrides",
      cause: "The letters given are the beginning of more than one.",
      remedy: "Give more of them."),
    CodePage(
      "PT2024", "an override that has ended",
      cause: "It has expired or was revoked, and cannot be used again.",
      remedy: "Set a new one."),
    CodePage(
      "PT2025", "a value with an override already",
      cause: "Two overrides of one value in one scope would leave open which holds.",
      remedy: "Revoke the first."),
    CodePage(
      "PT2026", "overrides that loosen only together",
      cause: "Each alone tightens or changes little; with the others in force the whole is looser "
        + "than was signed.",
      remedy: "Revoke one of them, or have the whole signed as loosening."),
    CodePage(
      "PT2027", "an override that nobody signs",
      cause: "Somebody has to ask for it, or for its end.",
      remedy: "Name the key with --key, or yourself with --as and sign by a wallet."),
    CodePage(
      "PT2028", "a setting without a value",
      cause: "An override names a param and its value.",
      remedy: "Write BOT.PARAM=VALUE."),
    CodePage(
      "PT2030", "a configuration that nobody approved",
      cause: "What is live differs from the approved release and from every override.",
      remedy: "'drift --revert' puts the approved value back and keeps the evidence; what is meant "
        + "becomes an override or an approval."),
    CodePage(
      "PT2031", "a field that the approved release does not have",
      cause: "Something is configured that nobody approved at all.",
      remedy: "Take it out, or have it approved."),
    CodePage(
      "PT2032", "a field that is missing",
      cause: "The approved release has it, and what is live has not.",
      remedy: "Put it back."),
    CodePage(
      "PT2033", "a value in another unit",
      cause: "The number may be right, its unit is not the one that was approved.",
      remedy: "Write it in the approved unit."),
    CodePage(
      "PT2034", "an override that outlived its time",
      cause: "It has expired and what is live still has its value.",
      remedy: "Restart or revert what did not take it back."),
    CodePage(
      "PT2035", "an approval that has grown stale",
      cause: "The approved release is older than max_policy_age allows.",
      remedy: "Have it approved again."),
  ]
}
