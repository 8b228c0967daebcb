/// What the two people who arm a kill again have to be, from the approved rules (policies/approvals.yaml, `kill_reset`;
/// seeds/004). That they are two, that neither tripped and that neither is a machine holds whatever stands here.
package struct KillQuorum: Hashable, Sendable {
  /// Roles of which each of them has one, ascending; empty for any.
  package var each: [String]
  /// Roles of which one of them has each, ascending.
  package var among: [String]
  /// Whether every item of the playbook has to say what proves it, and not only who ticked it.
  package var needsProofs: Bool

  /// Nothing but two people; rules say more.
  package init(each: [String] = [], among: [String] = [], needsProofs: Bool = false) {
    self.each = each.sorted()
    self.among = among.sorted()
    self.needsProofs = needsProofs
  }

  /// Why one person may not sign; nil where they may.
  func refusal(of approver: KillApprover) -> KillResetRefusal? {
    if approver.roles.contains(KillApprover.service) { return .serviceAccount(approver.name) }
    guard !each.isEmpty, approver.roles.isDisjoint(with: each) else { return nil }
    return .withoutRole(approver.name, wanted: each)
  }

  /// Why two people do not suffice; nil where they do.
  func refusal(of people: [KillApprover]) -> KillResetRefusal? {
    let missing = among.first { role in !people.contains { $0.roles.contains(role) } }
    return missing.map { .roleMissing($0) }
  }
}
