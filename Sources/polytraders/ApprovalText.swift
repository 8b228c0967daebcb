import Diagnostics
import Governance
import Hashing
import JSON
import Policy
import Signing

/// What the commands of `approve` say.
enum ApprovalText {
  /// What is about to be signed: the plan, then what stands in the signature.
  static func proposal(_ document: ReleaseDocument, _ proposal: Proposal) -> String {
    let base = proposal.history.map { "approved release \($0.current.sequence)" } ?? "nothing"
    var text = ChangePlan(
      base: proposal.history?.current.state, head: proposal.working,
      proposer: document.change.proposer, authors: document.change.authors
    ).text(PlanSides(base: base, head: "the working files"))
    text += "\n" + signed(document.change, proposal)
    for approval in document.approvals {
      text += "signed      \(approval.approver), \(UTCTime.text(approval.approvedAt))\n"
    }
    return text
  }

  /// What stands in a signature, for people.
  private static func signed(_ change: ProposedChange, _ proposal: Proposal) -> String {
    let authors =
      change.authors.isEmpty ? "" : ", written by \(change.authors.joined(separator: ", "))"
    return """
      release     \(change.sequence), \(change.changeClass.rawValue) (\(change.verdict.rawValue))
      statement   \(change.statement)
      proposed    by \(change.proposer)\(authors)
      change      \(proposal.identity(of: change).hex)

      """
  }

  /// How far a proposal is.
  static func outcome(
    _ outcome: ApprovalDesk.Outcome, _ place: ApprovalPlace
  ) throws -> String {
    switch outcome {
    case .pending(let document, let missing):
      let problem = ApprovalProblem.missingApprovals(missing).diagnostic(at: nil)
      return """
        signed by \(document.approvals.map(\.approver).joined(separator: ", ")); \(problem.message)
        \(problem.help.joined(separator: "; "))
        commit \(ReleaseDocument.folder)/\(ReleaseDocument.pendingName), and have them run: \
        polytraders approve --key SOURCE

        """
    case .released(let release):
      let history = try place.history()
      return """
        release \(release.sequence) is approved, by \
        \(release.document.approvals.map(\.approver).joined(separator: ", "))
        policy digest \(release.policyDigest)
        release \(history.identity.hex)
        commit \(ReleaseDocument.folder)/\(ReleaseDocument.fileName(sequence: release.sequence))

        """
    }
  }

  /// Keeps what a signature did in a journal, where one was named.
  static func journal(
    _ outcome: ApprovalDesk.Outcome, _ place: ApprovalPlace, _ proposal: Proposal,
    _ path: String?, _ person: String?
  ) throws(DiagnosticError) {
    guard let path else { return }
    let (action, document) =
      switch outcome {
      case .pending(let document, _): ("signed", document)
      case .released(let release): ("released", release.document)
      }
    try ApprovalJournal(path: path, now: place.now).append(
      action, document.change, identity: proposal.identity(of: document.change), person: person,
      approvals: document.approvals)
  }

  // MARK: Releases

  /// One line of a release.
  static func line(_ release: ReleaseDocument) -> String {
    let change = release.change
    let names = release.approvals.map(\.approver).joined(separator: ", ")
    return "\(change.sequence)  \(UTCTime.text(release.effectiveAt))  "
      + "\(change.policy.hex.prefix(12))  \(change.changeClass.rawValue)  by \(change.proposer), "
      + "approved by \(names): \(change.statement)"
  }

  /// For machines.
  static func json(_ release: ReleaseDocument, identity: Digest32?) -> JSONValue {
    let change = release.change
    func digest(_ value: Digest32) -> JSONValue { .string(value.hex) }
    return .object([
      .init("sequence", .number("\(change.sequence)")),
      .init("identity", identity.map(digest) ?? .null), .init("policy", digest(change.policy)),
      .init("governance", digest(change.governance)), .init("previous", digest(change.previous)),
      .init("previous_governance", digest(change.previousGovernance)),
      .init("verdict", .string(change.verdict.rawValue)),
      .init("class", .string(change.changeClass.rawValue)),
      .init("statement", .string(change.statement)),
      .init("proposer", .string(change.proposer)),
      .init("authors", .array(change.authors.map { .string($0) })),
      .init("proposed_at", .string(UTCTime.text(release.proposedAt))),
      .init(
        "effective_at",
        release.kind == .release ? .string(UTCTime.text(release.effectiveAt)) : .null),
      .init(
        "approvals",
        .array(
          release.approvals.map { approval in
            .object([
              .init("approver", .string(approval.approver)),
              .init("approved_at", .string(UTCTime.text(approval.approvedAt))),
              .init("expires_at", .string(UTCTime.text(approval.expiresAt))),
              .init("signature", .string(approval.signature.hex)),
            ])
          })), .init("documents", .array(release.documents.map { .string($0.path) })),
    ])
  }
}
