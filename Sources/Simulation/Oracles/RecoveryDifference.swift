import Orders

/// Where two books that should be the same are not, in a few words for people.
enum RecoveryDifference {
  /// The parts that differ; empty where the books are the same.
  static func parts(_ live: ManagerBooks, _ recovered: ManagerBooks) -> [String] {
    guard !live.isSame(as: recovered) else { return [] }
    var parts: [String] = []
    let mine = live.ledger.orders
    let others = recovered.ledger.orders
    if mine.count != others.count { parts.append("\(mine.count) and \(others.count) orders") }
    for (mine, other) in zip(mine, others) where !mine.isSame(as: other) {
      parts.append("order \(mine.clientOrderID)")
    }
    if live.ledger.unknownFacts != recovered.ledger.unknownFacts {
      parts.append("facts of unknown orders")
    }
    if live.intents != recovered.intents { parts.append("intents") }
    if live.denials != recovered.denials { parts.append("denials") }
    if live.replacements != recovered.replacements { parts.append("replacements") }
    if live.pauses != recovered.pauses { parts.append("pauses") }
    if live.reconciledAt != recovered.reconciledAt || live.rounds != recovered.rounds {
      parts.append("rounds")
    }
    if live.lastTimestamp != recovered.lastTimestamp || live.lastSequence != recovered.lastSequence
    {
      parts.append("numbers")
    }
    if live.cancelAttempts != recovered.cancelAttempts { parts.append("cancel attempts") }
    if live.incidents != recovered.incidents { parts.append("incidents") }
    if live.deferred != recovered.deferred { parts.append("deferred operations") }
    if !live.chain.isSame(as: recovered.chain) { parts.append("the chain's ledger") }
    return parts.isEmpty ? ["something else"] : parts
  }
}
