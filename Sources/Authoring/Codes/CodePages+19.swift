extension CodePages {
  /// PT19xx: decision diff.
  static let range19: [CodePage] = [
    CodePage(
      "PT1901", "an entry that cannot be replayed",
      cause: "An envelope of the journal has no event that can be read.",
      remedy: "Run 'polytraders audit verify' on it."),
    CodePage(
      "PT1902", "a bot that only one side has",
      cause: "A decision diff compares one bot under two policies.",
      remedy: "Name a bot that both have."),
    CodePage(
      "PT1903", "no closed loop over decisions",
      cause: "A closed loop computes orders and counts anew from market messages; a journal of "
        + "decisions has none.",
      remedy: "Name the recording, or ask for the open loop."),
    CodePage(
      "PT1904", "a file without events",
      cause: "There is nothing to compare over.",
      remedy: "Check the path."),
    CodePage(
      "PT1905", "a sweep of nothing",
      cause: "No param and no staleness value has that name.",
      remedy: "Take the nearest, which the message lists."),
    CodePage(
      "PT1906", "a range of a sweep that cannot be read",
      cause: "The values have no unit, or leave the bounds of the param.",
      remedy: "Write NAME or NAME=FROM..TO with units."),
    CodePage(
      "PT1907", "a value without an exact curve",
      cause: "It is part of what the bot computes from texts or lists.",
      remedy: "Replay with single values instead: --set NAME=VALUE."),
    CodePage(
      "PT1908", "a curve with too many pieces",
      cause: "A decision changes too often with the value.",
      remedy: "Sweep a narrower range."),
    CodePage(
      "PT1909", "a code that the bot never gives",
      cause: "why-not looks for the nearest event with a code, and no rule of the bot has it.",
      remedy: "Take one that the message lists."),
    CodePage(
      "PT1910", "an event that is not there",
      cause: "The file has fewer events, or none of that name.",
      remedy: "Check the number."),
  ]
}
