package import Hashing

/// Structs of typed data, checked and compiled once: every name is resolved and every type hash computed.
///
/// What a schema hashes is EIP-712's `hashStruct`: Keccak-256 over the type hash and one word for every member.
package struct TypedDataSchema: Sendable {
  /// A struct as it is declared: its name, and its members with the text of their types.
  package struct Declaration: Hashable, Sendable {
    /// As it stands in the encoded type.
    package var name: String
    /// In the order in which they are hashed.
    package var members: [Member]

    /// A member of a struct.
    package struct Member: Hashable, Sendable {
      /// The key of the member in a message.
      package var name: String
      /// The type as written, which is part of the type hash.
      package var type: String

      /// A member of this name and type.
      package init(_ name: String, _ type: String) {
        self.name = name
        self.type = type
      }
    }

    /// A struct of this name and these members.
    package init(_ name: String, _ members: [Member]) {
      self.name = name
      self.members = members
    }
  }

  /// A struct that is ready to hash.
  package struct Structure: Sendable {
    /// As in the encoded type.
    package let name: String
    /// `Name(type member,…)` and the same for every struct it needs, those in the order of their names.
    package let encodedType: String
    /// The Keccak-256 of `encodedType`.
    package let typeHash: Digest32
    /// In the order in which they are hashed.
    package let members: [Member]
  }

  /// A member of a compiled struct.
  package struct Member: Hashable, Sendable {
    /// Its key in a message.
    package let name: String
    /// The type as written.
    package let typeText: String
    /// What the text means.
    package let type: TypedDataType
  }

  /// Limits that keep hostile declarations cheap: the encoded types of all structs together are at most
  /// their product.
  private static let mostStructures = 256
  private static let mostBytes = 65_536

  /// By name.
  private let structures: [String: Structure]

  /// The struct of this name; nil where the schema has none.
  package subscript(name: String) -> Structure? { structures[name] }

  /// The names of the structs, in order.
  package var names: [String] { structures.keys.sorted() }

  /// Compiles declarations that stand for themselves: every struct that one names is among them. A struct may
  /// contain itself, through arrays or with members that are null.
  package init(_ declarations: [Declaration]) throws(TypedDataError) {
    try Self.checkSize(declarations)
    var members: [String: [Member]] = [:]
    for declaration in declarations {
      let name = declaration.name
      guard TypedDataType.isIdentifier(name) else { throw .at(name, nil, .badName(name)) }
      guard case .structure? = try? TypedDataType(parsing: name) else {
        throw .at(name, nil, .reservedName(name))
      }
      guard members[name] == nil else { throw .at(name, nil, .duplicate(name)) }
      members[name] = try Self.members(of: declaration)
    }
    let known = members.keys.sorted()
    for declaration in declarations {
      for (index, member) in (members[declaration.name] ?? []).enumerated() {
        guard let name = member.type.structureName, members[name] == nil else { continue }
        throw .at(declaration.name, index, .unknownStructure(name, known: known))
      }
    }
    structures = members.reduce(into: [:]) { structures, entry in
      let text = Self.encodedType(of: entry.key, members)
      structures[entry.key] = Structure(
        name: entry.key, encodedType: text, typeHash: Keccak256.hash(text), members: entry.value)
    }
  }

  private static func checkSize(_ declarations: [Declaration]) throws(TypedDataError) {
    var bytes = 0
    for (index, declaration) in declarations.enumerated() {
      guard index < mostStructures else {
        throw .at(declaration.name, nil, .tooLarge(limit: mostStructures))
      }
      bytes += declaration.name.utf8.count + 2
      for member in declaration.members {
        bytes += member.name.utf8.count + member.type.utf8.count + 2
      }
      guard bytes <= mostBytes else {
        throw .at(declaration.name, nil, .tooLarge(limit: mostBytes))
      }
    }
  }

  private static func members(of declaration: Declaration) throws(TypedDataError) -> [Member] {
    var names: Set<String> = []
    var members: [Member] = []
    for (index, member) in declaration.members.enumerated() {
      guard TypedDataType.isIdentifier(member.name) else {
        throw .at(declaration.name, index, .badName(member.name))
      }
      guard names.insert(member.name).inserted else {
        throw .at(declaration.name, index, .duplicate(member.name))
      }
      do throws(DeclarationFault) {
        let type = try TypedDataType(parsing: member.type)
        members.append(Member(name: member.name, typeText: member.type, type: type))
      } catch {
        throw .at(declaration.name, index, error)
      }
    }
    return members
  }

  /// `encodeType` of EIP-712: the struct, then all that it needs, sorted by name.
  private static func encodedType(of name: String, _ members: [String: [Member]]) -> String {
    var needed: Set<String> = [name]
    var open = [name]
    while let next = open.popLast() {
      for member in members[next] ?? [] {
        guard let name = member.type.structureName, needed.insert(name).inserted else { continue }
        open.append(name)
      }
    }
    needed.remove(name)
    return ([name] + needed.sorted()).map { name in
      let list = (members[name] ?? []).map { "\($0.typeText) \($0.name)" }
      return "\(name)(\(list.joined(separator: ",")))"
    }.joined()
  }
}

extension TypedDataError {
  fileprivate static func at(
    _ structure: String, _ member: Int?, _ fault: DeclarationFault
  ) -> TypedDataError {
    .declaration(fault, structure: structure, member: member)
  }
}
