package import Analysis
import Graph
package import Policy

/// What a change of policy changes in meaning, not in text; what class of change that is; and who has to
/// approve it (facts/rules-engines.md 5 to 7). Nothing in it depends on a clock or on files.
package struct ChangePlan: Sendable {
  /// What was approved before; nil for the first approval.
  package let base: PolicyState?
  package let head: PolicyState
  /// Proofs over all events; nil where there is nothing to compare with.
  package let comparison: PolicyComparison?
  /// In the order of subjects and kinds; empty where only texts changed.
  package let changes: [PlannedChange]
  /// Paths of documents whose text changed, whether or not it means something.
  package let rewritten: [String]
  /// What the change is, from the lightest class; empty where it changes nothing. More than one where it
  /// changes decisions and who approves them.
  package let classes: [ApprovalRules.ChangeClass]
  /// Who answers for what changes: base and head, so that nobody takes a bot away from its owner alone; sorted.
  package let ownersTouched: [String]
  /// Strategies that have to pass shadow again.
  package let strategies: [AffectedStrategy]
  /// The people who may approve, as the base has them.
  package let signers: [Signer]

  /// A strategy that uses a bot whose authority or reason codes change (seeds/001 and 003, "Used by").
  package struct AffectedStrategy: Hashable, Sendable {
    package let name: String
    package let title: String
    package let state: String
    /// `exec.queuewarden: authority`, sorted.
    package let reasons: [String]
  }

  /// An approver, and why the signature would not count.
  package struct Signer: Hashable, Sendable {
    package enum Obstacle: Hashable, Sendable {
      case proposes
      /// Wrote a commit of the change, as git has it.
      case author(email: String)
    }

    package let name: String
    package let roles: [ApproverRole]
    package let owns: [String]
    package let obstacle: Obstacle?
  }

  /// `proposer` is a name of the list of approvers or anybody; `authors` are the e-mail addresses of those who
  /// wrote the change.
  package init(
    base: PolicyState?, head: PolicyState, proposer: String? = nil, authors: [String] = []
  ) {
    self.base = base
    self.head = head
    let isSame =
      base?.graph.digest == head.graph.digest && base?.governanceDigest == head.governanceDigest
    let comparison = base.flatMap { base in
      base.graph.digest == head.graph.digest ? nil : PolicyComparison(base.graph, head.graph)
    }
    self.comparison = comparison
    let owners = OwnerTable(base, head)
    var changes = isSame ? [] : Self.changes(base, head, comparison, owners)
    if changes.isEmpty, !isSame {
      changes = [
        PlannedChange(
          .form, "compiled form", "digest", old: base?.graph.digest, new: head.graph.digest,
          direction: PlannedChange.Direction(comparison.map(\.relation) ?? .equal),
          owners: owners.all)
      ]
    }
    self.changes = changes.sorted { Self.key($0) < Self.key($1) }
    rewritten = Self.rewritten(base, head)
    classes = isSame ? [] : Self.classes(base, head, comparison, changes)
    ownersTouched =
      classes.contains(.governance)
      ? owners.all.sorted() : Set(changes.flatMap(\.owners)).sorted()
    strategies = Self.strategies(base, head)
    signers = Self.signers(
      (base ?? head).governance.approvers?.approvers ?? [], proposer,
      Set(authors.map { $0.lowercased() }))
  }

  /// Whether nothing changes in meaning.
  package var isEmpty: Bool { classes.isEmpty }

  /// The heaviest of its classes; nil where nothing changes.
  package var classification: ApprovalRules.ChangeClass? { classes.last }

  /// The rules that judge the change: those of the base, and for the first approval its own. Nil where there
  /// are none: then nobody can approve it.
  package var rules: ApprovalRules? { base.map(\.governance.rules) ?? head.governance.rules }

  /// What all its classes ask for together; nil where nothing changes or there are no rules.
  package var requirement: ApprovalRules.Requirement? {
    let asked = classes.compactMap { rules?.requirements[$0] }
    guard let first = asked.first, asked.count == classes.count else { return nil }
    return asked.dropFirst().reduce(first) { joined, next in
      ApprovalRules.Requirement(
        approvals: max(joined.approvals, next.approvals), roles: joined.roles.union(next.roles),
        everyOwner: joined.everyOwner || next.everyOwner)
    }
  }

  /// The verdict over decisions and declarations as a whole; nil where nothing was compared, or it is unknown.
  package var relation: Strictness.Relation? { comparison?.relation }

  private static func key(_ change: PlannedChange) -> [String] {
    let place = PlannedChange.Kind.allCases.firstIndex(of: change.kind) ?? 0
    let rank = String(place + 10)
    return [change.kind.isGovernance ? "1" : "0", change.subject, rank, change.name, change.scope]
  }

  /// Unproved counts as incomparable; what decides no event otherwise counts as tightening, which says that no
  /// event is decided less strictly.
  private static func classes(
    _ base: PolicyState?, _ head: PolicyState, _ comparison: PolicyComparison?,
    _ changes: [PlannedChange]
  ) -> [ApprovalRules.ChangeClass] {
    guard let base else { return [.governance] }
    var classes: [ApprovalRules.ChangeClass] = []
    let others = changes.filter { !$0.kind.isGovernance }
    if !others.isEmpty {
      let whole = comparison.map { $0.relation ?? .incomparable } ?? .equal
      // A value or a rule by itself may be looser where the whole is not: values count by their declaration,
      // which is in the comparison, and rules by what the whole bot decides.
      let declared = others.filter { !$0.kind.isDecidedByEvents || $0.isBeyondEvents }.compactMap(
        \.direction.relation)
      switch declared.reduce(whole, { $0.joined($1) }) {
      case .equal, .tighter: classes.append(.tightening)
      case .looser: classes.append(.loosening)
      case .incomparable: classes.append(.incomparable)
      }
    }
    // Also what only the governance digest holds, such as budgets: what it signs, its people approve.
    if base.governanceDigest != head.governanceDigest { classes.append(.governance) }
    return classes
  }

  private static func rewritten(_ base: PolicyState?, _ head: PolicyState) -> [String] {
    guard let base else { return [] }
    let before = Dictionary(base.sources.map { ($0.path, $0.text) }) { first, _ in first }
    let after = Dictionary(head.sources.map { ($0.path, $0.text) }) { first, _ in first }
    return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
  }

  private static func signers(
    _ approvers: [ApproverList.Approver], _ proposer: String?, _ authors: Set<String>
  ) -> [Signer] {
    approvers.map { approver in
      let written = approver.emails.first { authors.contains($0) }
      return Signer(
        name: approver.name.value,
        roles: ApproverRole.allCases.filter { approver.roles.contains($0) },
        owns: approver.owns.sorted(),
        obstacle: approver.name.value == proposer ? .proposes : written.map { .author(email: $0) })
    }.sorted { $0.name < $1.name }
  }
}

extension PlannedChange {
  /// Whether its direction is not what events say: a param that changes no decision.
  fileprivate var isBeyondEvents: Bool {
    kind == .parameter && verdict?.relation == .equal && direction != .equal
  }
}

extension PlannedChange.Kind {
  /// Whether the comparison over all events says what it does, so that its own direction is only shown.
  fileprivate var isDecidedByEvents: Bool {
    switch self {
    case .parameter, .staleness, .rule, .gate, .order, .outcome, .expression, .fact: true
    default: false
    }
  }
}

extension [String] {
  fileprivate static func < (left: [String], right: [String]) -> Bool {
    left.lexicographicallyPrecedes(right)
  }
}
