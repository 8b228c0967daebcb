package import JSON

/// What a run says of the conditions of its kills while any stands: the evidence for those who reset.
package struct KillConditions: Hashable, Sendable {
  /// When the conditions were evaluated, milliseconds since 1970.
  package var time: Int64
  /// The triggers whose conditions do not hold.
  package var clear: [KillTrigger]
  /// What was looked at, for people.
  package var facts: String
  /// Orders that are open in the books or at the venue.
  package var open: Int
  /// Orders whose outcome nobody knows.
  package var inDoubt: Int
  /// What the wallet holds, by the last complete reading, for people; nil before the first.
  package var positions: String?

  /// Conditions of these parts.
  package init(
    time: Int64, clear: [KillTrigger], facts: String, open: Int, inDoubt: Int,
    positions: String? = nil
  ) {
    self.positions = positions
    self.time = time
    self.clear = clear
    self.facts = facts
    self.open = open
    self.inDoubt = inDoubt
  }

  /// For the file beside the latch.
  package var json: JSONValue {
    .object(
      [
        .init("clear", .array(clear.map { .string($0.rawValue) })), .init("facts", .string(facts)),
        .init("in_doubt", .number("\(inDoubt)")), .init("open", .number("\(open)")),
      ] + (positions.map { [.init("positions", .string($0))] } ?? [])
        + [.init("time_ms", .number("\(time)"))])
  }

  /// Reads `json`; nil for anything else.
  package init?(json: JSONValue) {
    guard let time = json["time_ms"]?.int64, let facts = json["facts"]?.string,
      let words = json["clear"]?.array, let open = json["open"]?.int64,
      let inDoubt = json["in_doubt"]?.int64
    else { return nil }
    let clear = words.compactMap { $0.string.flatMap { KillTrigger(rawValue: $0) } }
    guard clear.count == words.count else { return nil }
    self.init(
      time: time, clear: clear, facts: facts, open: Int(clamping: open),
      inDoubt: Int(clamping: inDoubt), positions: json["positions"]?.string)
  }
}
