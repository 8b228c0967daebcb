package import Hashing
package import JSON

extension TypedDataSchema {
  /// `hashStruct` of a message in JSON: objects for structs, lists for arrays, `0x` texts for bytes and
  /// addresses, whole numbers as numbers or as decimal or `0x` texts, true and false.
  ///
  /// Every member must be there, and no other. Only a struct may be null, which hashes as zero
  /// (eth_signTypedData_v4). `path` is what leads to the message, for errors.
  package func hash(
    _ structure: Structure, _ message: JSONValue, path: String = "message"
  ) throws(TypedDataError) -> Digest32 {
    guard let given = message.members else {
      throw .value(.wrongForm(expected: .object), path: path)
    }
    var values: [String: JSONValue] = [:]
    for member in given { values[member.key] = member.value }
    var state = Keccak256()
    state.update(structure.typeHash)
    for member in structure.members {
      let inner = "\(path).\(member.name)"
      guard let value = values.removeValue(forKey: member.name) else {
        throw .value(.missing, path: inner)
      }
      state.update(try word(member.type, value, inner))
    }
    if let other = given.first(where: { values[$0.key] != nil }) {
      throw .value(.unknownMember(of: structure.name), path: "\(path).\(other.key)")
    }
    return state.finalize()
  }

  /// The one word that stands for a value: itself, or its hash.
  private func word(
    _ type: TypedDataType, _ value: JSONValue, _ path: String
  ) throws(TypedDataError) -> Digest32 {
    switch type {
    case .structure(let name):
      guard value != .null else { return .zero }
      guard let structure = self[name] else {
        preconditionFailure("a schema has every struct that it names")
      }
      return try hash(structure, value, path: path)
    case .array(let element, let count):
      return try hash(value, of: element, count: count, path)
    case .bytes: return Keccak256.hash(try AtomicValue.bytes(value, path))
    case .string: return Keccak256.hash(try AtomicValue.text(value, path))
    case .unsigned(let bits): return try AtomicValue.unsigned(value, bits: bits, path)
    case .signed(let bits): return try AtomicValue.signed(value, bits: bits, path)
    case .bool: return try AtomicValue.bool(value, path)
    case .address: return try AtomicValue.address(value, path)
    case .fixedBytes(let count): return try AtomicValue.bytes(value, count: count, path)
    }
  }

  /// The hash of an array: of the words of its elements, without their number.
  private func hash(
    _ value: JSONValue, of element: TypedDataType, count: Int?, _ path: String
  ) throws(TypedDataError) -> Digest32 {
    guard let elements = value.array else {
      throw .value(.wrongForm(expected: .list), path: path)
    }
    if let count, count != elements.count {
      throw .value(.wrongCount(expected: count, found: elements.count), path: path)
    }
    var state = Keccak256()
    for (index, value) in elements.enumerated() {
      state.update(try word(element, value, "\(path)[\(index)]"))
    }
    return state.finalize()
  }
}
