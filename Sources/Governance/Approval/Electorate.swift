import Diagnostics
import Hashing
package import Policy
import Signing

/// Who may approve a change, and by which rules: those of the release before it, never of the change itself.
package struct Electorate: Sendable {
  package let approvers: ApproverList
  package let rules: ApprovalRules
  /// When the release before took effect, in milliseconds since 1970; nil for the first.
  package let since: Int64?

  /// How far the clocks of two people may differ, in milliseconds.
  package static let skew: Int64 = 120_000

  /// The people and rules of a state; a problem where it has none.
  package init(_ documents: GovernanceDocuments, since: Int64?) throws(ApprovalProblem) {
    guard let approvers = documents.approvers, !approvers.approvers.isEmpty else {
      throw .noRules(missing: "there is no list of approvers (specs/approvers.yaml)")
    }
    guard let rules = documents.rules else {
      throw .noRules(missing: "there are no approval rules (policies/approvals.yaml)")
    }
    var people = approvers
    people.approvers.removeAll { $0.roles.contains(.service) }
    self.approvers = people
    self.rules = rules
    self.since = since
  }

  package var names: [String] { approvers.approvers.map(\.name.value) }

  /// Why somebody's approval of a change cannot count; nil where it can.
  package func ownChange(
    _ approver: ApproverList.Approver, _ change: ProposedChange
  ) -> ApprovalProblem.OwnChange? {
    if approver.name.value.lowercased() == change.proposer.lowercased()
      || approver.emails.contains(change.proposer.lowercased())
    {
      return .proposed
    }
    // Whoever is the proposer under another entry is the proposer.
    let proposer = approvers.approvers.first {
      $0.name.value.lowercased() == change.proposer.lowercased()
    }
    if let proposer, !Set(proposer.emails).isDisjoint(with: approver.emails) { return .proposed }
    return approver.emails.first { change.authors.contains($0) }.map { .wrote(email: $0) }
  }

  /// What is wrong with one approval by itself; the approver where nothing is.
  package func check(
    _ approval: Approval, of change: ProposedChange, now: Int64
  ) -> Result<ApproverList.Approver, ApprovalProblem> {
    guard let approver = approvers[approval.approver],
      let address = Address(hex: approver.address.value)
    else {
      return .failure(.unknownApprover(approval.approver, known: names))
    }
    let name = approval.approver
    let message = ApprovalMessage(
      change, approver: address, approvedAt: approval.approvedAt, expiresAt: approval.expiresAt)
    guard let signer = approval.signature.signer(of: message.digest) else {
      return .failure(.notASignature(of: name))
    }
    guard signer == address else {
      return .failure(.signedByOther(approver: name, signer: signer))
    }
    if let how = ownChange(approver, change) { return .failure(.ownChange(name, how: how)) }
    if let since, approval.approvedAt < since - Self.skew {
      return .failure(.beforePrevious(name))
    }
    guard approval.approvedAt <= now + Self.skew else {
      return .failure(.inFuture(name, at: approval.approvedAt))
    }
    guard approval.expiresAt > approval.approvedAt,
      approval.expiresAt - approval.approvedAt <= rules.expiresAfter
    else { return .failure(.expiresTooLate(name, most: rules.expiresAfter)) }
    return .success(approver)
  }

  /// What the approvals of a change lack against a requirement; nil where nothing is.
  package func shortfall(
    _ people: [ApproverList.Approver], of change: ProposedChange, _ requirement: Requirement
  ) -> ApprovalProblem.Shortfall? {
    let roles = requirement.roles.filter { role in !people.contains { $0.roles.contains(role) } }
    let owners = requirement.owners.filter { owner in
      !people.contains { $0.owns.contains(owner) }
    }
    guard people.count < requirement.approvals || !roles.isEmpty || !owners.isEmpty else {
      return nil
    }
    let free = approvers.approvers.filter { approver in
      ownChange(approver, change) == nil
        && !people.contains { Self.areOne($0, approver) }
    }
    let able = free.filter { approver in
      people.count < requirement.approvals && roles.isEmpty && owners.isEmpty
        || !approver.roles.isDisjoint(with: roles) || !approver.owns.isDisjoint(with: owners)
    }
    return ApprovalProblem.Shortfall(
      changeClass: change.changeClass, wanted: requirement.approvals, found: people.count,
      roles: roles.sorted { $0.rawValue < $1.rawValue }, owners: owners.sorted(),
      able: able.map(\.name.value),
      voiceless: owners.filter { owner in !free.contains { $0.owns.contains(owner) } }.sorted())
  }

  /// Whether two entries are one person: a key or an e-mail address in common.
  static func areOne(_ left: ApproverList.Approver, _ right: ApproverList.Approver) -> Bool {
    left.name.value == right.name.value || left.address.value == right.address.value
      || !Set(left.emails).isDisjoint(with: right.emails)
  }

  /// Everything that is wrong with the approvals of a release: each by itself, then all together. A release with a
  /// superfluous bad signature is refused as well: somebody tried something.
  func findings(
    in document: ReleaseDocument, requirements: [Requirement], now: Int64
  ) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    var people: [ApproverList.Approver] = []
    let places = document.places
    func add(_ problem: ApprovalProblem, _ index: Int) {
      let place = places.approvals.indices.contains(index) ? places.approvals[index] : nil
      findings.append(problem.diagnostic(at: place ?? places.whole))
    }
    for (index, approval) in document.approvals.enumerated() {
      switch check(approval, of: document.change, now: now) {
      case .failure(let problem): add(problem, index)
      case .success(let approver):
        if let other = people.first(where: { Self.areOne($0, approver) }) {
          add(
            other.name.value == approver.name.value
              ? .approvedTwice(approver.name.value)
              : .onePerson(other.name.value, approver.name.value), index)
        } else {
          people.append(approver)
        }
        if approval.expiresAt < document.effectiveAt {
          add(.expired(approval.approver, at: approval.expiresAt), index)
        }
      }
    }
    let time = document.proposedAt
    if document.approvals.contains(where: { $0.approvedAt < time })
      || document.effectiveAt > time + rules.expiresAfter
    {
      let wanted =
        "a time before the first approval and at most \(UTCTime.span(rules.expiresAfter))"
      findings.append(
        ApprovalProblem.badMember("proposed_at", wanted: "\(wanted) before the last").diagnostic(
          at: places.members["proposed_at"] ?? places.whole))
    }
    for requirement in requirements {
      guard let shortfall = shortfall(people, of: document.change, requirement) else { continue }
      findings.append(
        ApprovalProblem.missingApprovals(shortfall).diagnostic(
          at: places.members["approvals"] ?? places.whole))
      break
    }
    return findings
  }
}

/// What a change needs: so many people, of these roles, for these owners.
package struct Requirement: Hashable, Sendable {
  package var approvals: Int
  package var roles: Set<ApproverRole>
  package var owners: Set<String>

  package init(approvals: Int, roles: Set<ApproverRole>, owners: Set<String>) {
    self.approvals = approvals
    self.roles = roles
    self.owners = owners
  }
}
