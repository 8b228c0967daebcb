import CommandLine
import Diagnostics
import Governance
import Graph
import Hashing
import JSON
import Policy
import Signing

/// `polytraders approve status`: what is approved, what is proposed, and who is missing.
struct ApproveStatusCommand: Command {
  static let description = CommandDescription(
    "status", "say what is approved, what is proposed and whose signatures are missing",
    discussion: """
      Ends with 0 where the working files mean what is approved, with 2 where they mean something else, with 1 \
      where the history cannot be trusted.
      """,
    parameters: [ApproveOptions.format, PolicyRoot.option], example: "approve status")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    try ApproveOptions.reporting {
      let place = try ApprovalPlace(root: values[PolicyRoot.option])
      let proposal = try place.desk().proposal
      if let history = proposal.history { try place.remember(history) }
      let missing = try Self.missing(proposal)
      let text =
        values[ApproveOptions.format] == .json
        ? Self.json(proposal, missing, place).compactText + "\n"
        : Self.text(proposal, missing, place)
      guard StandardStream.output.write(text) else { return .inputOutput }
      return proposal.change.isEmpty && proposal.history != nil ? .clean : .changes
    }
  }

  /// What a living proposal lacks, or what any proposal of the working files would.
  private static func missing(
    _ proposal: Proposal
  ) throws(ApprovalFailure) -> ApprovalProblem.Shortfall? {
    do throws(ApprovalProblem) {
      if let pending = proposal.pending, proposal.deadBecause == nil {
        return try proposal.shortfall(of: pending)
      }
    } catch {
      throw ApprovalFailure([error.diagnostic(at: proposal.pending?.places.whole)])
    }
    guard !proposal.change.isEmpty || proposal.history == nil else { return nil }
    return proposal.electorate.shortfall(
      [], of: proposal.proposed(by: "", authors: []), proposal.requirement)
  }

  private static func text(
    _ proposal: Proposal, _ missing: ApprovalProblem.Shortfall?, _ place: ApprovalPlace
  ) -> String {
    var lines: [String] = []
    if let history = proposal.history {
      let release = history.current
      let left = release.tooOldAt - place.now
      lines += [
        "release     \(release.sequence), since \(UTCTime.text(release.effectiveAt))",
        "approved    by \(release.document.approvals.map(\.approver).joined(separator: ", ")): "
          + release.statement,
        "policy      \(release.policyDigest)",
        left > 0
          ? "too old     at \(UTCTime.text(release.tooOldAt)), in \(UTCTime.span(left))"
          : "too old     since \(UTCTime.text(release.tooOldAt)): approve it again with --renew",
      ]
    } else {
      lines.append("release     none: nothing is approved yet")
    }
    if proposal.change.isEmpty, proposal.history != nil {
      lines.append("working     mean the same")
    } else {
      lines += [
        "working     \(proposal.change.changeClass.rawValue): \(proposal.change.statement)",
        "change      \(proposal.identity.hex)",
      ]
    }
    if let pending = proposal.pending {
      let names = pending.approvals.map(\.approver).joined(separator: ", ")
      lines.append(
        "proposal    by \(pending.change.proposer), signed by \(names.isEmpty ? "nobody" : names)")
      if let problem = proposal.deadBecause {
        lines.append("            dead: \(problem.diagnostic(at: nil).message)")
      } else {
        lines += pending.approvals.map {
          "            \($0.approver) until \(UTCTime.text($0.expiresAt))"
        }
      }
    }
    if let missing {
      let finding = ApprovalProblem.missingApprovals(missing).diagnostic(at: nil)
      lines += ["missing     \(finding.message)", "            \(finding.help.joined())"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func json(
    _ proposal: Proposal, _ missing: ApprovalProblem.Shortfall?, _ place: ApprovalPlace
  ) -> JSONValue {
    let history = proposal.history
    return .object([
      .init(
        "release",
        history.map { ApprovalText.json($0.current.document, identity: $0.identity) } ?? .null),
      .init(
        "too_old_at", history.map { .string(UTCTime.text($0.current.tooOldAt)) } ?? .null),
      .init("in_sync", .bool(proposal.change.isEmpty && history != nil)),
      .init("change", .string(proposal.identity.hex)),
      .init("class", .string(proposal.change.changeClass.rawValue)),
      .init("verdict", .string(proposal.change.verdict.rawValue)),
      .init("statement", .string(proposal.change.statement)),
      .init(
        "proposal", proposal.pending.map { ApprovalText.json($0, identity: nil) } ?? .null),
      .init(
        "dead_because",
        proposal.deadBecause.map { .string($0.diagnostic(at: nil).message) } ?? .null),
      .init("missing", missing.map(json) ?? .null),
    ])
  }

  private static func json(_ missing: ApprovalProblem.Shortfall) -> JSONValue {
    .object([
      .init("approvals", .number("\(max(0, missing.wanted - missing.found))")),
      .init("roles", .array(missing.roles.map { .string($0.rawValue) })),
      .init("owners", .array(missing.owners.map { .string($0) })),
      .init("able", .array(missing.able.map { .string($0) })),
    ])
  }
}

/// `polytraders approve verify`: proves all that was approved.
struct ApproveVerifyCommand: Command {
  static let all: Parameter<Bool> = .flag(
    "all", "compile and prove every release again, not only those that were never seen here")

  static let description = CommandDescription(
    "verify", "prove the chain of releases and every signature",
    discussion: """
      Looks at every release from the first one on: the chain, who signed by the rules of the release before, and \
      the meaning of its documents. What was proved here before (.polytraders/trust.json) is not compiled again, and \
      nothing may be missing of it: an older newest release, another first one or a clock that was set back is refused.
      """,
    parameters: [all, ApproveOptions.format, PolicyRoot.option], example: "approve verify --all")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    try ApproveOptions.reporting {
      let place = try ApprovalPlace(root: values[PolicyRoot.option])
      let history = try place.history(all: values[Self.all])
      guard history.pendingFindings.isEmpty else { throw ApprovalFailure(history.pendingFindings) }
      let text =
        values[ApproveOptions.format] == .json
        ? Self.json(history).compactText + "\n" : Self.text(history)
      return StandardStream.output.write(text) ? .clean : .inputOutput
    }
  }

  private static func text(_ history: ApprovedHistory) -> String {
    let count = history.releases.count
    let seen = history.provedFrom - 1
    let before = seen > 0 ? "; 1 to \(seen) were proved here before" : ""
    let signatures = history.releases.reduce(0) { $0 + $1.approvals.count }
    return """
      ok: \(count) \(count == 1 ? "release" : "releases"), \(signatures) signatures, chain whole
      proved      \(history.provedFrom) to \(count)\(before)
      first       \(history.genesis.hex)
      newest      \(history.identity.hex)
      policy      \(history.current.policyDigest)

      """
  }

  private static func json(_ history: ApprovedHistory) -> JSONValue {
    .object([
      .init("ok", .bool(true)), .init("releases", .number("\(history.releases.count)")),
      .init("proved_from", .number("\(history.provedFrom)")),
      .init("genesis", .string(history.genesis.hex)),
      .init("identity", .string(history.identity.hex)),
      .init("policy", .string(history.current.policyDigest)),
      .init("governance", .string(history.current.governanceDigest)),
    ])
  }
}

/// `polytraders approve show [N]`: one release, or all of them in a list.
struct ApproveShowCommand: Command {
  static let sequence: Parameter<Int?> = .optionalArgument(
    "N", "the number of a release; without it, a line for each")
  static let document: Parameter<String?> = .option(
    "document", "PATH", "print this document of the release, exactly as it was approved")

  static let description = CommandDescription(
    "show", "show a release: who approved it, and its documents",
    parameters: [sequence, document, ApproveOptions.format, PolicyRoot.option],
    example: "approve show 1 --document policies/execution.yaml")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    try ApproveOptions.reporting {
      let place = try ApprovalPlace(root: values[PolicyRoot.option])
      let history = try place.history()
      let isJSON = values[ApproveOptions.format] == .json
      guard let sequence = values[Self.sequence] else {
        let text =
          isJSON
          ? JSONValue.array(
            zip(history.releases, history.identities).map {
              ApprovalText.json($0, identity: $1)
            }
          ).compactText + "\n"
          : history.releases.map { ApprovalText.line($0) + "\n" }.joined()
        return StandardStream.output.write(text) ? .clean : .inputOutput
      }
      guard history.releases.indices.contains(sequence - 1) else {
        throw ApprovalFailure([
          ApprovalProblem.noRelease(sequence, last: history.releases.count).diagnostic(at: nil)
        ])
      }
      let release = history.releases[sequence - 1]
      if let path = values[Self.document] {
        guard let document = release.documents.first(where: { $0.path == path }) else {
          let known = release.documents.map(\.path)
          throw ApprovalFailure([
            ApprovalProblem.noDocument(path, known: known).diagnostic(at: nil)
          ])
        }
        return StandardStream.output.write(document.text) ? .clean : .inputOutput
      }
      let identity = history.identities[sequence - 1]
      let text =
        isJSON
        ? ApprovalText.json(release, identity: identity).compactText + "\n"
        : Self.text(release, identity: identity.hex)
      return StandardStream.output.write(text) ? .clean : .inputOutput
    }
  }

  private static func text(_ release: ReleaseDocument, identity: String) -> String {
    let change = release.change
    let authors =
      change.authors.isEmpty ? "" : ", written by \(change.authors.joined(separator: ", "))"
    var lines = [
      "release     \(change.sequence), since \(UTCTime.text(release.effectiveAt))",
      "identity    \(identity)",
      "statement   \(change.statement)",
      "class       \(change.changeClass.rawValue) (\(change.verdict.rawValue))",
      "policy      \(change.policy.hex)", "governance  \(change.governance.hex)",
      "previous    \(change.previous.hex)",
      "proposed    \(UTCTime.text(release.proposedAt)) by \(change.proposer)\(authors)",
    ]
    lines += release.approvals.map {
      "approved    \(UTCTime.text($0.approvedAt)) by \($0.approver)  \($0.signature.hex.prefix(20))…"
    }
    lines += release.documents.map { "document    \($0.path), \($0.text.utf8.count) bytes" }
    return lines.joined(separator: "\n") + "\n"
  }
}
