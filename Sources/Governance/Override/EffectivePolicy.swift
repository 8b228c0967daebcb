package import Graph
package import Hashing
import Policy

/// What decides at a moment: the approved policy with the overrides that are active on it.
package struct EffectivePolicy: Sendable {
  package let base: PolicyState
  /// The base's own graph where no override is active. Its `policies.settings` hold the overrides, so that a
  /// journal that keeps documents and settings loads the very same policy again.
  package let graph: CompiledGraph
  /// In the order in which they started.
  package let overrides: [ActiveOverride]

  /// The approved policy alone.
  package init(_ base: PolicyState) {
    self.base = base
    graph = base.graph
    overrides = []
  }

  init(base: PolicyState, graph: CompiledGraph, overrides: [ActiveOverride]) {
    self.base = base
    self.graph = graph
    self.overrides = overrides
  }
}

/// An override that holds now.
package struct ActiveOverride: Sendable {
  package let assessment: OverrideAssessment
  /// What was signed.
  package let terms: OverrideTerms

  /// An approved override at a moment at which it holds.
  package init(assessment: OverrideAssessment, terms: OverrideTerms) {
    self.assessment = assessment
    self.terms = terms
  }

  package var id: Digest32 { terms.id }
  /// What it gives now, in the spelling of the param's type: what was signed, or the nearest that the bounds of a
  /// later release allow.
  package var value: String { assessment.valueText ?? terms.value }
  /// `exec.queuewarden.stale_ttl_s`
  package var name: String { "\(terms.bot).\(terms.parameter)" }
  /// `default`, `market 0xabc`
  package var scope: String { terms.selector?.text ?? ScopeSelector.everywhere }

  /// One param in one scope: two overrides of one place cannot both hold.
  var place: String { "\(name)@\(scope)" }
}

/// How an override ended. What has ended never comes back under its id.
package enum OverrideEnding: Hashable, Sendable {
  case expired
  case revoked(by: [String], reason: String)
  /// A release came that changed what it was signed for; how, in words.
  case baseReplaced(String)
  /// What tightened is no longer needed: a release gives its param a value at least as tight; which, in words.
  case overtaken(String)
  /// The newly approved policy has its value.
  case madePermanent(by: String)
  case fileRemoved
  /// The file is no longer what was signed.
  case fileChanged(String)
  /// Those who signed are no longer enough by the rules that are approved now.
  case approversChanged

  /// The word for programs.
  package var word: String {
    switch self {
    case .expired: "expired"
    case .revoked: "revoked"
    case .baseReplaced: "base_replaced"
    case .overtaken: "overtaken"
    case .madePermanent: "made_permanent"
    case .fileRemoved: "file_removed"
    case .fileChanged: "file_changed"
    case .approversChanged: "approvers_changed"
    }
  }

  /// For people.
  package var text: String {
    switch self {
    case .expired: "it expired"
    case .revoked(let names, let reason): "revoked by \(names.joined(separator: ", ")): \(reason)"
    case .baseReplaced(let how):
      how.isEmpty ? "another policy was approved than it was signed for" : how
    case .overtaken(let how): how
    case .madePermanent(let digest): "the approved policy \(digest.prefix(12)) has its value"
    case .fileRemoved: "its file was removed while it was active"
    case .fileChanged(let how): "its file was changed while it was active: \(how)"
    case .approversChanged: "its signatures do not suffice by the rules approved now"
    }
  }

  /// Whether somebody changed what they should not.
  package var isTampering: Bool {
    switch self {
    case .fileRemoved, .fileChanged: true
    case .expired, .revoked, .baseReplaced, .overtaken, .madePermanent, .approversChanged: false
    }
  }
}
