package import Diagnostics
import Hashing

extension OverrideProblem {
  /// The finding for people.
  package func diagnostic(at location: Location?) -> Diagnostic {
    Diagnostic(code, .error, message, at: location, help: help)
  }

  /// What is wrong, with the value.
  package var message: String {
    switch self {
    case .badScope: "'where' of an override names one market, one strategy or one tag"
    case .badSignatureText: "a signature is 0x and 130 hexadecimal digits: r, s and v"
    case .badDigest(let key, let text): "'\(key)' is '\(text)', which is not 0x and 64 digits"
    case .badTime(let key, let text): "'\(key)' is '\(text)', which is no time in whole seconds"
    case .unknownKind(let kind): "overrides/ holds a document of kind '\(kind)'"
    case .unknownVersion(let version): "apiVersion '\(version)' is not one of this program"
    case .policy(let message): message
    case .otherPolicy(let stated, let approved):
      "it was signed for the policy \(stated.prefix(12)), and \(approved.prefix(12)) is approved"
    case .noReason: "an override needs a reason"
    case .reasonTooLong(let count, let most):
      "the reason has \(count) characters; \(most) are the most"
    case .endsBeforeStart: "it ends before it starts"
    case .tooLong(let hours, let most): "it would hold for \(hours); \(most) is the most"
    case .unknownPerson(let name, _): "'\(name)' is not among the approvers"
    case .otherVerdict(let stated, let found):
      "it says that it is \(stated.rawValue); the comparison of all events says \(found.rawValue)"
    case .changesNothing(let value): "\(value) is the approved value already"
    case .noRules: "nobody says whose signatures an override needs"
    case .doesNotCompile(let message): "the policy under it does not compile: \(message)"
    case .foreignSignature(let approver): "the signature of '\(approver)' is not one of this text"
    case .signedTwice(let approver): "'\(approver)' signed twice; one person counts once"
    case .sameID(let other): "\(other) has the same id"
    case .noSuchOverride(let id): "there is no override '\(id)'"
    case .keyOfNobody(let address, _): "\(address) is the key of no approver"
    case .keyOfAnother(let name, let owner):
      "this is not the key of '\(name)'" + (owner.map { ", it is that of '\($0)'" } ?? "")
    case .ambiguous(let id, _): "'\(id)' is the beginning of several ids"
    case .placeTaken(let other): "the override \(other) holds the same param in the same scope"
    case .loosensTogether(let others):
      "approved as tightening, but on top of \(others.joined(separator: ", ")) it loosens"
    case .cannotRead(let path, let reason):
      "'\(path)' cannot be read: \(reason); what held goes on holding"
    case .tampered(let how): "\(how); what was signed goes on holding"
    }
  }

  /// What to do about it.
  package var help: [String] {
    switch self {
    case .badScope:
      ["write 'where: { market: 0x… }', or leave 'where' out for the value that holds everywhere"]
    case .badSignatureText, .badDigest, .foreignSignature, .otherVerdict, .signedTwice:
      ["make the override again with 'polytraders override set'; what was signed cannot be edited"]
    case .badTime: ["write it as 2026-11-21T20:00:00Z"]
    case .unknownKind: ["only 'Override' and 'OverrideRevocation' belong there"]
    case .unknownVersion: ["write 'apiVersion: polytraders/v1'"]
    case .policy, .doesNotCompile: []
    case .otherPolicy: ["make it again on the approved policy with 'polytraders override set'"]
    case .noReason: ["say why with --reason; it is what the journal and the reviewers will see"]
    case .reasonTooLong: ["say it shorter and name a ticket with --ticket"]
    case .endsBeforeStart: ["give a longer --for"]
    case .tooLong: ["what must stay longer is a change of policy: edit it and have it approved"]
    case .unknownPerson(let name, let known): suggestions(for: name, among: known)
    case .changesNothing: ["give another value"]
    case .noRules: ["add policies/approvals.yaml and specs/approvers.yaml, and have them approved"]
    case .sameID: ["remove one of the two files"]
    case .noSuchOverride: ["'polytraders override list' shows those that there are"]
    case .keyOfNobody(_, let known):
      ["approvers here: \(known.joined(separator: ", ")); see specs/approvers.yaml"]
    case .keyOfAnother: ["sign with your own key, or name its owner with --as"]
    case .ambiguous(_, let known): ["one of \(known.joined(separator: ", "))"]
    case .placeTaken: ["revoke that one first, or wait for its end"]
    case .loosensTogether: ["revoke one of them, or have this one approved by two people"]
    case .cannotRead: ["look at who may read it, and who changed that"]
    case .tampered:
      [
        "put the file back: 'polytraders drift --revert --journal FILE' writes it as it was signed",
        "to end it before its time: 'polytraders override revoke', signed by those who may",
      ]
    }
  }
}
