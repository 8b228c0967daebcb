package import Graph
import Policy
package import Trading

/// One decision of a run, on its way to whoever carries it out.
package struct ServiceDecision {
  /// The `event_id` of the event; valid until the next event.
  package let name: EventName
  /// What was decided and by whom.
  package let outcome: ServiceOutcome
  /// The facts as they were seen; valid until the next event.
  package let frame: EventFrame
  /// The rule-level trace.
  package let decision: Decision
  /// The number of its envelope in the journal.
  package let sequence: Int64
}

/// What all decisions with one outcome of one bot under one policy have in common.
package final class ServiceOutcome {
  /// The full name of the bot.
  package let bot: String
  /// Most important first: where a decision is held back, the code for which it is comes first.
  package let codes: [String]
  package let severity: String
  /// What is to be done.
  package let action: Action
  /// What would be done if the decision were not held back; nil where it is not.
  package let held: Action?
  /// Whether the bot is live. What another one decides is journalled and not carried out.
  package let isLive: Bool
  /// The policy it was decided by.
  package let version: PolicyVersion
  /// Of the line that programs read, what stands between the event's name and the sequence number.
  let text: [UInt8]

  init(
    bot: CompiledBot, codes: [String], severity: Severity, action: Action, held: Action?,
    version: PolicyVersion
  ) {
    self.bot = bot.name
    self.codes = codes
    self.severity = severity.rawValue
    self.action = action
    self.held = held
    isLive = bot.specification.details.mode.isLive
    self.version = version
    text = Self.text(
      bot: bot.name, codes: codes, severity: severity, action: action, held: held, isLive: isLive,
      version: version)
  }
}

/// Whoever carries decisions out. Takes them in the order of their sequence numbers; what it took becomes binding
/// when the journal holds it.
package protocol DecisionSink: AnyObject {
  /// Takes a decision that is on its way to the disk. Nothing of it is kept longer than the call.
  func take(_ decision: ServiceDecision)
  /// Everything up to `sequence` is on the disk and may be carried out.
  func deliver(through sequence: Int64) throws(DecisionSinkFailure)
  /// How many decisions were taken and not yet delivered.
  var waitingCount: Int { get }
}

/// Why decisions cannot be delivered any more.
package enum DecisionSinkFailure: Error, Equatable, Sendable {
  /// Nobody reads them any more: the run ends as if it had been asked to.
  case closed
  /// errno of a failed write.
  case cannotWrite(code: Int32)
}
