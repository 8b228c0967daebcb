package import Diagnostics

/// Something about a bot that no single event shows and that its owner will want to know.
package struct Finding: Hashable, Sendable {
  /// A rule, as messages name it.
  package struct Rule: Hashable, Sendable {
    /// From 1, as the file counts it.
    package let number: Int
    /// The code, or the facts of a `require`.
    package let name: String

    /// `rule 4 QUEUE_WARDEN_STALE_ORDER`
    package var text: String { "rule \(number) \(name)" }
  }

  package enum Kind: Hashable, Sendable {
    /// The condition of a rule or gate is false, or not known, for every event.
    case neverHolds(Rule, isGate: Bool)
    /// The condition of a rule or gate is an error wherever its facts are there: `on_error` decides.
    case alwaysFails(Rule, isGate: Bool)
    /// The rule would hold for some events; those before it decide all of them.
    case shadowed(Rule, by: [Rule])
    /// The condition is never false.
    case alwaysHolds(Rule)
    /// Two rules hold for one event and differ; the first decides.
    case overlap(Rule, with: Rule)
    /// What could not be judged is absorbed by the other side of `&&` or `||`, and the event passes. The fact
    /// that was missing, or nil for an error.
    case masked(Rule, fact: String?)
    /// Where the event has no value, `now` takes its place and the event passes; with a value the rule, whose
    /// code is HARD_REJECT, would have decided.
    case absentPasses(field: String, Rule)
    /// A rule whose code is HARD_REJECT judges a default of `orValue` where the event has no value.
    case defaultJudged(Rule)
    /// No rule and no gate ever gives the code of a fact's absence.
    case absenceUnnoticed(fact: String)
    /// No rule chooses an action that the gate limits.
    case idleGate(Rule)
    /// The limit of cells was met before everything was looked at.
    case incomplete(limit: Int)
    /// There are more scopes than were looked at.
    case scopesLeftOut(limit: Int)
  }

  package let kind: Kind
  package let bot: String
  package let location: Location
  /// An event that shows it, where it is a claim that some event exists.
  package let witness: Witness?
}
