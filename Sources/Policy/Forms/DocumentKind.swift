/// The kinds of documents that people of the desk write or that the program writes for them: the word behind
/// `kind:`. Each has a `DocumentForm`.
package enum DocumentKind: String, CaseIterable, Sendable {
  case bot = "Bot"
  case policy = "Policy"
  case reasonCodes = "ReasonCodes"
  case staleness = "Staleness"
  case tests = "Tests"
  case approvers = "Approvers"
  case approvals = "Approvals"
  case strategies = "Strategies"
  case playbook = "Playbook"
  case override = "Override"
  case revocation = "OverrideRevocation"
  case approvedPolicy = "ApprovedPolicy"
  case proposal = "PolicyProposal"
  case typedData = "TypedData"

  /// The word for the kind in file names and commands: `reason-codes` of `specs/schema/reason-codes.json`.
  package var name: String {
    switch self {
    case .bot: "bot"
    case .policy: "policy"
    case .reasonCodes: "reason-codes"
    case .staleness: "staleness"
    case .tests: "tests"
    case .approvers: "approvers"
    case .approvals: "approvals"
    case .strategies: "strategies"
    case .playbook: "playbook"
    case .override: "override"
    case .revocation: "override-revocation"
    case .approvedPolicy: "approved-policy"
    case .proposal: "policy-proposal"
    case .typedData: "typed-data"
    }
  }

  /// Where documents of the kind lie in a root, as a pattern for editors.
  package var places: String {
    switch self {
    case .bot: "bots/*.yaml"
    case .policy: "policies/*.yaml"
    case .reasonCodes: "specs/reason-codes.yaml"
    case .staleness: "specs/staleness.yaml"
    case .tests: "tests/*.yaml"
    case .approvers: "specs/approvers.yaml"
    case .approvals: "policies/approvals.yaml"
    case .strategies: "specs/strategies.yaml"
    case .playbook: "specs/playbooks/*.yaml"
    case .override: "overrides/*.yaml"
    case .revocation: "overrides/*.revocation.yaml"
    case .approvedPolicy: "specs/approved/[0-9]*.yaml"
    case .proposal: "specs/approved/pending.yaml"
    case .typedData: "specs/eip712/*.yaml"
    }
  }
}
