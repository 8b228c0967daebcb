extension CodePages {
  /// PT07xx: the journal.
  static let range07: [CodePage] = [
    CodePage(
      "PT0701", "a journal that cannot be opened",
      cause: "SQLite refused the file.",
      remedy: "Check the path and the rights."),
    CodePage(
      "PT0702", "a file that is no journal",
      cause: "It was not touched.",
      remedy: "Name another file, or move this one away.",
      example: .command("audit verify --journal README.md")),
    CodePage(
      "PT0703", "a journal of another version",
      cause: "It was written by another version of this program.",
      remedy: "Use that one, or start a new journal."),
    CodePage(
      "PT0704", "a journal of another log",
      cause: "A log keeps its name for life.",
      remedy: "Name the right file."),
    CodePage(
      "PT0705", "a journal that another process writes",
      cause: "One log has one writer, or its chain would fork.",
      remedy: "Stop the other one, or give this run a journal of its own."),
    CodePage(
      "PT0706", "a lock that cannot be made",
      cause: "The folder of the journal has to be writable.",
      remedy: "Check its rights."),
    CodePage(
      "PT0707", "a journal that is damaged",
      cause: "A hash does not fit: an entry was changed, lost or exchanged.",
      remedy: "Keep the file as evidence, run 'polytraders audit verify', and start a new journal."),
    CodePage(
      "PT0708", "a full disk under the journal",
      cause: "What the message names as safe is safe; nothing more was written.",
      remedy: "Make room and start again: the run goes on behind it."),
    CodePage(
      "PT0709", "a journal that cannot be written",
      cause: "The disk refused. What the message names as safe is safe.",
      remedy: "Check the disk and start again."),
    CodePage(
      "PT0710", "a journal that cannot be read",
      cause: "The disk or the file is bad.",
      remedy: "Check both."),
    CodePage(
      "PT0711", "a journal that takes nothing more",
      cause: "An earlier error closed it.",
      remedy: "The first error says why."),
    CodePage(
      "PT0712", "a run that differs from its journal",
      cause: "Resumed with another recording, policy, seed or program, it decided otherwise than "
        + "what stands there.",
      remedy: "Resume with the same, or start a new journal."),
    CodePage(
      "PT0713", "a run that ended before its journal",
      cause: "The recording is shorter than the one that was journalled.",
      remedy: "Resume with the whole recording."),
    CodePage(
      "PT0720", "a file that is no checkpoint",
      cause: "Checkpoints have three lines, as 'audit checkpoint' prints them.",
      remedy: "Name such a file."),
    CodePage(
      "PT0721", "an envelope that is not there",
      cause: "The journal has no entry of that number.",
      remedy: "'polytraders status' says which there are."),
    CodePage(
      "PT0722", "an envelope that is no decision",
      cause: "Only decisions can be explained.",
      remedy: "Name the number of a decision."),
    CodePage(
      "PT0723", "a journalled event that cannot be read again",
      cause: "It was written by another version, or changed.",
      remedy: "Run 'polytraders audit verify'."),
    CodePage(
      "PT0724", "journalled policies that do not compile",
      cause: "They were written for another version of this program.",
      remedy: "Explain them with that version."),
    CodePage(
      "PT0725", "a bot that the journalled policies do not have",
      cause: "The decision names a bot that is not among them.",
      remedy: "Run 'polytraders audit verify'."),
  ]
}
