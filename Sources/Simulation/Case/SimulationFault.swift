/// What can go wrong in a simulated world; each run turns some of them on (facts/oms.md 8.2).
package enum SimulationFault: String, CaseIterable, Sendable {
  /// Requests, answers and messages of the user channel are lost; the channel goes down, and what happens in the
  /// meantime is never told.
  case loss
  /// Requests arrive twice, messages come twice, strategies send a plan again.
  case duplicate
  /// Requests and messages overtake each other.
  case reorder
  /// The venue acts and the answer does not come in time.
  case timeout
  /// The process dies between two steps of its work; what was not on the disk is gone.
  case crash
  /// Trades are tried again or fail after they matched.
  case settlement
  /// 425, 503 and 429.
  case modes
  /// Beats are lost until the venue cancels everything.
  case heartbeat
  /// The clock of the desk leaps, forward and back.
  case clock
  /// Nodes lag, do not answer, or go back some blocks.
  case chain
  /// The shared store does not answer.
  case store
  /// Somebody trips the kill switch, within the process or from outside.
  case kill
  /// Somebody else trades with our key.
  case foreign
  // What came later stands behind, so that older seeds draw as they did.
  /// Orders live for seconds: they run out while nobody knows yet whether they arrived.
  case expiry
  /// Cancels are answered from a copy of the book that is a moment behind: what has just filled is called cancelled.
  case stale
  /// People arm again what was killed, with good signatures and with others.
  case reset
  /// Something that is no trade moves our balances on the chain; mostly people explain it in the end.
  case movement
  /// The clock of the desk leaps ahead by minutes or hours, and stays there.
  case skew

  /// All of them in the order of this list, which is that of every text.
  package static let all = Set(allCases)

  /// The words of a set, `none` for the empty one.
  package static func text(_ faults: Set<SimulationFault>) -> String {
    if faults.isEmpty { return "none" }
    if faults == all { return "all" }
    return allCases.filter(faults.contains).map(\.rawValue).joined(separator: ",")
  }

  /// Reads `text`, `all` and `none`; throws the first word that is no fault.
  package static func read(_ text: String) throws(UnknownFault) -> Set<SimulationFault> {
    if text == "all" { return all }
    if text == "none" { return [] }
    var faults: Set<SimulationFault> = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let fault = SimulationFault(rawValue: String(word)) else {
        throw UnknownFault(word: String(word))
      }
      faults.insert(fault)
    }
    return faults
  }

  /// A word that names no fault.
  package struct UnknownFault: Error, Equatable, Sendable {
    /// As it was written.
    package var word: String
  }
}
