package import Orders

/// Why something about the kill switch cannot be done. The table of the codes PT25xx.
package enum KillProblem: Error, Hashable, Sendable {
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
  case keyOfNobody(address: String, known: [String])
  case keyOfAnother(name: String)
}

extension KillProblem {
  /// The stable code.
  package var code: String {
    switch self {
    case .latch: "PT2501"
    case .unreadable: "PT2502"
    case .refused(let refusal): refusal.code
    case .noConditions: "PT2503"
    case .conditionHolds: "PT2504"
    case .unknownItem: "PT2505"
    case .noRequest: "PT2506"
    case .keyOfNobody, .keyOfAnother: "PT2507"
    }
  }
}

extension KillResetRefusal {
  /// The stable code.
  package var code: String {
    switch self {
    case .nothingTripped: "PT2510"
    case .otherKill: "PT2511"
    case .notContained: "PT2512"
    case .triggerStands: "PT2504"
    case .itemOpen: "PT2505"
    case .otherEvidence: "PT2513"
    case .expired: "PT2514"
    case .expiresTooLate: "PT2515"
    case .unknownApprover: "PT2507"
    case .initiator: "PT2516"
    case .foreignSignature: "PT2517"
    case .samePerson: "PT2518"
    case .otherTerms: "PT2519"
    case .itemUnproved: "PT2521"
    case .serviceAccount: "PT2522"
    case .withoutRole: "PT2523"
    case .roleMissing: "PT2524"
    }
  }
}
