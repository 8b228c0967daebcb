/// The name that an order has with us: `INTENT/LEG/ATTEMPT`, so that one plan always gives the same names
/// (facts/oms.md 1.4).
package struct ClientOrderID: Hashable, Sendable {
  package var intent: String
  /// From 0.
  package var leg: Int
  /// From 1; each replacement is one more.
  package var attempt: Int

  /// A name of these parts.
  package init(intent: String, leg: Int, attempt: Int = 1) {
    self.intent = intent
    self.leg = leg
    self.attempt = attempt
  }

  /// Reads `text`; an intent may hold slashes itself. nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 3, let attempt = Int(parts[parts.count - 1]),
      let leg = Int(parts[parts.count - 2]), attempt >= 1, leg >= 0
    else { return nil }
    intent = parts.dropLast(2).joined(separator: "/")
    self.leg = leg
    self.attempt = attempt
    guard self.text == text, !intent.isEmpty else { return nil }
  }

  /// As it stands in the journal.
  package var text: String { "\(intent)/\(leg)/\(attempt)" }

  /// The name of the order that takes this one's place.
  package var next: ClientOrderID {
    ClientOrderID(intent: intent, leg: leg, attempt: attempt + 1)
  }
}
