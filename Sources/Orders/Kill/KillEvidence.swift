/// What those who reset were shown and what they vouch for; its hash is in what they sign.
package struct KillEvidence: Hashable, Sendable {
  /// One condition, found clear.
  package struct Clearance: Hashable, Sendable {
    package var trigger: KillTrigger
    /// When it was evaluated, milliseconds since 1970.
    package var time: Int64
    /// What was looked at, for people.
    package var facts: String

    /// A clearance of these parts.
    package init(trigger: KillTrigger, time: Int64, facts: String) {
      self.trigger = trigger
      self.time = time
      self.facts = facts
    }
  }

  /// One item of the playbook, and who ticked it.
  package struct Item: Hashable, Sendable {
    package var name: String
    /// Empty where it is still open.
    package var by: String
    /// What shows that it was done, for people and bound by the hash: the report's digest, the positions themselves.
    package var proof: String?

    /// An item of these parts.
    package init(name: String, by: String, proof: String? = nil) {
      self.name = name
      self.by = by
      self.proof = proof
    }
  }

  package var kill: String
  package var epoch: Int64
  /// When nothing was proved to be open, milliseconds since 1970.
  package var contained: Int64
  package var clearances: [Clearance]
  package var items: [Item]

  /// Evidence of these parts.
  package init(
    kill: String, epoch: Int64, contained: Int64, clearances: [Clearance], items: [Item]
  ) {
    self.kill = kill
    self.epoch = epoch
    self.contained = contained
    self.clearances = clearances
    self.items = items
  }

  /// What the playbook has done before a reset (seeds/004, steps 3 to 5): what every kill needs, and for a drawdown
  /// the positions.
  package static func items(for triggers: [KillTrigger]) -> [String] {
    [noOrdersInFlight, replayLastHour]
      + (triggers.contains(.drawdown) ? [positionsPublished] : [])
  }

  package static let noOrdersInFlight = "no_orders_in_flight"
  package static let replayLastHour = "replay_last_hour"
  package static let positionsPublished = "positions_published"
}
