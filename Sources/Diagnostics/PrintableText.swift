extension StringProtocol {
  /// The text as it may be shown on a terminal or in a report: every control character, which could move the cursor
  /// or hide what stands before it, becomes U+FFFD; beyond `limit` scalars the rest is left out.
  package func printable(limit: Int = .max) -> String {
    var text = ""
    for scalar in unicodeScalars.prefix(limit) {
      text.unicodeScalars.append(
        scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
    }
    return text
  }
}
