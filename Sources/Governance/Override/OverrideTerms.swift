import CEL
package import Hashing
package import JSON
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

/// A message with the struct that it is of: what a key signs, and what a wallet shows.
package struct SignedStatement: Sendable {
  private let file: TypedDataFile
  private let message: JSONValue

  /// `members` in any order; they are those of the file's primary struct.
  init(_ file: TypedDataFile, _ members: [JSONValue.Member]) {
    self.file = file
    message = .object(members)
  }

  /// The hash that is signed.
  package var digest: Digest32 {
    guard let hash = try? file.schema.hash(file.primary, message) else {
      preconditionFailure("the message of \(file.name) has the members of its struct")
    }
    return domain.digest(of: hash)
  }

  /// As `eth_signTypedData_v4` takes it, for a hardware wallet.
  package var document: JSONValue {
    .object([
      .init(
        "types",
        .object([
          .init(
            "EIP712Domain",
            .array([
              .object([.init("name", "name"), .init("type", "string")]),
              .object([.init("name", "version"), .init("type", "string")]),
            ])),
          .init(
            file.primary.name,
            .array(
              file.primary.members.map {
                .object([
                  .init("name", .string($0.name)), .init("type", .string($0.typeText)),
                ])
              })),
        ])),
      .init("primaryType", .string(file.primary.name)),
      .init(
        "domain",
        .object([
          .init("name", domain.name.map { .string($0) } ?? .null),
          .init("version", domain.version.map { .string($0) } ?? .null),
        ])),
      .init("message", message),
    ])
  }

  /// The domain without chain and contract that all documents of governance are signed in.
  private var domain: TypedDataDomain {
    guard let domain = file.family("policy")?.domains.first else {
      preconditionFailure("specs/eip712/\(file.name).yaml has the domain 'policy'")
    }
    return domain
  }
}
