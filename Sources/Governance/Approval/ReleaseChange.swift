import Analysis
import Graph
package import Policy

/// What a change from one state to another needs and says of itself: computed from both by a `ChangePlan`, never
/// read from a file.
package struct ReleaseChange: Sendable {
  package let plan: ChangePlan
  package let verdict: ChangeVerdict
  package let changeClass: ApprovalRules.ChangeClass
  /// One line for the display of a hardware wallet, at most `ChangeStatement.longest` bytes.
  package let statement: String
  private let classes: Set<ApprovalRules.ChangeClass>

  /// The change from `base`, nil before the first release, to `head`.
  package init(base: PolicyState?, head: PolicyState) {
    plan = ChangePlan(base: base, head: head)
    guard let base else {
      verdict = .incomparable
      changeClass = .governance
      classes = [.governance, .incomparable]
      statement = ChangeStatement.first(head)
      return
    }
    // The digests decide whether something changes, whatever a plan can name.
    let isGovernance = base.governanceDigest != head.governanceDigest
    var classes = Set(plan.classes)
    if isGovernance { classes.insert(.governance) }
    if base.graph.digest != head.graph.digest, classes.subtracting([.governance]).isEmpty {
      classes.insert(.incomparable)
    }
    verdict = Self.verdict(of: classes, plan.relation, isSame: plan.comparison == nil)
    // The equal change is that of a renewal.
    changeClass = ApprovalRules.ChangeClass.allCases.last { classes.contains($0) } ?? .tightening
    self.classes = classes.union([changeClass])
    statement = ChangeStatement.text(plan, verdict)
  }

  /// Whether nothing changes, neither in policies nor in what governs them.
  package var isEmpty: Bool {
    plan.base?.graph.digest == plan.head.graph.digest
      && plan.base?.governanceDigest == plan.head.governanceDigest
  }

  /// What the rules of the base ask for: of each of the classes of the change, together.
  package func requirement(by rules: ApprovalRules) -> Requirement {
    var requirement = Requirement(approvals: 1, roles: [], owners: [])
    for kind in classes {
      guard let needed = rules.requirements[kind] else { continue }
      requirement.approvals = max(requirement.approvals, needed.approvals)
      requirement.roles.formUnion(needed.roles)
      if needed.everyOwner { requirement.owners.formUnion(plan.ownersTouched) }
    }
    return requirement
  }

  /// The direction of the policies alone, never milder than their class.
  private static func verdict(
    of classes: Set<ApprovalRules.ChangeClass>, _ relation: Strictness.Relation?, isSame: Bool
  ) -> ChangeVerdict {
    if classes.contains(.incomparable) {
      return relation == nil && !isSame ? .unknown : .incomparable
    }
    if classes.contains(.loosening) { return .looser }
    return classes.contains(.tightening) && relation == .tighter ? .tighter : .equal
  }
}
