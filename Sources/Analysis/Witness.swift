/// An event that shows what is claimed: it can be read by a person and decided again by `polytraders eval`.
package struct Witness: Hashable, Sendable {
  /// One line of JSON, in the form of `eval --events`.
  package let event: String
  /// What each policy decides for it, as the real evaluator did; the later policy last.
  package let decisions: [Decided]

  /// A decision of the evaluator, in words.
  package struct Decided: Hashable, Sendable {
    package let code: String
    package let severity: String
    package let action: String
    /// `46s against 45s`, or the fact that is missing; may be empty.
    package let comparison: String

    /// `QUEUE_WARDEN_HOLD INFO hold  (3 ticks against 3 ticks)`
    package var text: String {
      "\(code) \(severity) \(action)" + (comparison.isEmpty ? "" : "  (\(comparison))")
    }
  }
}
