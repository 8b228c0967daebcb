import Trading

/// The documents of a root that say how its policies may change. They decide no event, and are no part of the
/// compiled meaning; what they mean is approved with it (`Governance`).
package struct GovernanceDocuments: Sendable {
  package var approvers: ApproverList?
  package var rules: ApprovalRules?
  package var strategies = StrategyIndex()
  /// Of all documents that name an owner; by subject.
  package var owners: [DocumentOwner] = []
  /// The exact texts that these were read from, for snapshots; by path.
  package var sources: [PolicySet.Source] = []

  /// Of the set that was read with these documents: what it says and the digest of its graph does not hold. By
  /// what it is about (`budget of an event`, `capital_impact of exec.queuewarden`, `reason code RISK_X`), in
  /// words.
  package var besides: [String: [String]] = [:]

  package init() {}
}

extension GovernanceDocuments {
  /// Takes over from a set what its graph's digest leaves out, so that nothing but words and order stays unsigned.
  mutating func takeBesides(_ set: PolicySet) {
    func add(_ name: String, _ words: [String]) { besides[name] = words }
    if let budget = set.budget { add("budget of an event", ["\(budget.value)"]) }
    for bot in set.bots {
      add("capital_impact of \(bot.name.value)", [bot.details.capitalImpact.rawValue])
      if let budget = bot.budget { add("budget of \(bot.name.value)", ["\(budget.value)"]) }
    }
    let given = Set(set.bots.flatMap(\.outcomes).map(\.code.value))
    for code in set.reasonCodes.values {
      // Of codes that bots give, the digest of the graph holds all but the family.
      let rest =
        given.contains(code.code) ? [] : [code.severity.rawValue, code.meaning, code.action]
      add("reason code \(code.code)", [code.family] + rest)
    }
  }
}
