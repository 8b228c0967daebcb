import Diagnostics

extension CodePages {
  /// PT21xx: the runner service.
  static let range21: [CodePage] = [
    CodePage(
      "PT2101", "an event of a kind that nobody decides",
      cause: "It names a kind, and no bot has it under 'on'.",
      remedy: "Correct the kind, or the bot."),
    CodePage(
      "PT2102", "an event that could be of several kinds",
      cause: "It names none, and its facts fit more than one.",
      remedy: "Name its kind."),
    CodePage(
      "PT2103", "an event that no bot reads",
      cause: "It has nothing that any bot asks for.",
      remedy: "See the inputs of 'polytraders graph'."),
    CodePage(
      "PT2104", "a line that the service could not read",
      cause: "It is no event; it was answered with the strictest outcome.",
      remedy: "Correct what writes the events."),
    CodePage(
      "PT2105", "nothing approved to run with",
      cause: "The service decides by approved releases alone, and none verifies.",
      remedy: "'approve status' shows what lies there."),
    CodePage(
      "PT2106", "a run that ended at a bad line",
      cause: "--strict asks for that.",
      remedy: "Correct the line, or run without --strict."),
    CodePage(
      "PT2110", "another release decides from here on", .note,
      cause: "An approved release was loaded between two events.",
      remedy: "Nothing is wrong."),
    CodePage(
      "PT2111", "a policy that was refused",
      cause: "It is not approved as it stands, does not compile, is older than what is in force, "
        + "or carries an override that does not hold. The last good one stays.",
      remedy: "Approve it or take it back; 'polytraders plan' shows the difference."),
    CodePage(
      "PT2114", "a release that will soon be too old", .warning,
      cause: "After max_policy_age only what protects goes through.",
      remedy: "Have the policy approved again in time."),
    CodePage(
      "PT2115", "a release that is too old",
      cause: "It is older than max_policy_age: everything that does not protect is held back.",
      remedy: "Have the policy approved again."),
    CodePage(
      "PT2116", "a release that is young enough again", .note,
      cause: "Decisions go through again.",
      remedy: "Nothing is wrong."),
    CodePage(
      "PT2118", "drift that is gone", .note,
      cause: "What is configured is again what was approved.",
      remedy: "Nothing is wrong."),
    CodePage(
      "PT2119", "a clock that is right again", .note,
      cause: "The clock of the machine had been set back (PT1723), and has caught up with the run.",
      remedy: "Nothing is wrong."),
  ]
}
