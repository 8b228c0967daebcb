package import Hashing
package import JSON

/// A message with the struct that it is of: what a key signs, and what a wallet shows.
package struct SignedStatement: Sendable {
  private let file: TypedDataFile
  private let message: JSONValue

  /// `members` in any order; they are those of the file's primary struct.
  package init(_ file: TypedDataFile, _ members: [JSONValue.Member]) {
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
