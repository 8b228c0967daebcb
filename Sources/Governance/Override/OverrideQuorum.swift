import Policy

/// Whose signatures an override, or the end of one, still lacks.
struct OverrideQuorum {
  /// Nil for a class without rules, which nobody can approve then.
  var requirement: ApprovalRules.Requirement?
  /// Owners of the bot and of the policies that give the value.
  var owners: Set<String>
  /// The proposer under every name; nil where the proposer may be the one who approves.
  var excluded: ApproverList.Approver?

  /// The rules of the change's class. Whoever proposes to tighten may do it alone; otherwise the proposer never
  /// counts.
  init(
    _ changeClass: ApprovalRules.ChangeClass, rules: ApprovalRules, owners: Set<String>,
    proposer: ApproverList.Approver
  ) {
    requirement = rules.requirements[changeClass]
    self.owners = owners
    excluded = changeClass == .tightening ? nil : proposer
  }

  /// What is lacking, in words; empty where the signatures suffice.
  func lacks(_ signers: [ApproverList.Approver]) -> [String] {
    guard let requirement else { return ["rules for this class of changes"] }
    let counting = signers.filter { signer in
      !signer.roles.contains(.service)
        && excluded.map { !Electorate.areOne($0, signer) } ?? true
    }
    var lacks: [String] = []
    let missing = requirement.approvals - counting.count
    if missing > 0 {
      lacks.append("\(missing) more \(missing == 1 ? "signature" : "signatures")")
    }
    for role in requirement.roles.sorted(by: { $0.rawValue < $1.rawValue })
    where !counting.contains(where: { $0.roles.contains(role) }) {
      lacks.append("somebody with the role \(role.rawValue)")
    }
    guard requirement.everyOwner else { return lacks }
    for owner in owners.sorted() where !counting.contains(where: { $0.owns.contains(owner) }) {
      lacks.append("somebody who speaks for \(owner)")
    }
    return lacks
  }
}
