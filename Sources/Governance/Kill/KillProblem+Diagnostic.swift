package import Diagnostics
import Orders

extension KillProblem {
  /// The finding for people.
  package var diagnostic: Diagnostic {
    Diagnostic(code, .error, message, at: nil, help: help)
  }

  private var message: String {
    switch self {
    case .latch(let reason): "the latch of the kill switch: \(reason)"
    case .unreadable(let reason):
      "the latch cannot be read, which counts as tripped everywhere: \(reason)"
    case .refused(let refusal): refusal.message
    case .noConditions(let trigger, nil):
      "no run has said whether the condition of \(trigger.rawValue) still holds"
    case .noConditions(let trigger, let time?):
      "whether the condition of \(trigger.rawValue) still holds was last said at \(UTCTime.text(time))"
    case .conditionHolds(let trigger, let facts):
      "the condition of \(trigger.rawValue) holds still: \(facts)"
    case .unknownItem(let name, _): "'\(name)' is no item of this kill's playbook"
    case .noRequest: "nothing was given out to be signed"
    case .keyOfNobody(let address, _): "\(address) is the key of no approver"
    case .keyOfAnother(let name): "this is not the key of '\(name)'"
    }
  }

  private var help: [String] {
    switch self {
    case .latch: ["look at the folder and the disk it is on; until then nothing is signed"]
    case .unreadable:
      [
        "trip once with 'polytraders kill trip': what cannot be read is put aside, and a new latch stands"
      ]
    case .refused(let refusal): [refusal.help]
    case .noConditions:
      [
        "start the run on this folder: it signs nothing while it is tripped, and evaluates the condition"
      ]
    case .conditionHolds: ["clear the cause; a reset never goes by hope"]
    case .unknownItem(let name, let known): suggestions(for: name, among: known)
    case .noRequest: ["make it with 'polytraders kill export --as NAME'"]
    case .keyOfNobody(_, let known): ["approvers here: \(known.joined(separator: ", "))"]
    case .keyOfAnother: ["sign with your own key, or leave --as out"]
    }
  }
}

extension KillResetRefusal {
  /// What is wrong, for people.
  package var message: String {
    switch self {
    case .nothingTripped(let scope): "nothing is tripped on \(scope.text)"
    case .otherKill(let signed, let standing):
      "it was signed for \(signed), and \(standing) stands: a new trigger voids what was signed before"
    case .notContained(let state):
      "the kill is \(state.rawValue), not CONTAINED: orders may be open or in doubt"
    case .triggerStands(let trigger):
      "the condition of \(trigger.rawValue) was not found clear in the last minute"
    case .itemOpen(let name): "the playbook's item '\(name)' is open"
    case .otherEvidence: "the evidence is not that which was signed, or not of this kill"
    case .expired(let time): "the signature was valid until \(UTCTime.text(time))"
    case .expiresTooLate(let time):
      "it would be valid until \(UTCTime.text(time)), which is more than fifteen minutes"
    case .unknownApprover(let name): "'\(name)' is not among the approvers"
    case .initiator(let name): "'\(name)' tripped it, and whoever trips does not reset"
    case .foreignSignature(let name): "the signature of '\(name)' is not one of this reset"
    case .samePerson(let name): "'\(name)' has signed already; a reset needs two people"
    case .otherTerms: "it is not what the first person signed"
    case .itemUnproved(let name): "nothing shows that the playbook's item '\(name)' was done"
    case .serviceAccount(let name): "'\(name)' is a machine's key, and people arm"
    case .withoutRole(let name, let wanted):
      "'\(name)' has none of the roles that may reset: \(wanted.joined(separator: ", "))"
    case .roleMissing(let role): "one of the two has to have the role '\(role)'"
    }
  }

  /// What to do about it.
  package var help: String {
    switch self {
    case .nothingTripped: "'polytraders kill status' shows what stands"
    case .otherKill, .otherEvidence, .otherTerms, .expiresTooLate:
      "begin the reset anew with 'polytraders kill reset'"
    case .notContained:
      "let the run on this folder cancel and prove it; it goes on until nothing is open"
    case .triggerStands: "keep the run going: it evaluates the condition every second"
    case .itemOpen(let name): "do it, then say so with --tick \(name)"
    case .expired: "sign anew; what was signed holds for fifteen minutes"
    case .unknownApprover: "specs/approvers.yaml, as approved, says who may"
    case .initiator, .samePerson: "another person of specs/approvers.yaml has to sign"
    case .itemUnproved(KillEvidence.replayLastHour):
      "run 'polytraders replay last-hour --journal FILE' on the run's journal, with the same --store"
    case .itemUnproved: "start the run on this folder: it says what the wallet holds"
    case .serviceAccount, .withoutRole, .roleMissing:
      "policies/approvals.yaml (kill_reset) and specs/approvers.yaml, as approved, say who may"
    case .foreignSignature: "sign what 'polytraders kill export' writes, with your own key"
    }
  }
}
