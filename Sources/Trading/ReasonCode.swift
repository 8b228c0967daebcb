/// Why something was decided: an entry of `specs/reason-codes.yaml`.
package struct ReasonCode: Hashable, Sendable {
  /// `QUEUE_WARDEN_DRIFT_EXCEEDED`
  package var code: String
  /// The family it belongs to: `QUEUE_WARDEN`, `EXEC`, `SEC`, `GOV`, `RISK`.
  package var family: String
  package var severity: Severity
  package var meaning: String
  /// What is done about it, for people; the machine's action stands in the bot.
  package var action: String

  package init(
    code: String, family: String, severity: Severity, meaning: String, action: String
  ) {
    self.code = code
    self.family = family
    self.severity = severity
    self.meaning = meaning
    self.action = action
  }
}
