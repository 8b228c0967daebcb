import CommandLine
import Diagnostics
import Governance
import Graph
import Hashing
import Policy
import Signing

/// What the commands of `approve` have in common.
enum ApproveOptions {
  static let person: Parameter<String?> = .option(
    "as", "NAME", "who signs, as specs/approvers.yaml has it (default: whose key it is)")
  static let proposer: Parameter<String?> = .option(
    "proposer", "NAME", "who wants the change: begins a proposal; never counts as an approver")
  static let renew: Parameter<Bool> = .flag(
    "renew", "approve the same meaning again, so that it does not become too old")
  static let format: Parameter<OutputFormat> = .option(
    "format", "FORMAT", "text or json", default: .text)

  /// Does `body`; findings go to standard error with their source lines.
  static func reporting(_ body: () throws -> ExitCode) throws -> ExitCode {
    do {
      return try body()
    } catch let failure as ApprovalFailure {
      _ = StandardStream.error.write(failure.text)
    } catch let failure as GraphLoader.Failure {
      _ = StandardStream.error.write(failure.text)
    }
    return .findings
  }
}

/// `polytraders approve`: signs what the working files mean.
struct ApproveSignCommand: Command {
  static let key: Parameter<String> = .requiredOption(
    "key", "SOURCE", "the place of the key: keystore:FILE, env:NAME or file:PATH")
  static let yes: Parameter<Bool> = .flag("yes", "sign without asking")
  static let digest: Parameter<String?> = .option(
    "digest", "HEX",
    "sign only if the change is this one, as 'approve status' shows it; 16 digits are enough")

  static let description = CommandDescription(
    "sign", "sign the meaning of the working files",
    discussion: """
      Shows what changes against the newest release and who has to approve it, asks, and signs. While somebody \
      is missing, the proposal with its signatures stands in specs/approved/pending.yaml: commit it, and have \
      the others run the same on their checkout. The last signature makes the release, specs/approved/NNNNNN.yaml, \
      with the exact documents; the runner loads its policies from there.

      Signed is the compiled meaning, not the text: comments and layout keep a proposal, any change of meaning ends \
      it. Who may sign is what the release before says, never what the change itself says. The proposer and \
      whoever wrote a part of the change (by e-mail address in git) do not count.
      """,
    parameters: [
      ApproveOptions.proposer, key, KeyOptions.password, ApproveOptions.person, digest, yes,
      ApproveOptions.renew, ApprovalPlace.journal, PolicyRoot.option,
    ],
    example: "approve sign --proposer alice --key keystore:bob.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    try ApproveOptions.reporting {
      let place = try ApprovalPlace(root: values[PolicyRoot.option])
      var desk = try place.desk()
      let proposer = values[ApproveOptions.proposer]
      let renews = values[ApproveOptions.renew]
      let isAlive = desk.proposal.pending != nil && desk.proposal.deadBecause == nil
      let authors = place.authors(of: desk.proposal, withWorkingFiles: !isAlive)
      // What cannot be begun need not be read, and nobody should be asked for a password for it.
      let document: ReleaseDocument
      do throws(ApprovalProblem) {
        document = try desk.proposal.begun(by: proposer, authors: authors, renews: renews)
      } catch {
        throw ApprovalFailure([error.diagnostic(at: nil)])
      }
      guard StandardStream.output.write(ApprovalText.proposal(document, desk.proposal)) else {
        return .inputOutput
      }
      try confirm(desk.proposal.identity(of: document.change))
      let key = try KeyOptions.key(values[Self.key], password: values[KeyOptions.password])
      let outcome = try desk.sign(
        with: key, as: values[ApproveOptions.person], proposer: proposer, authors: authors,
        renews: renews)
      return try finish(outcome, place, desk.proposal, key.address)
    }
  }

  /// Fails where nobody says that this change is the one.
  private func confirm(_ identity: Digest32) throws {
    if let given = values[Self.digest] {
      let digits = (given.hasPrefix("0x") ? String(given.dropFirst(2)) : given).lowercased()
      guard digits.utf8.count >= 16, identity.hex.hasPrefix(digits) else {
        throw ApprovalFailure([
          ApprovalProblem.digestDiffers(given: given, found: identity).diagnostic(at: nil)
        ])
      }
      return
    }
    guard !values[Self.yes] else { return }
    _ = StandardStream.error.write("sign this change? [yes/no] ")
    guard readLine()?.lowercased() == "yes" else {
      throw ApprovalFailure([ApprovalProblem.unconfirmed.diagnostic(at: nil)])
    }
  }

  private func finish(
    _ outcome: ApprovalDesk.Outcome, _ place: ApprovalPlace, _ proposal: Proposal,
    _ address: Address
  ) throws -> ExitCode {
    let person = try? proposal.approver(address).name.value
    try ApprovalText.journal(outcome, place, proposal, values[ApprovalPlace.journal], person)
    return StandardStream.output.write(try ApprovalText.outcome(outcome, place))
      ? .clean : .inputOutput
  }
}
