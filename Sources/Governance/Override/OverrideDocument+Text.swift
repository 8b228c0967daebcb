import Diagnostics
package import Hashing
import JSON
package import Policy
package import Signing
import YAML

extension OverrideDocument {
  /// The file: one form for one meaning. Editing what is signed ends it; comments and layout do not.
  package var text: String {
    var lines = [
      "# A temporary value on top of the approved policy, until it expires. What is signed cannot be edited:",
      "# 'polytraders override' makes, signs and revokes such files.",
      "apiVersion: polytraders/v1", "kind: Override",
      "metadata: { id: \"\(id.value.prefixedHex)\" }", "spec:", "  bot: \(bot.value)",
      "  param: \(parameter.value)",
    ]
    if let selector {
      lines.append("  where: { \(selector.kind): \(Self.quoted(selector.name)) }")
    }
    lines += [
      "  value: \(Self.quoted(value.value))", "  verdict: \(verdict.value.rawValue)",
      "  reason: \(Self.quoted(reason.value))",
    ]
    if !ticket.isEmpty { lines.append("  ticket: \(Self.quoted(ticket))") }
    lines += [
      "  policy: \"\(policy.value.prefixedHex)\"",
      "  proposer: \(OverrideDocument.name(proposer.value))",
      "  starts: \(UTCTime.text(starts.value))", "  expires: \(UTCTime.text(expires.value))",
    ]
    return (lines + Self.signatures(endorsements)).joined(separator: "\n") + "\n"
  }

  /// JSON's strings are YAML's, too, on one line.
  static func quoted(_ text: String) -> String { JSONValue.string(text).compactText }

  /// The name of a person: plain where YAML cannot take it for anything else.
  static func name(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { (97...122).contains($0) || $0 == 95 || $0 == 45 }
    return isPlain && !["true", "false", "null", "yes", "no"].contains(text) ? text : quoted(text)
  }

  static func signatures(_ endorsements: [Endorsement]) -> [String] {
    guard !endorsements.isEmpty else { return ["  signatures: []"] }
    return ["  signatures:"]
      + endorsements.map {
        "    - { approver: \(name($0.approver.value)), signature: \"\($0.signature.value.hex)\" }"
      }
  }

  /// An override that nobody has signed yet. Times are milliseconds since 1970; the parts of a second are
  /// dropped, since what is signed counts seconds.
  package static func proposal(
    id: Digest32, bot: String, parameter: String, selector: ScopeSelector?, value: String,
    verdict: OverrideVerdict, reason: String, ticket: String, policy: Digest32, proposer: String,
    starts: Int64, expires: Int64
  ) -> OverrideDocument {
    let file = OverrideFolder.path(of: id)
    let place = Location(file: file, line: 1, column: 1)
    return OverrideDocument(
      file: file, id: Located(id, at: place), bot: Located(bot, at: place),
      parameter: Located(parameter, at: place), selector: selector,
      value: Located(value, at: place), verdict: Located(verdict, at: place),
      reason: Located(reason, at: place), ticket: ticket, policy: Located(policy, at: place),
      proposer: Located(proposer, at: place), starts: Located(starts / 1000 * 1000, at: place),
      expires: Located(expires / 1000 * 1000, at: place), endorsements: [])
  }

  /// With one more signature; one of the same person takes the place of the earlier.
  package func endorsed(by approver: String, _ signature: Signature) -> OverrideDocument {
    var document = self
    document.endorsements.removeAll { $0.approver.value == approver }
    document.endorsements.append(.make(approver, signature, at: id.location))
    return document
  }
}

extension OverrideDocument.Endorsement {
  static func make(_ approver: String, _ signature: Signature, at place: Location) -> Self {
    .init(approver: Located(approver, at: place), signature: Located(signature, at: place))
  }
}

extension OverrideRevocation {
  /// The file, in one form for one meaning.
  package var text: String {
    let lines = [
      "# Ends an override before it expires, once it has enough signatures.",
      "apiVersion: polytraders/v1", "kind: OverrideRevocation",
      "metadata: { id: \"\(id.value.prefixedHex)\" }", "spec:",
      "  policy: \"\(policy.value.prefixedHex)\"",
      "  reason: \(OverrideDocument.quoted(reason.value))",
      "  verdict: \(verdict.value.rawValue)",
      "  proposer: \(OverrideDocument.name(proposer.value))",
      "  revoked: \(UTCTime.text(revoked.value))",
    ]
    return (lines + OverrideDocument.signatures(endorsements)).joined(separator: "\n") + "\n"
  }

  /// A revocation of an override that nobody has signed yet.
  package static func proposal(
    ending override: OverrideAssessment, reason: String, proposer: String, at now: Int64
  ) -> OverrideRevocation {
    let id = override.document.id
    let place = Location(file: OverrideFolder.revocationPath(of: id.value), line: 1, column: 1)
    return OverrideRevocation(
      file: place.file, id: Located(id.value, at: place),
      policy: Located(override.document.policy.value, at: place),
      reason: Located(reason, at: place),
      verdict: Located(override.signedVerdict.reversed, at: place),
      proposer: Located(proposer, at: place), revoked: Located(now / 1000 * 1000, at: place),
      endorsements: [])
  }

  /// With one more signature; one of the same person takes the place of the earlier.
  package func endorsed(by approver: String, _ signature: Signature) -> OverrideRevocation {
    var document = self
    document.endorsements.removeAll { $0.approver.value == approver }
    document.endorsements.append(.make(approver, signature, at: id.location))
    return document
  }
}
