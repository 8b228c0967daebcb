import Hashing

// A run of weeks does not keep every plan that there ever was. What is over for so long that nobody sends it again is
// forgotten, by an entry of the journal, so that folding it gives the same books; from then on a plan of that age is
// not taken, whoever sends it: it could be one of those (facts/oms.md 1.4). Orders stay.
extension ManagerBooks {
  /// Whether an entry with this time would forget anything.
  package func hasForgettable(before time: Int64) -> Bool {
    intents.values.contains { isForgettable($0, before: time) }
      || denials.values.contains { isForgettable($0, before: time) }
  }

  mutating func forget(before time: Int64) {
    forgottenBefore = max(forgottenBefore ?? time, time)
    intents = intents.filter { !isForgettable($0.value, before: time) }
    denials = denials.filter { !isForgettable($0.value, before: time) }
    replacements = replacements.filter { order, replacement in
      switch replacement.step {
      case .deferred, .granted: true
      case .replaced, .dropped:
        replacement.time >= time || ledger.record(order)?.isSettled != true
      }
    }
  }

  /// Whether nothing can come of a plan any more: it is old by our clock and by its own, its time is over, and every
  /// leg was denied or has an order that ended, with all trades final and nothing to follow it.
  private func isForgettable(_ intent: Intent, before time: Int64) -> Bool {
    let plan = intent.plan
    guard intent.takenAt < time, plan.time < time, plan.validUntil ?? .min < time else {
      return false
    }
    return intent.orders.allSatisfy { name in
      guard let name else { return false }
      if denials[name] != nil { return true }
      guard let order = ledger.record(clientOrderID: name), order.isSettled else { return false }
      switch replacements[order.id]?.step {
      case .deferred?, .granted?: return false
      case .replaced?, .dropped?, nil: return true
      }
    }
  }

  /// Denials go behind their plans.
  private func isForgettable(_ denial: Denial, before time: Int64) -> Bool {
    denial.time < time && intents[denial.terms.intent] == nil
  }
}
