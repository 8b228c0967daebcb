package import Diagnostics
import Hashing
import Policy

extension ApprovalProblem {
  /// The finding for people.
  package func diagnostic(at location: Location?) -> Diagnostic {
    Diagnostic(code, .error, message, at: location, help: [help])
  }

  private var code: String {
    switch self {
    case .nothingApproved: "PT1701"
    case .foreignEntry, .notRegular, .unreadable: "PT1702"
    case .unwritable: "PT1740"
    case .sequenceDiffers, .sequenceMissing: "PT1703"
    case .badMember, .badDocumentPath, .emptyDocuments: "PT1704"
    case .otherPrevious: "PT1705"
    case .otherMeaning: "PT1706"
    case .otherGovernance: "PT1707"
    case .otherVerdict: "PT1708"
    case .noRules: "PT1709"
    case .unknownApprover: "PT1710"
    case .notASignature: "PT1711"
    case .signedByOther: "PT1712"
    case .approvedTwice, .onePerson: "PT1713"
    case .ownChange: "PT1714"
    case .missingApprovals: "PT1715"
    case .beforePrevious, .inFuture: "PT1716"
    case .expired, .expiresTooLate, .adoptedLate: "PT1717"
    case .rolledBack: "PT1720"
    case .otherGenesis: "PT1721"
    case .rewritten: "PT1722"
    case .clockBack: "PT1723"
    case .nothingToApprove: "PT1730"
    case .noProposal: "PT1731"
    case .otherProposal: "PT1732"
    case .baseMoved: "PT1733"
    case .proposalExpired: "PT1734"
    case .proposerDiffers, .badName, .authorMissing: "PT1735"
    case .digestDiffers, .unconfirmed: "PT1736"
    case .keyOfNobody, .keyOfOther: "PT1737"
    case .malformedSignature, .highSignature, .badRecovery, .noExport: "PT1738"
    case .noRelease, .noDocument: "PT1739"
    }
  }

  private var message: String {
    switch self {
    case .nothingApproved(let folder): "nothing is approved: there is no release in \(folder)"
    case .foreignEntry(let name): "'\(name)' is neither a release nor the proposal"
    case .notRegular(let name): "'\(name)' is no regular file"
    case .unreadable(let name, let reason): "'\(name)' cannot be read: \(reason)"
    case .unwritable(let name, let reason): "'\(name)' cannot be written: \(reason)"
    case .sequenceDiffers(let said, let expected):
      "the file says that it is release \(said), and its name that it is \(expected)"
    case .sequenceMissing(let sequence): "release \(sequence) is missing"
    case .badMember(let key, let wanted): "'\(key)' is not \(wanted)"
    case .badDocumentPath(let path): "a release holds no document at '\(path)'"
    case .emptyDocuments: "the release has no documents"
    case .otherPrevious(let sequence):
      "the release was approved on top of something else than release \(sequence)"
    case .otherMeaning(let said, let found):
      "the documents mean \(Self.short(found)), and \(Self.short(said)) was approved"
    case .otherGovernance(let said, let found):
      "approvers, rules and strategies mean \(Self.short(found)), and \(Self.short(said)) was approved"
    case .otherVerdict(let said, let found):
      "the change was signed as \(said), and it is \(found)"
    case .noRules(let missing): "nobody can approve: \(missing)"
    case .unknownApprover(let name, _): "'\(name)' is no approver of the release before"
    case .notASignature(let name):
      "the signature of '\(name)' is none: it was changed, or made over another text"
    case .signedByOther(let name, let signer):
      "the signature of '\(name)' is of \(signer): it belongs to another key, or to another text"
    case .approvedTwice(let name): "'\(name)' approves twice"
    case .onePerson(let first, let second):
      "'\(first)' and '\(second)' have one e-mail address: they are one person"
    case .ownChange(let name, .proposed): "'\(name)' proposed the change, and approves it"
    case .ownChange(let name, .wrote(let email)):
      "'\(name)' wrote a part of the change, as \(email), and approves it"
    case .missingApprovals(let shortfall): Self.text(of: shortfall)
    case .beforePrevious(let name):
      "'\(name)' signed before the release was there that this one follows"
    case .inFuture(let name, let time): "'\(name)' signed in the future, at \(UTCTime.text(time))"
    case .expired(let name, let time):
      "the approval of '\(name)' expired at \(UTCTime.text(time)), before the last one was given"
    case .expiresTooLate(let name, let most):
      "the approval of '\(name)' is meant to hold longer than the rules allow, \(UTCTime.span(most))"
    case .adoptedLate(let sequence, let name, let time):
      "release \(sequence) was never seen here before, and the approval of '\(name)' expired at \(UTCTime.text(time))"
    case .rolledBack(let from, let to):
      "the newest release is \(to), and \(from) was seen here before"
    case .otherGenesis(let pinned, let found):
      "the first release is \(Self.short(found)), and \(Self.short(pinned)) was trusted here before"
    case .rewritten(let sequence):
      "release \(sequence), or one before it, is not the one that was seen here before"
    case .clockBack(let from, let to):
      "the clock says \(UTCTime.text(to)), and it was \(UTCTime.text(from)) before"
    case .nothingToApprove: "the working files mean what is approved already"
    case .noProposal: "no change is proposed"
    case .otherProposal(let said, let found):
      "the working files mean \(Self.short(found)), and the proposal is of \(Self.short(said))"
    case .baseMoved(let from, let to):
      "the proposal is on top of release \(from), and release \(to) came between"
    case .proposalExpired(let time): "the proposal expired at \(UTCTime.text(time))"
    case .proposerDiffers(let said, let given):
      "the proposal is by '\(said)', not by '\(given)'"
    case .badName(let name): "'\(name)' is no name of a proposer"
    case .authorMissing(let email):
      "\(email) wrote a part of the change since it was proposed"
    case .digestDiffers(let given, let found):
      "the change is \(found.hex), not \(given)"
    case .unconfirmed: "nothing was signed"
    case .keyOfNobody(let address, _): "the key of \(address) is of no approver"
    case .keyOfOther(let address, let name):
      "the key of \(address) is not that of '\(name)'"
    case .malformedSignature(let count):
      "this is no signature: 64 or 65 bytes in hexadecimal digits are expected, there are \(count)"
    case .highSignature: "the signature is in its second form (high s), which nobody signs"
    case .badRecovery(let v): "the last byte of the signature is \(v), not 27 or 28 (or 0 or 1)"
    case .noExport(let name): "nothing was exported for '\(name)'"
    case .noDocument(let path, _): "the release has no document '\(path)'"
    case .noRelease(let sequence, let last):
      "there is no release \(sequence); the newest is \(last)"
    }
  }

  private var help: String {
    switch self {
    case .nothingApproved:
      "approve the working files as the first release: polytraders approve --proposer NAME --key SOURCE"
    case .foreignEntry, .notRegular:
      "take it away: the folder holds 000001.yaml and on, and pending.yaml, all written by 'approve'"
    case .unreadable: "fetch the file again from git, and check its permissions"
    case .unwritable: "check the folder, its permissions and the room on the disk"
    case .sequenceDiffers, .sequenceMissing:
      "fetch the folder again from git; a release is never renamed, edited or removed"
    case .badMember, .badDocumentPath, .emptyDocuments, .otherPrevious, .otherMeaning,
      .otherGovernance, .notASignature:
      "fetch the file again from git; a release is never edited by hand"
    case .otherVerdict: "have the change approved again; do not trust whoever made this file"
    case .noRules: "give the folder specs/approvers.yaml and policies/approvals.yaml"
    case .unknownApprover(_, let known):
      "approvers are \(Self.list(known)); somebody new approves from the release on that names him"
    case .signedByOther, .approvedTwice, .onePerson:
      "have it signed again by the people that the file names, each with the own key"
    case .ownChange: "have somebody else approve"
    case .missingApprovals(let shortfall): Self.help(for: shortfall)
    case .beforePrevious: "an approval is of one change: have this one approved"
    case .inFuture: "check the clock of this machine, and of the one that signed"
    case .expired, .expiresTooLate: "have the change signed again"
    case .adoptedLate:
      "have it signed again: take its file away where it is in force nowhere, or renew it where it is"
        + " (polytraders approve --renew)"
    case .rolledBack, .rewritten:
      "fetch the folder again from git; whoever took releases away may want an old policy back"
    case .otherGenesis:
      "if the desk began anew, remove .polytraders/trust.json (the runner's: its state) by hand"
    case .clockBack: "set the clock right; approvals and their ages cannot be judged by it"
    case .nothingToApprove: "to make the approval younger without a change, add --renew"
    case .noProposal:
      "begin one: polytraders approve --proposer NAME --key SOURCE"
    case .otherProposal:
      "name --proposer to begin a new one, or bring back the files; signatures do not move to another meaning"
    case .baseMoved, .proposalExpired:
      "name --proposer to begin a new one; what was signed does not count any more"
    case .proposerDiffers:
      "leave --proposer out to sign this proposal, or take it back first: polytraders approve withdraw"
    case .badName: "use up to 64 letters, digits and any of . _ - @ +"
    case .authorMissing: "begin anew: polytraders approve withdraw, then approve with --proposer"
    case .digestDiffers: "read what changes now: polytraders approve status"
    case .unconfirmed: "answer yes, or give --digest with the change that you have read, or --yes"
    case .keyOfNobody(_, let known): "approvers are \(Self.list(known))"
    case .keyOfOther: "name the key of that person, or leave --as out"
    case .malformedSignature: "give the 0x text that the wallet shows, or a file that holds it"
    case .highSignature: "sign again with a wallet that follows EIP-2"
    case .badRecovery: "give the signature as the wallet shows it"
    case .noExport: "export it first: polytraders approve export --as NAME --out FILE"
    case .noRelease: "name a release that is there"
    case .noDocument(_, let known): "it has \(Self.list(known, "and"))"
    }
  }

  private static func text(of shortfall: Shortfall) -> String {
    var lacks: [String] = []
    if shortfall.found < shortfall.wanted {
      lacks.append("\(shortfall.wanted) people, of whom \(shortfall.found) signed")
    }
    lacks += shortfall.roles.map { "somebody who is \($0.rawValue)" }
    lacks += shortfall.owners.map { "somebody for the owner \($0)" }
    return "a change of the class \(shortfall.changeClass.rawValue) needs \(list(lacks, "and"))"
  }

  private static func help(for shortfall: Shortfall) -> String {
    guard shortfall.voiceless.isEmpty else {
      return
        "nobody who may sign speaks for \(list(shortfall.voiceless, "and")): first name an approver who does,"
        + " in 'owns' of specs/approvers.yaml"
    }
    guard !shortfall.able.isEmpty else {
      return
        "nobody who could sign is left: let another person propose, or name more approvers first"
    }
    return "who could sign: \(list(shortfall.able))"
  }

  /// The first digits of a digest, enough to tell two apart.
  static func short(_ digest: some CustomStringConvertible) -> String {
    "\(digest)".prefix(12) + "…"
  }

  private static func list(_ words: [String], _ joint: String = "or") -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "nobody" }
    return words.dropLast().joined(separator: ", ") + " \(joint) " + last
  }
}
