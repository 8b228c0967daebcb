import CEL
package import Hashing
import JSON
package import Policy
package import Signing

/// Exactly what is signed for an override: every word of it, on one approved policy.
package struct OverrideTerms: Sendable {
  package var id: Digest32
  /// The digest of the approved policy that it is put on.
  package var policy: Digest32
  package var bot: String
  package var parameter: String
  package var selector: ScopeSelector?
  /// In the spelling of the param's type, so that `30s` and `30000ms` are one text.
  package var value: String
  package var verdict: OverrideVerdict
  package var reason: String
  /// Empty where there is none.
  package var ticket: String
  package var proposer: Address
  /// Milliseconds since 1970, whole seconds.
  package var starts, expires: Int64

  package init(
    id: Digest32, policy: Digest32, bot: String, parameter: String, selector: ScopeSelector?,
    value: String, verdict: OverrideVerdict, reason: String, ticket: String, proposer: Address,
    starts: Int64, expires: Int64
  ) {
    self.id = id
    self.policy = policy
    self.bot = bot
    self.parameter = parameter
    self.selector = selector
    self.value = value
    self.verdict = verdict
    self.reason = reason
    self.ticket = ticket
    self.proposer = proposer
    self.starts = starts
    self.expires = expires
  }

  /// What `approver` signs (specs/eip712/policy-override.yaml).
  package func statement(of approver: Address) -> SignedStatement {
    SignedStatement(
      .policyOverride,
      [
        .init("id", .string(id.prefixedHex)), .init("policy", .string(policy.prefixedHex)),
        .init("bot", .string(bot)), .init("param", .string(parameter)),
        .init("scope", .string(selector?.text ?? ScopeSelector.everywhere)),
        .init("value", .string(value)), .init("verdict", .string(verdict.rawValue)),
        .init("reason", .string(reason)), .init("ticket", .string(ticket)),
        .init("proposer", .string(proposer.lowercaseHex)),
        .init("approver", .string(approver.lowercaseHex)),
        .init("startsAt", .number("\(starts / 1000)")),
        .init("expiresAt", .number("\(expires / 1000)")),
      ])
  }
}
