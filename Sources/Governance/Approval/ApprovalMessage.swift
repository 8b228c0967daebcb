package import Hashing
package import JSON
import Policy
package import Signing

/// What one approver signs for one change: EIP-712 typed data of `specs/eip712/policy-approval.yaml`.
package struct ApprovalMessage: Sendable {
  package var change: ProposedChange
  package var approver: Address
  /// Milliseconds since 1970; whole seconds are signed.
  package var approvedAt: Int64
  package var expiresAt: Int64

  package init(
    _ change: ProposedChange, approver: Address, approvedAt: Int64, expiresAt: Int64
  ) {
    self.change = change
    self.approver = approver
    self.approvedAt = approvedAt
    self.expiresAt = expiresAt
  }

  /// The members of the struct, in their order.
  package var message: JSONValue {
    .object([
      .init("statement", .string(change.statement)),
      .init("verdict", .string(change.verdict.rawValue)),
      .init("class", .string(change.changeClass.rawValue)),
      .init("sequence", .number("\(change.sequence)")),
      .init("policy", .string(change.policy.prefixedHex)),
      .init("governance", .string(change.governance.prefixedHex)),
      .init("previous", .string(change.previous.prefixedHex)),
      .init("previousGovernance", .string(change.previousGovernance.prefixedHex)),
      .init("proposer", .string(change.proposer)),
      .init("authors", .string(change.authors.joined(separator: ","))),
      .init("approver", .string(approver.checksummed)),
      .init("approvedAt", .number("\(approvedAt / 1_000)")),
      .init("expiresAt", .number("\(expiresAt / 1_000)")),
    ])
  }

  /// What is signed.
  package var digest: Digest32 {
    let file = TypedDataFile.policyApproval
    do {
      return Self.domain.digest(of: try file.schema.hash(file.primary, message))
    } catch {
      preconditionFailure("the message has the members of its schema: \(error)")
    }
  }

  /// The whole as wallets take it (`eth_signTypedData_v4`).
  package var typedData: JSONValue {
    let file = TypedDataFile.policyApproval
    func members(_ members: [(name: String, type: String)]) -> JSONValue {
      .array(
        members.map {
          .object([.init("name", .string($0.name)), .init("type", .string($0.type))])
        })
    }
    return .object([
      .init(
        "types",
        .object([
          .init("EIP712Domain", members([("name", "string"), ("version", "string")])),
          .init(
            file.primary.name, members(file.primary.members.map { ($0.name, $0.typeText) })),
        ])),
      .init("primaryType", .string(file.primary.name)),
      .init(
        "domain",
        .object([
          .init("name", .string(Self.domain.name ?? "")),
          .init("version", .string(Self.domain.version ?? "")),
        ])),
      .init("message", message),
    ])
  }

  private static let domain: TypedDataDomain = {
    guard let domain = TypedDataFile.policyApproval.family("policy")?.domains.first else {
      preconditionFailure("specs/eip712/policy-approval.yaml has the domain 'policy'")
    }
    return domain
  }()
}
