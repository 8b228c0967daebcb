package import Diagnostics

extension PolicyRefusal {
  /// What people are told, with what stays in force meanwhile.
  package func diagnostic(inForce version: PolicyVersion?) -> Diagnostic {
    let stays = version.map { "release \($0.sequence) (\($0.approved.prefix(12))) stays in force" }
    return Diagnostic(
      "PT2111", .error, message, at: nil,
      help: lines + [stays ?? "nothing is in force"])
  }

  private var message: String {
    switch kind {
    case .unapproved:
      "GOV_POLICY_UNAPPROVED: the working files mean \(identity.prefix(12)), which nobody approved"
    case .broken: "GOV_POLICY_UNAPPROVED: the working files cannot be compiled"
    case .unverified: "GOV_POLICY_UNAPPROVED: what lies in specs/approved does not verify"
    case .rollback: "GOV_POLICY_UNAPPROVED: an older or rewritten release is offered"
    case .override: "GOV_POLICY_UNAPPROVED: an override is not used"
    }
  }
}
