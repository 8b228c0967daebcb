package import CEL

/// What the conditions of playbooks may name. Closed and typed, so that a slip of the pen is found when the document
/// is read and not in the incident. A fact that cannot be read is unknown, and unknown is never "held".
package enum PlaybookFacts {
  /// A name with its type and what it says.
  package struct Fact: Sendable {
    package var name: String
    package var type: Type
    package var meaning: String
  }

  private static let trigger = Enumeration(
    name: "trigger",
    cases: [
      "drawdown", "reject_rate", "feed_loss", "wallet_funding", "reconcile_mismatch", "by_hand",
    ])
  private static let origin = Enumeration(name: "origin", cases: ["automatic", "operator"])
  private static let level = Enumeration(name: "level", cases: ["warning", "hard"])
  private static let layer = Enumeration(name: "layer", cases: ["venue_layer", "chain_layer"])

  /// Each by its own name, in the order in which help lists them.
  package static let all: [Fact] = [
    Fact(
      name: "event.trigger", type: .enumeration(trigger), meaning: "what tripped the kill switch"),
    Fact(name: "event.origin", type: .enumeration(origin), meaning: "who opened the incident"),
    Fact(name: "event.level", type: .enumeration(level), meaning: "how bad the monitor says it is"),
    Fact(name: "event.layer", type: .enumeration(layer), meaning: "which books differ"),
    Fact(name: "trigger.is_clear", type: .bool, meaning: "the condition of the trigger is gone"),
    Fact(name: "bot.is_live", type: .bool, meaning: "decisions of the bot are carried out"),
    Fact(name: "bot.moves_capital", type: .bool, meaning: "its capital_impact is direct"),
    Fact(name: "oms.in_flight", type: .int, meaning: "orders whose fate is not known"),
    Fact(name: "oms.open_orders", type: .int, meaning: "resting orders"),
    Fact(
      name: "venue.is_green", type: .bool,
      meaning: "every sample of errors and delay of the venue is inside its limits"),
    Fact(
      name: "strategies.are_advisory", type: .bool,
      meaning: "every strategy of the scope proposes only"),
    Fact(
      name: "replay.matches_record", type: .bool,
      meaning: "the replay decides at the same envelope as what was recorded"),
    Fact(
      name: "reconcile.source_is_sound", type: .bool,
      meaning: "the source answered in full: an empty answer of a failed fetch is no empty list"),
    Fact(name: "reconcile.differences", type: .int, meaning: "what still differs"),
    Fact(name: "config.is_approved", type: .bool, meaning: "what runs is an approved digest"),
    Fact(name: "approval.is_signed", type: .bool, meaning: "the proposal has all its signatures"),
  ]

  /// The names above and the cases of their enumerations.
  package static let environment: Environment = {
    var environment = Environment()
    for (index, fact) in all.enumerated() {
      environment.declare(fact.name, fact.type, .variable(index))
    }
    for enumeration in [trigger, origin, level, layer] {
      for (index, word) in enumeration.cases.enumerated() {
        environment.declare(word, .enumeration(enumeration), .constant(Int64(index)))
      }
    }
    return environment
  }()
}
