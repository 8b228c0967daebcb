import Policy

/// What changed of the documents that say how policies may change.
struct GovernancePlanner {
  let base, head: GovernanceDocuments
  let owners: OwnerTable

  var changes: [PlannedChange] { approvers + rules + strategies + ownership }

  private func change(
    _ kind: PlannedChange.Kind, _ subject: String, _ name: String, _ old: String?, _ new: String?,
    _ direction: PlannedChange.Direction = .none
  ) -> PlannedChange? {
    guard old != new else { return nil }
    return PlannedChange(
      kind, subject, name, old: old, new: new, direction: direction, owners: owners.all)
  }

  /// A change for each key that differs, in the order of keys.
  private func changes(
    _ kind: PlannedChange.Kind, _ subject: String, _ old: [String: String], _ new: [String: String]
  ) -> [PlannedChange] {
    Set(old.keys).union(new.keys).sorted().compactMap {
      change(kind, subject, $0, old[$0], new[$0])
    }
  }

  private var approvers: [PlannedChange] {
    func texts(_ list: ApproverList?) -> [String: String] {
      Dictionary(
        (list?.approvers ?? []).map { approver in
          let roles = approver.roles.map(\.rawValue).sorted().joined(separator: ", ")
          let owns = approver.owns.sorted().joined(separator: ", ")
          let emails = approver.emails.sorted().joined(separator: ", ")
          return (
            approver.name.value,
            "\(approver.address.value), \(roles)" + (owns.isEmpty ? "" : ", owns \(owns)")
              + (emails.isEmpty ? "" : ", \(emails)")
          )
        }
      ) { first, _ in first }
    }
    return changes(.approver, "approvers", texts(base.approvers), texts(head.approvers))
  }

  private var rules: [PlannedChange] {
    func texts(_ rules: ApprovalRules?) -> [String: String] {
      guard let rules else { return [:] }
      var texts = Dictionary(
        uniqueKeysWithValues: rules.requirements.map { ($0.key.rawValue, $0.value.sentence) })
      for (name, time) in [
        ("expires_after", rules.expiresAfter), ("max_policy_age", rules.maximumPolicyAge),
        ("overrides default", rules.overrideDefault), ("overrides most", rules.overrideMost),
      ] {
        texts[name] = ParameterDeclaration.duration(time)
      }
      texts[Self.killReset] = rules.killReset.sentence
      return texts
    }
    let (old, new) = (texts(base.rules), texts(head.rules))
    return Set(old.keys).union(new.keys).sorted().compactMap { name in
      change(.approvalRule, "approvals", name, old[name], new[name], direction(of: name))
    }
  }

  private func direction(of name: String) -> PlannedChange.Direction {
    guard let old = base.rules, let new = head.rules else { return .none }
    func longer(_ before: Int64, _ after: Int64) -> PlannedChange.Direction {
      after > before ? .looser : .tighter
    }
    switch name {
    case "expires_after": return longer(old.expiresAfter, new.expiresAfter)
    case "max_policy_age": return longer(old.maximumPolicyAge, new.maximumPolicyAge)
    case "overrides default": return longer(old.overrideDefault, new.overrideDefault)
    case "overrides most": return longer(old.overrideMost, new.overrideMost)
    case Self.killReset: return direction(from: old.killReset, to: new.killReset)
    default:
      guard let kind = ApprovalRules.ChangeClass(rawValue: name),
        let before = old.requirements[kind], let after = new.requirements[kind]
      else { return .none }
      let asksMore =
        after.approvals >= before.approvals && after.roles.isSuperset(of: before.roles)
        && (after.everyOwner || !before.everyOwner)
      let asksLess =
        after.approvals <= before.approvals && after.roles.isSubset(of: before.roles)
        && (!after.everyOwner || before.everyOwner)
      return asksMore ? .tighter : asksLess ? .looser : .incomparable
    }
  }

  private static let killReset = "kill_reset"

  /// Fewer people who may, and more who have to be among them, is tighter.
  private func direction(
    from old: ApprovalRules.KillReset, to new: ApprovalRules.KillReset
  ) -> PlannedChange.Direction {
    // None named is everybody.
    func isWithin(_ left: Set<ApproverRole>, _ right: Set<ApproverRole>) -> Bool {
      right.isEmpty || (!left.isEmpty && left.isSubset(of: right))
    }
    if isWithin(new.each, old.each), new.among.isSuperset(of: old.among) { return .tighter }
    if isWithin(old.each, new.each), new.among.isSubset(of: old.among) { return .looser }
    return .incomparable
  }

  private var strategies: [PlannedChange] {
    func texts(_ index: StrategyIndex) -> [String: String] {
      Dictionary(
        index.strategies.map {
          ($0.name.value, "uses \($0.uses.map(\.value).sorted().joined(separator: ", "))")
        }
      ) { first, _ in first }
    }
    return changes(.strategy, "strategies", texts(base.strategies), texts(head.strategies))
  }

  private var ownership: [PlannedChange] {
    func texts(_ documents: GovernanceDocuments) -> [String: String] {
      Dictionary(documents.owners.map { ($0.subject, $0.owner) }) { first, _ in first }
    }
    return changes(.owner, "owners", texts(base), texts(head))
  }
}

extension ApprovalRules.Requirement {
  /// `2 approvals, one of them head of risk, one for each owner`
  package var sentence: String {
    var parts = ["\(approvals) \(approvals == 1 ? "approval" : "approvals")"]
    parts += roles.sorted { $0.rawValue < $1.rawValue }.map { "one of them \($0.words)" }
    if everyOwner { parts.append("one for each owner of what changes") }
    return parts.joined(separator: ", ")
  }
}

extension ApprovalRules.KillReset {
  /// `two people, each of risk or operations, one of them risk`
  package var sentence: String {
    func words(_ roles: Set<ApproverRole>) -> [String] {
      roles.sorted { $0.rawValue < $1.rawValue }.map(\.words)
    }
    var parts = ["two people"]
    if !each.isEmpty { parts.append("each of \(words(each).joined(separator: " or "))") }
    parts += words(among).map { "one of them \($0)" }
    return parts.joined(separator: ", ")
  }
}

extension ApproverRole {
  /// `head of risk`
  package var words: String { rawValue.split(separator: "_").joined(separator: " ") }
}
