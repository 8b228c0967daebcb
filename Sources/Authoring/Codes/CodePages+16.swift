extension CodePages {
  /// PT16xx: the simulated venue.
  static let range16: [CodePage] = [
    CodePage(
      "PT1601", "a value of a script of another form",
      cause: "A list or a text stands where something else is wanted.",
      remedy: "Write what the message asks for."),
    CodePage(
      "PT1602", "a key that a script has to have",
      cause: "It is missing.",
      remedy: "Add it."),
    CodePage(
      "PT1603", "a key that a script does not know",
      cause: "Mostly a slip of the pen.",
      remedy: "Take the nearest."),
    CodePage(
      "PT1604", "a word that a script does not know",
      cause: "Mostly a slip of the pen.",
      remedy: "Take one of those that the message lists."),
    CodePage(
      "PT1605", "a value of a script that cannot be read",
      cause: "It is not of the form that its key takes.",
      remedy: "Write what the message expects."),
    CodePage(
      "PT1606", "an entry of a script that does nothing, or several things",
      cause: "Each entry has a time and one action.",
      remedy: "Write one entry for each."),
    CodePage(
      "PT1607", "a script that cannot be followed",
      cause: "Its times or its targets do not fit.",
      remedy: "See the message."),
    CodePage(
      "PT1608", "a simulated venue that cannot listen",
      cause: "The port is taken or forbidden.",
      remedy: "Name another with --port."),
    CodePage(
      "PT1609", "a recording that gives the simulated venue no market",
      cause: "It has no market with two tokens near its beginning.",
      remedy: "Record with 'record' from the start."),
  ]
}
