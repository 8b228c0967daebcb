extension CodePages {
  /// PT14xx: the network.
  static let range14: [CodePage] = [
    CodePage(
      "PT1401", "a measurement over HTTP that failed",
      cause: "The server of the benchmark did not answer.",
      remedy: "Try again on a quiet machine."),
    CodePage(
      "PT1402", "a measurement over WebSocket that failed",
      cause: "The connection of the benchmark ended.",
      remedy: "Try again on a quiet machine."),
  ]
}
