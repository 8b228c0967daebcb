package import Analysis

/// One thing that means something else than before, in the words of the person who has to approve it.
package struct PlannedChange: Hashable, Sendable {
  /// What changed, in the order in which plans show it.
  package enum Kind: String, CaseIterable, Sendable {
    case bot, mode, authority, declaration
    case parameter = "param"
    case bounds, staleness, budget
    case fact
    case rule, gate, order, outcome, expression
    case severity
    case reasonCode = "reason_code"
    case approver
    case approvalRule = "approval_rule"
    case strategy, owner
    /// Something of the compiled form that no list above shows.
    case form

    /// Whether it says how policies may change, and nothing about events.
    package var isGovernance: Bool {
      switch self {
      case .approver, .approvalRule, .strategy, .owner: true
      default: false
      }
    }
  }

  /// Which way it goes.
  package enum Direction: String, Hashable, Sendable {
    case equal, tighter, looser, incomparable
    /// Neither proved nor shown: counts as incomparable.
    case unknown
    /// It says nothing about strictness by itself.
    case none

    package init(_ relation: Strictness.Relation?) {
      self =
        switch relation {
        case .equal: .equal
        case .tighter: .tighter
        case .looser: .looser
        case .incomparable: .incomparable
        case nil: .unknown
        }
    }

    /// As part of a whole; nil where it counts for nothing.
    package var relation: Strictness.Relation? {
      switch self {
      case .equal: .equal
      case .tighter: .tighter
      case .looser: .looser
      case .incomparable, .unknown: .incomparable
      case .none: nil
      }
    }
  }

  package let kind: Kind
  /// The bot, or what else it belongs to: `staleness`, `reason codes`, `approvers`, `approvals`.
  package let subject: String
  /// `stale_ttl_s`, `rule 4 QUEUE_WARDEN_STALE_ORDER`
  package let name: String
  /// `default`, `market 0x…`; empty where there are no scopes.
  package let scope: String
  /// With units; nil where it is new.
  package let old: String?
  /// Nil where it is gone.
  package let new: String?
  /// `-15s (-33.3 %)`; nil where there is none.
  package let difference: String?
  /// What it is by itself, by its declaration and by the events together.
  package let direction: Direction
  /// What it does to decisions by itself; nil where events were not asked.
  package let verdict: Verdict?
  /// Those who answer for what it belongs to; sorted.
  package let owners: [String]

  init(
    _ kind: Kind, _ subject: String, _ name: String, scope: String = "", old: String?,
    new: String?, difference: String? = nil, direction: Direction = .none,
    verdict: Verdict? = nil, owners: Set<String>
  ) {
    self.kind = kind
    self.subject = subject
    self.name = name
    self.scope = scope
    self.old = old
    self.new = new
    self.difference = difference
    self.direction = direction
    self.verdict = verdict
    self.owners = owners.sorted()
  }

  /// An event that shows it: a loosening before anything else.
  package var witness: Witness? { verdict?.shown }

  /// What the direction rests on; nil where there is nothing to prove.
  package var proof: String? { verdict?.summary }
}

extension PlannedChange.Direction {
  /// By its declaration and by events: both count.
  func joined(_ other: PlannedChange.Direction) -> PlannedChange.Direction {
    switch (self, other) {
    case (.none, _): return other
    case (_, .none): return self
    case (.incomparable, _), (_, .incomparable): return .incomparable
    case (.unknown, _), (_, .unknown): return .unknown
    default:
      guard let left = relation, let right = other.relation else { return .unknown }
      return PlannedChange.Direction(left.joined(right))
    }
  }
}
