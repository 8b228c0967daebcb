import Graph
package import Hashing
package import Policy
package import Signing

/// A change on its way to a release: the working files against what is approved, and the signatures that there are.
/// Pure: files, clocks and keys are for `ApprovalDesk` and its callers.
package struct Proposal: Sendable {
  /// What is approved; nil before the first release.
  package let history: ApprovedHistory?
  package let working: PolicyState
  /// What the working files change.
  package let change: ReleaseChange
  /// Who decides about it.
  package let electorate: Electorate
  /// The proposal of the folder, whether it is still alive or not.
  package let pending: ReleaseDocument?
  /// Milliseconds since 1970.
  package let now: Int64

  /// Fails where nobody can approve anything.
  package init(
    history: ApprovedHistory?, pending: ReleaseDocument?, working: PolicyState, now: Int64
  ) throws(ApprovalProblem) {
    self.history = history
    self.pending = pending
    self.working = working
    self.now = now
    change = ReleaseChange(base: history?.current.state, head: working)
    let governing = history?.current.state.governance ?? working.governance
    electorate = try Electorate(governing, since: history?.current.effectiveAt)
    // Without them nobody could ever follow this release.
    if history != nil {
      _ = try Electorate(working.governance, since: nil)
    }
  }

  /// What the rules ask for.
  package var requirement: Requirement { change.requirement(by: electorate.rules) }

  /// What a new proposal of this change is about.
  package func proposed(by proposer: String, authors: [String]) -> ProposedChange {
    let base = history?.current.document.change
    return ProposedChange(
      sequence: (base?.sequence ?? 0) + 1, policy: Digest32(hex: working.graph.digest) ?? .zero,
      governance: Digest32(hex: working.governanceDigest) ?? .zero,
      previous: base?.policy ?? .zero, previousGovernance: base?.governance ?? .zero,
      verdict: change.verdict, changeClass: change.changeClass, proposer: proposer,
      authors: Set(authors.map { $0.lowercased() }).filter(ProposedChange.isAuthor).sorted(),
      statement: change.statement)
  }

  /// The release that a change would be, and with it all before: what `--digest` names.
  package func identity(of change: ProposedChange) -> Digest32 {
    change.identity(after: history?.identity ?? .zero)
  }

  /// The identity of what the working files propose; who proposes it is no part of that.
  package var identity: Digest32 { identity(of: proposed(by: "", authors: [])) }

  /// Why the proposal of the folder is dead; nil where it is alive, or where there is none.
  package var deadBecause: ApprovalProblem? {
    guard let pending else { return nil }
    let fresh = proposed(by: pending.change.proposer, authors: pending.change.authors)
    let said = pending.change
    guard said.sequence == fresh.sequence, said.previous == fresh.previous,
      said.previousGovernance == fresh.previousGovernance
    else { return .baseMoved(from: said.sequence - 1, to: fresh.sequence - 1) }
    guard said.policy == fresh.policy, said.governance == fresh.governance else {
      return .otherProposal(said: identity(of: said), found: identity(of: fresh))
    }
    guard said.verdict == fresh.verdict, said.changeClass == fresh.changeClass else {
      return .otherVerdict(said: said.verdict.rawValue, found: fresh.verdict.rawValue)
    }
    let end = pending.proposedAt + electorate.rules.expiresAfter
    return now > end ? .proposalExpired(at: end) : nil
  }

  /// The proposal to sign: the living one of the folder, or a new one.
  ///
  /// - Parameter proposer: who wants it; nil to go on with the proposal there is.
  /// - Parameter authors: who wrote the change, as git knows it now.
  /// - Parameter renews: whether an approval of the same meaning is wanted again.
  package func begun(
    by proposer: String?, authors: [String], renews: Bool = false
  ) throws(ApprovalProblem) -> ReleaseDocument {
    if let pending, deadBecause == nil {
      if let proposer, proposer != pending.change.proposer {
        throw .proposerDiffers(said: pending.change.proposer, given: proposer)
      }
      let known = Set(pending.change.authors)
      if let author = authors.map({ $0.lowercased() }).first(where: { !known.contains($0) }) {
        throw .authorMissing(author)
      }
      return pending
    }
    guard !change.isEmpty || renews else { throw .nothingToApprove }
    guard let proposer else { throw deadBecause ?? .noProposal }
    guard ProposedChange.isName(proposer) else { throw .badName(proposer) }
    return ReleaseDocument(
      kind: .proposal, change: proposed(by: proposer, authors: authors),
      proposedAt: now / 1_000 * 1_000)
  }

  /// The approver whose key has an address; `name` is who it is said to be.
  package func approver(
    _ address: Address, as name: String? = nil
  ) throws(ApprovalProblem) -> ApproverList.Approver {
    let people = electorate.approvers
    guard let approver = people.approver(address: address.lowercaseHex) else {
      throw .keyOfNobody(address, known: electorate.names)
    }
    if let name, name != approver.name.value { throw .keyOfOther(address, name: name) }
    return approver
  }

  /// What an approver would sign now.
  package func message(
    for approver: ApproverList.Approver, _ change: ProposedChange
  ) throws(ApprovalProblem) -> ApprovalMessage {
    guard let address = Address(hex: approver.address.value) else {
      throw .unknownApprover(approver.name.value, known: electorate.names)
    }
    if let how = electorate.ownChange(approver, change) {
      throw .ownChange(approver.name.value, how: how)
    }
    let time = now / 1_000 * 1_000
    return ApprovalMessage(
      change, approver: address, approvedAt: time,
      expiresAt: time + electorate.rules.expiresAfter / 1_000 * 1_000)
  }

  /// The document with one more approval: still a proposal, or the release where nothing is missing any more.
  /// Approvals that have expired meanwhile are left out.
  package func adding(
    _ approval: Approval, to document: ReleaseDocument
  ) throws(ApprovalProblem) -> ReleaseDocument {
    var next = document
    next.places = ReleaseDocument.Places()
    next.approvals.removeAll { $0.expiresAt < now }
    let approver = try electorate.check(approval, of: document.change, now: now).get()
    guard approval.expiresAt >= now else {
      throw .expired(approval.approver, at: approval.expiresAt)
    }
    for other in next.approvals {
      let known = try electorate.check(other, of: document.change, now: now).get()
      guard !Electorate.areOne(known, approver) else {
        throw known.name.value == approver.name.value
          ? .approvedTwice(known.name.value)
          : .onePerson(known.name.value, approver.name.value)
      }
    }
    next.approvals.append(approval)
    next.approvals.sort { ($0.approvedAt, $0.approver) < ($1.approvedAt, $1.approver) }
    if try shortfall(of: next) == nil {
      next.kind = .release
      next.documents = working.sources
    }
    return next
  }

  /// What is missing of a proposal; nil where nothing is.
  package func shortfall(
    of document: ReleaseDocument
  ) throws(ApprovalProblem) -> ApprovalProblem.Shortfall? {
    var people: [ApproverList.Approver] = []
    for approval in document.approvals where approval.expiresAt >= now {
      people.append(try electorate.check(approval, of: document.change, now: now).get())
    }
    return electorate.shortfall(people, of: document.change, requirement)
  }
}
