extension CodePages {
  /// PT08xx: files and streams.
  static let range08: [CodePage] = [
    CodePage(
      "PT0801", "a file that is broken",
      cause: "Half of a gzip stream, a line without an end, or more than a file of its kind can "
        + "have.",
      remedy: "Fetch the file again."),
    CodePage(
      "PT0802", "a file that is not there, or may not be read",
      cause: "The path is wrong or its rights forbid it.",
      remedy: "Check both.",
      example: .command("eval queuewarden --events no-such-file.ndjson")),
    CodePage(
      "PT0803", "a file that cannot be written",
      cause: "Its folder is missing, its rights forbid it, or it is no regular file.",
      remedy: "Check the place, or name another."),
  ]
}
