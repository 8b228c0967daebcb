package import Diagnostics
package import Policy
package import Trading

/// One test with everything resolved: which bot, what it is to see, and what must come out.
package struct PolicyTest: Sendable {
  package var name: String
  package var location: Location
  /// The full name of the bot that decides.
  package var bot: String
  package var situation: Situation
  package var scope: Scope
  /// Values of this test alone, as `--set` takes them.
  package var settings: [String]
  package var expectation: Expectation

  /// What must come out. What is nil the test does not care for.
  package struct Expectation: Sendable {
    package var code: String
    package var codeLocation: Location
    package var action: Action?
    package var severity: Severity?
    /// Position among the rules; their number for `otherwise`.
    package var rule: Int?
    /// Position among the bot's gates; `.some(nil)` for none.
    package var gate: Int??
    /// As written; read in the unit of what was compared.
    package var margin: String?
    package var masked: Int?
  }
}
