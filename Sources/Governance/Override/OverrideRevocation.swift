import Diagnostics
package import Hashing
import JSON
package import Policy
package import Signing
import YAML

/// A file beside an override that ends it before it expires.
package struct OverrideRevocation: Sendable {
  package var file: String
  package var id: Located<Digest32>
  /// The digest of the policy that the override was put on.
  package var policy: Located<Digest32>
  package var reason: Located<String>
  /// What the end does to decisions: the override's own verdict, seen from the other side.
  package var verdict: Located<OverrideVerdict>
  package var proposer: Located<String>
  /// Milliseconds since 1970, whole seconds.
  package var revoked: Located<Int64>
  package var endorsements: [OverrideDocument.Endorsement]
}

extension OverrideRevocation {
  /// Reads a document of `kind: OverrideRevocation`; nil with the reasons in `bag`.
  static func read(
    _ root: YAMLNode, file: String, _ bag: inout DiagnosticBag
  ) -> OverrideRevocation? {
    guard var top = MappingReader(root, "a revocation", &bag) else { return nil }
    _ = top.text("apiVersion", &bag)
    _ = top.text("kind", &bag)
    var id: Located<Digest32>?
    if let node = top.required("metadata", &bag),
      var metadata = MappingReader(node, "'metadata'", &bag)
    {
      id = OverrideDocument.digest(metadata.text("id", &bag), "id", &bag)
      metadata.finish(&bag)
    }
    guard let node = top.required("spec", &bag),
      var spec = MappingReader(node, "a revocation", &bag)
    else { return nil }
    top.finish(&bag)
    let policy = OverrideDocument.digest(spec.text("policy", &bag), "policy", &bag)
    let reason = spec.text("reason", &bag)
    let verdict: Located<OverrideVerdict>? = spec.word("verdict", &bag)
    let proposer = spec.text("proposer", &bag)
    let revoked = OverrideDocument.time(spec.text("revoked", &bag), "revoked", &bag)
    let endorsements = OverrideDocument.endorsements(&spec, &bag)
    spec.finish(&bag)
    guard !bag.hasErrors, let id, let policy, let reason, let verdict, let proposer, let revoked
    else { return nil }
    return OverrideRevocation(
      file: file, id: id, policy: policy, reason: reason, verdict: verdict, proposer: proposer,
      revoked: revoked, endorsements: endorsements)
  }

  /// What `approver` signs (specs/eip712/override-revocation.yaml).
  package func statement(of approver: Address, proposer: Address) -> SignedStatement {
    SignedStatement(
      .overrideRevocation,
      [
        .init("id", .string(id.value.prefixedHex)),
        .init("policy", .string(policy.value.prefixedHex)),
        .init("reason", .string(reason.value)), .init("verdict", .string(verdict.value.rawValue)),
        .init("proposer", .string(proposer.lowercaseHex)),
        .init("approver", .string(approver.lowercaseHex)),
        .init("revokedAt", .number("\(revoked.value / 1000)")),
      ])
  }

  /// What is wrong with it as the end of `override`, and what it lacks; it ends nothing while there is either.
  package func faults(
    ending override: OverrideAssessment, on base: PolicyState
  ) -> (problems: [OverrideProblem], lacks: [String], signers: [ApproverList.Approver]) {
    guard let rules = base.governance.rules, let approvers = base.governance.approvers else {
      return ([.noRules], [], [])
    }
    var problems: [OverrideProblem] = []
    if !reason.value.contains(where: { !$0.isWhitespace }) { problems.append(.noReason) }
    if policy.value != override.document.policy.value {
      problems.append(
        .otherPolicy(stated: policy.value.hex, approved: override.document.policy.value.hex))
    }
    let wanted = override.signedVerdict.reversed
    if verdict.value != wanted {
      problems.append(.otherVerdict(stated: verdict.value, found: wanted))
    }
    guard let person = approvers[proposer.value], let key = Address(hex: person.address.value)
    else {
      problems.append(
        .unknownPerson(proposer.value, known: approvers.approvers.map(\.name.value).sorted()))
      return (problems, [], [])
    }
    let (signers, bad) = EndorsementCheck.signers(endorsements, among: approvers) {
      statement(of: $0, proposer: key)
    }
    let quorum = OverrideQuorum(
      wanted.changeClass, rules: rules, owners: override.owners, proposer: person)
    return (problems + bad, quorum.lacks(signers), signers)
  }
}
