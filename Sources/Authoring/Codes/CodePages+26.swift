extension CodePages {
  /// PT26xx: the simulation.
  static let range26: [CodePage] = [
    CodePage(
      "PT2601", "a world that cannot be simulated",
      cause:
        "Before a run begins, its venue, its key and its journal are made from the seed"
        + " alone. One of them could not be made: nothing that a user does leads here.",
      remedy:
        "Report the command line. A violation in a run is no such error: it is the result,"
        + " printed with the command line that repeats it.")
  ]
}
