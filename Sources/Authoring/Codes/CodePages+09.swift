extension CodePages {
  /// PT09xx: the command line.
  static let range09: [CodePage] = [
    CodePage(
      "PT0901", "a command that does not exist, or no folder of policies",
      cause: "The first words do not name a command, or no folder with bots/ and policies/ lies "
        + "here or above.",
      remedy: "See 'polytraders help'; name the folder with --policies DIR.",
      example: .command("chekc")),
    CodePage(
      "PT0902", "an option that the command does not have",
      cause: "Mostly a slip of the pen.",
      remedy: "See the command's --help.",
      example: .command("check --cots")),
    CodePage(
      "PT0903", "an option with a wrong value, or without one",
      cause: "The value is missing, or is not of the form that the option takes.",
      remedy: "Write what the message expects.",
      example: .command("check --format yaml")),
    CodePage(
      "PT0904", "options that contradict each other",
      cause: "One is given twice, or two of them exclude each other.",
      remedy: "Leave one of them out.",
      example: .command("eval queuewarden --events - --codes --explain")),
    CodePage(
      "PT0905", "an argument that is missing",
      cause: "The command needs it.",
      remedy: "See the command's --help.",
      example: .command("eval queuewarden")),
    CodePage(
      "PT0906", "an argument too many",
      cause: "The command takes fewer.",
      remedy: "See the command's --help; paths with blanks need quotes.",
      example: .command("explain 1 2")),
    CodePage(
      "PT0907", "a benchmark of nothing",
      cause: "The bot or the way to measure does not exist.",
      remedy: "Take one that the message lists."),
    CodePage(
      "PT0908", "an instruction count that failed",
      cause: "valgrind is missing or could not run the program.",
      remedy: "Install valgrind."),
    CodePage(
      "PT0909", "a benchmark that does not exist",
      cause: "'bench' knows a few by name.",
      remedy: "Take one that the message lists."),
    CodePage(
      "PT0910", "a code that does not exist",
      cause: "Neither a finding nor the registry of this desk has such a code.",
      remedy: "Take one that the message names.",
      example: .command("explain-code PT9999")),
    CodePage(
      "PT0990", "an error of the program",
      cause: "Something happened that should not be possible.",
      remedy: "Please report it with the command line."),
  ]
}
