package import Orders

/// Why something about the kill switch cannot be done. The table of the codes PT25xx.
package enum KillProblem: Error, Hashable, Sendable {
  case badScope(String)
  /// The latch cannot be read or written: the reason.
  case latch(String)
  /// Nothing can be reset in a latch that nobody can read.
  case unreadable(String)
  case refused(KillResetRefusal)
  /// No run said lately whether the condition still holds; when it last said so.
  case noConditions(KillTrigger, asOf: Int64?)
  case conditionHolds(KillTrigger, facts: String)
  case unknownItem(String, known: [String])
  case noRequest
  case nobodySigns
  case keyOfNobody(address: String, known: [String])
  case keyOfAnother(name: String)
}

extension KillProblem {
  /// The stable code.
  package var code: String {
    switch self {
    case .badScope: "PT2501"
    case .latch: "PT2502"
    case .unreadable: "PT2503"
    case .refused(let refusal): refusal.code
    case .noConditions: "PT2504"
    case .conditionHolds: "PT2505"
    case .unknownItem: "PT2506"
    case .noRequest: "PT2507"
    case .nobodySigns: "PT2508"
    case .keyOfNobody, .keyOfAnother: "PT2509"
    }
  }
}

extension KillResetRefusal {
  /// The stable code.
  package var code: String {
    switch self {
    case .nothingTripped: "PT2520"
    case .otherKill: "PT2521"
    case .notContained: "PT2522"
    case .triggerStands: "PT2505"
    case .itemOpen: "PT2506"
    case .otherEvidence: "PT2523"
    case .expired: "PT2524"
    case .expiresTooLate: "PT2525"
    case .unknownApprover: "PT2509"
    case .initiator: "PT2526"
    case .foreignSignature: "PT2527"
    case .samePerson: "PT2528"
    case .otherTerms: "PT2529"
    }
  }
}
