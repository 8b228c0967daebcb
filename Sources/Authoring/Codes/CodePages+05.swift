extension CodePages {
  /// PT05xx: order events.
  static let range05: [CodePage] = [
    CodePage(
      "PT0501", "a line that is no JSON",
      cause: "An order event is one JSON object on one line.",
      remedy: "The message names the byte; correct what writes the events.",
      example: .event("{\"now_ms\":1,")),
    CodePage(
      "PT0502", "an event that is no object",
      cause: "The line is JSON, but a list, a text or a number.",
      remedy: "Write an object.",
      example: .event("[1]")),
    CodePage(
      "PT0503", "an event without its time",
      cause: "'now_ms' is the time of everything that is decided; without it nothing has an age.",
      remedy: "Add now_ms, milliseconds since 1970.",
      example: .event("{\"order\":{}}")),
    CodePage(
      "PT0504", "a value of another JSON form than its field",
      cause: "A text stands where a number is wanted, or the reverse.",
      remedy: "Correct what writes the events.",
      example: .event("{\"now_ms\":[1]}")),
    CodePage(
      "PT0505", "a number that its type does not have",
      cause: "More places than its unit, or more than 64 bits.",
      remedy: "Write it in the unit of the field.",
      example: .event("{\"now_ms\":1,\"order\":{\"price\":\"0.1234567890\"}}")),
    CodePage(
      "PT0506", "a value beyond the bounds of its field",
      cause: "The field declares what can be; an event beyond it is wrong, not extreme.",
      remedy: "Correct what writes the events, or the bounds.",
      example: .event("{\"now_ms\":1,\"order\":{\"price\":\"7\"}}")),
    CodePage(
      "PT0507", "a text or a list longer than its field allows",
      cause: "Bounds of size keep the cost of an event known.",
      remedy: "Correct what writes the events, or raise max_length or max_items."),
  ]
}
