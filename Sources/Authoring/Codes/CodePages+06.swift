extension CodePages {
  /// PT06xx: recordings.
  static let range06: [CodePage] = [
    CodePage(
      "PT0601", "a line of a recording that is no JSON",
      cause: "The recorder was stopped or the file was edited.",
      remedy: "The message names the byte. Cut the file there, or record again."),
    CodePage(
      "PT0602", "a recording that stops inside a message",
      cause: "The last line has no end.",
      remedy: "Use the part before it, or record again."),
    CodePage(
      "PT0603", "a message that the venue would not write",
      cause: "A line is JSON, and no message of the market channel.",
      remedy: "Check that this is a recording of that channel."),
    CodePage(
      "PT0604", "a recording without messages",
      cause: "The file holds nothing to replay.",
      remedy: "Check the path."),
    CodePage(
      "PT0605", "times after the year 9999",
      cause: "The times of the recording have another unit than milliseconds.",
      remedy: "Record again, or divide the times."),
    CodePage(
      "PT0606", "a bot that asks what a replay cannot tell",
      cause: "Its facts are at paths that the runner does not fill for resting orders.",
      remedy: "Take the paths that the message lists."),
    CodePage(
      "PT0607", "a freshness bot that asks what a replay cannot tell",
      cause: "It can tell the kind of a feed, whether it was seen, whether it recovers, and its "
        + "age.",
      remedy: "Use these."),
  ]
}
