package import Hashing
import JSON
package import Signing

/// What two people sign to arm one kill again: this kill, this epoch, this evidence, until then. Anything newer voids
/// it (facts/oms.md 6.2 rule 5).
package struct KillResetTerms: Hashable, Sendable {
  /// The id of the kill.
  package var kill: String
  package var epoch: Int64
  package var scope: KillScope
  /// The hash of the evidence that the signers were shown.
  package var evidence: Digest32
  /// Milliseconds since 1970, whole seconds; at most fifteen minutes after the first signature.
  package var expires: Int64

  /// Terms of these parts.
  package init(kill: String, epoch: Int64, scope: KillScope, evidence: Digest32, expires: Int64) {
    self.kill = kill
    self.epoch = epoch
    self.scope = scope
    self.evidence = evidence
    self.expires = expires
  }

  /// What `approver` signs (specs/eip712/kill-reset.yaml).
  package func statement(of approver: Address) -> SignedStatement {
    SignedStatement(
      .killReset,
      [
        .init("kill", .string(kill)), .init("epoch", .number("\(epoch)")),
        .init("scope", .string(scope.text)), .init("evidence", .string(evidence.prefixedHex)),
        .init("approver", .string(approver.lowercaseHex)),
        .init("expiresAt", .number("\(expires / 1000)")),
      ])
  }
}

/// What one or more people are asked to sign: the terms, and the evidence behind them.
package struct KillResetRequest: Hashable, Sendable {
  package var terms: KillResetTerms
  package var evidence: KillEvidence

  /// A request of these parts.
  package init(terms: KillResetTerms, evidence: KillEvidence) {
    self.terms = terms
    self.evidence = evidence
  }

  /// A request about `kill` on this evidence, valid for `length` milliseconds from `now`.
  package init(_ kill: KillRecord, evidence: KillEvidence, now: Int64, length: Int64) {
    self.init(
      terms: KillResetTerms(
        kill: kill.id, epoch: kill.epoch, scope: kill.scope, evidence: evidence.hash,
        expires: (now + length) / 1000 * 1000), evidence: evidence)
  }
}

/// One person's signature under the terms of a reset, with the evidence that they were shown.
package struct KillApproval: Hashable, Sendable {
  package var terms: KillResetTerms
  package var evidence: KillEvidence
  /// The name in specs/approvers.yaml.
  package var approver: String
  /// The address that is signed and that signed.
  package var address: Address
  package var signature: Signature

  /// An approval of these parts.
  package init(
    terms: KillResetTerms, evidence: KillEvidence, approver: String, address: Address,
    signature: Signature
  ) {
    self.terms = terms
    self.evidence = evidence
    self.approver = approver
    self.address = address
    self.signature = signature
  }
}

/// A person who may reset, from the approved list.
package struct KillApprover: Hashable, Sendable {
  package var name: String
  package var address: Address
  /// Other names of the same person, such as an e-mail address: whoever tripped under one of them does not count.
  package var aliases: [String]
  /// As the list names them.
  package var roles: Set<String>

  /// An approver of these parts.
  package init(
    name: String, address: Address, aliases: [String] = [], roles: Set<String> = []
  ) {
    self.name = name
    self.address = address
    self.aliases = aliases
    self.roles = roles
  }

  /// The role of a machine's key.
  static let service = "service"

  /// Whether two entries are one person: a name, a key or an alias in common.
  package func isOnePerson(with other: KillApprover) -> Bool {
    address == other.address || isNamed(other.name) || other.isNamed(name)
      || other.aliases.contains { isNamed($0) }
  }

  /// Whether `text` names this person, in letters of either size.
  package func isNamed(_ text: String) -> Bool {
    let text = text.lowercased()
    return ([name, address.lowercaseHex] + aliases).contains { $0.lowercased() == text }
  }
}

/// Why a reset was not accepted.
package enum KillResetRefusal: Error, Hashable, Sendable {
  case nothingTripped(KillScope)
  /// Signed for another kill, or for an older epoch of this one.
  case otherKill(signed: String, standing: String)
  case notContained(KillRecord.State)
  /// The condition was not found clear, or not lately.
  case triggerStands(KillTrigger)
  /// An item of the playbook is not ticked.
  case itemOpen(String)
  /// The evidence is not that whose hash was signed, or not of this kill.
  case otherEvidence
  case expired(at: Int64)
  case expiresTooLate(at: Int64)
  case unknownApprover(String)
  /// Whoever tripped does not count.
  case initiator(String)
  case foreignSignature(String)
  case samePerson(String)
  /// The second signature is under other terms than the first.
  case otherTerms
  /// An item of the playbook is ticked, and nothing proves it.
  case itemUnproved(String)
  /// A machine's key.
  case serviceAccount(String)
  /// Somebody with none of the roles of which each signer has one.
  case withoutRole(String, wanted: [String])
  /// Neither of the two has this role.
  case roleMissing(String)
}
