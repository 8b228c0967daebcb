package import Hashing
package import JSON

/// Typed data as wallets take it (`eth_signTypedData_v4`): the types, the primary type, the domain and the
/// message in one JSON object, with all that follows from them.
package struct TypedDataDocument: Sendable {
  /// `encodeType` of the primary type.
  package let encodedType: String
  /// The hash of `encodedType`.
  package let typeHash: Digest32
  /// `hashStruct` of the domain.
  package let domainSeparator: Digest32
  /// `hashStruct` of the message.
  package let structHash: Digest32

  /// What is signed.
  package var digest: Digest32 {
    TypedDataDomain.digest(separator: domainSeparator, structHash: structHash)
  }

  /// Reads and hashes the object. A document without `EIP712Domain` among its types has that of the members of
  /// its domain, in the standard's order. Where the primary type is the domain itself, nothing but the
  /// separator is signed by the standard, which no application here wants: it is refused.
  package init(_ document: JSONValue) throws(TypedDataError) {
    guard document.members != nil else { throw .value(.wrongForm(expected: .object), path: "$") }
    let domain = try Self.member("domain", document)
    var declarations = try Self.declarations(try Self.member("types", document))
    if !declarations.contains(where: { $0.name == Self.domainName }) {
      declarations.append(Self.domainDeclaration(of: domain))
    }
    let schema = try TypedDataSchema(declarations)
    let primary = try Self.member("primaryType", document)
    guard let name = primary.string else {
      throw .value(.wrongForm(expected: .text), path: "primaryType")
    }
    guard name != Self.domainName, let structure = schema[name],
      let domainStructure = schema[Self.domainName]
    else {
      let known = schema.names.filter { $0 != Self.domainName }
      throw .value(.unknownPrimaryType(name, known: known), path: "primaryType")
    }
    encodedType = structure.encodedType
    typeHash = structure.typeHash
    domainSeparator = try schema.hash(domainStructure, domain, path: "domain")
    structHash = try schema.hash(structure, try Self.member("message", document))
  }

  private static let domainName = "EIP712Domain"

  /// The members that a domain may have, in the order of the standard.
  private static let domainMembers: [TypedDataSchema.Declaration.Member] = [
    .init("name", "string"), .init("version", "string"), .init("chainId", "uint256"),
    .init("verifyingContract", "address"), .init("salt", "bytes32"),
  ]

  private static func domainDeclaration(of domain: JSONValue) -> TypedDataSchema.Declaration {
    .init(domainName, domainMembers.filter { domain[$0.name] != nil })
  }

  private static func member(
    _ key: String, _ document: JSONValue
  ) throws(TypedDataError) -> JSONValue {
    guard let value = document[key] else { throw .value(.missing, path: key) }
    return value
  }

  private static func declarations(
    _ types: JSONValue
  ) throws(TypedDataError) -> [TypedDataSchema.Declaration] {
    guard let structures = types.members else {
      throw .value(.wrongForm(expected: .object), path: "types")
    }
    var declarations: [TypedDataSchema.Declaration] = []
    for structure in structures {
      let path = "types.\(structure.key)"
      guard let list = structure.value.array else {
        throw .value(.wrongForm(expected: .list), path: path)
      }
      var members: [TypedDataSchema.Declaration.Member] = []
      for (index, member) in list.enumerated() {
        members.append(
          .init(
            try text("name", member, "\(path)[\(index)]"),
            try text("type", member, "\(path)[\(index)]")))
      }
      declarations.append(.init(structure.key, members))
    }
    return declarations
  }

  private static func text(
    _ key: String, _ member: JSONValue, _ path: String
  ) throws(TypedDataError) -> String {
    guard let value = member[key] else { throw .value(.missing, path: "\(path).\(key)") }
    guard let text = value.string else {
      throw .value(.wrongForm(expected: .text), path: "\(path).\(key)")
    }
    return text
  }
}
