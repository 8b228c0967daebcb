import FixedPoint

/// An order at its place in the ledger, with the capital it holds.
struct OrderSlot {
  private(set) var record: OrderRecord
  private(set) var held: Reservation

  init(_ record: OrderRecord) {
    self.record = record
    held = Reservation(record)
  }

  /// What a fact changed, as far as the ledger has to know.
  struct Change {
    let outcome: FactOutcome
    let before: Reservation
    let after: Reservation
    let wasSettling: Bool
    let isSettling: Bool
    let wasUnexplained: Bool
    let isUnexplained: Bool
    let token: UInt256
  }

  /// Takes a fact in; nothing is counted again where it is no news.
  mutating func apply(
    _ fact: OrderFact, from source: FactSource, at now: Int64, dust: Micros, _ rules: FoldRules
  ) -> Change {
    let before = held
    let wasSettling = record.isSettling
    let wasUnexplained = record.isUnexplained(beyond: dust)
    let outcome = record.apply(fact, from: source, at: now, dust: dust, rules)
    if outcome.isNews { held = Reservation(record) }
    return Change(
      outcome: outcome, before: before, after: held, wasSettling: wasSettling,
      isSettling: record.isSettling, wasUnexplained: wasUnexplained,
      isUnexplained: record.isUnexplained(beyond: dust), token: record.terms.token)
  }
}

/// Places in the ledger, ascending.
typealias PlaceList = [Int]

extension PlaceList {
  /// Puts a place into the list, or takes it out.
  mutating func set(_ place: Int, _ isIn: Bool) {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < place { low = middle + 1 } else { high = middle }
    }
    let isThere = low < count && self[low] == place
    if isIn, !isThere {
      insert(place, at: low)
    } else if !isIn, isThere {
      remove(at: low)
    }
  }
}
