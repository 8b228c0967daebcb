import Analysis
import Policy

/// The two sides as a person names them: `approved release 3`, `HEAD~1`, `the working files`.
package struct PlanSides: Hashable, Sendable {
  package var base: String
  package var head: String

  package init(base: String, head: String) {
    self.base = base
    self.head = head
  }
}

extension ChangePlan {
  /// `tightening`, `loosening and governance`, `no change of meaning`
  package var classWords: String {
    classes.isEmpty
      ? "no change of meaning" : classes.map(\.rawValue).joined(separator: " and ")
  }

  /// What it needs, or why nobody can approve it.
  package var needs: String {
    guard !isEmpty else { return "no approval" }
    guard let requirement else {
      return "approval rules: \(base == nil ? "there is no" : "the base has no") "
        + "policies/approvals.yaml, so nobody can approve it"
    }
    var parts = [
      "\(requirement.approvals) \(requirement.approvals == 1 ? "approval" : "approvals")"
    ]
    parts += requirement.roles.sorted { $0.rawValue < $1.rawValue }.map { "one of \($0.words)" }
    if requirement.everyOwner {
      parts += ownersTouched.map { "one for \($0)" }
    }
    return parts.joined(separator: ", ")
  }

  /// Why the people there are cannot approve it, each lack a sentence; empty where they can.
  package var lacks: [String] {
    guard let requirement else { return [] }
    let able = signers.filter { $0.obstacle == nil }
    var lacks: [String] = []
    if able.count < requirement.approvals {
      lacks.append("\(able.count) of \(requirement.approvals) people who may sign are left")
    }
    for role in requirement.roles.sorted(by: { $0.rawValue < $1.rawValue })
    where !able.contains(where: { $0.roles.contains(role) }) {
      lacks.append("nobody of \(role.words) may sign")
    }
    guard requirement.everyOwner else { return lacks }
    for owner in ownersTouched where !able.contains(where: { $0.owns.contains(owner) }) {
      lacks.append("nobody who may sign speaks for \(owner)")
    }
    return lacks
  }

  /// Changes by what they belong to, in their order.
  var subjects: [(subject: String, changes: [PlannedChange])] {
    var groups: [(subject: String, changes: [PlannedChange])] = []
    for change in changes {
      if groups.last?.subject == change.subject {
        groups[groups.count - 1].changes.append(change)
      } else {
        groups.append((change.subject, [change]))
      }
    }
    return groups
  }

  /// Events that show what a subject's change does as a whole: the worst way first.
  func witnesses(of subject: String) -> [(relation: String, witness: Witness)] {
    guard let verdict = comparison?.bots.first(where: { $0.bot == subject })?.verdict else {
      return []
    }
    let ways: [Strictness.Relation] = [.looser, .incomparable, .tighter]
    return ways.compactMap { way in verdict.witnesses[way].map { (way.rawValue, $0) } }
      + [verdict.renamed].compactMap { $0 }.map { ("another reason, as strict", $0) }
  }

  /// Bots whose decisions change though nothing of themselves did: they read one that changed.
  var affectedBots: [BotComparison] {
    let told = Set(changes.map(\.subject))
    return (comparison?.bots ?? []).filter { $0.verdict.hasChanges && !told.contains($0.bot) }
  }

  /// Documents whose text changed and nothing else.
  package var textOnly: [String] { isEmpty ? rewritten : [] }
}

extension ChangePlan.Signer {
  /// `risk, head of risk; owns risk-execution`
  package var capacity: String {
    let roles = roles.map(\.words).joined(separator: ", ")
    return owns.isEmpty ? roles : "\(roles); owns \(owns.joined(separator: ", "))"
  }
}

extension ChangePlan.Signer.Obstacle {
  /// Why the signature would not count.
  package var sentence: String {
    switch self {
    case .proposes: "proposes this change"
    case .author(let email): "wrote the change (\(email))"
    }
  }
}

extension PlannedChange {
  /// `stale_ttl_s (tag nba)`
  package var place: String {
    scope.isEmpty || scope == "default" ? name : "\(name) (\(scope))"
  }

  /// `45s -> 30s, -15s (-33.3 %)`
  package var values: String {
    let arrow =
      switch (old, new) {
      case (let old?, let new?): "\(old) -> \(new)"
      case (nil, let new?): "new: \(new)"
      case (let old?, nil): "gone: \(old)"
      case (nil, nil): ""
      }
    return difference.map { "\(arrow), \($0)" } ?? arrow
  }

  /// `tighter; no event is decided less strictly, proved`
  package var judgement: String {
    guard let verdict else {
      switch direction {
      case .none: return ""
      default: return "\(direction.rawValue) by its declaration"
      }
    }
    if direction.rawValue == verdict.word || direction == .none { return verdict.summary }
    return "\(direction.rawValue): by its declaration, and events are \(verdict.summary)"
  }

  /// One line, as a wallet shows it: `exec.queuewarden.stale_ttl_s 45s -> 60s, LOOSER`.
  package var line: String {
    let name = kind == .bot ? subject : "\(subject).\(place)"
    let word =
      direction == .none || direction == .equal ? "" : ", \(direction.rawValue.uppercased())"
    switch (old, new) {
    case (let old?, let new?): return "\(name) \(old) -> \(new)\(word)"
    case (nil, _): return "\(name) is new\(word)"
    case (_, nil): return "\(name) is gone\(word)"
    }
  }
}
