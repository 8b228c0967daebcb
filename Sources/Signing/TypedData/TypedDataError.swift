/// Why the declaration of a struct is no schema.
package enum DeclarationFault: Error, Hashable, Sendable {
  /// The text is no type: brackets that do not close, a count with a leading zero, no name.
  case malformedType(String)
  /// An integer is of 8 to 256 bits in steps of 8, fixed bytes are 1 to 32; the text says another width.
  case badWidth(String)
  /// More pairs of brackets than `limit`.
  case tooManyDimensions(String, limit: Int)
  /// No struct has this name; `known` are those there are.
  case unknownStructure(String, known: [String])
  /// The name of a struct or a member is no identifier.
  case badName(String)
  /// A struct has the name of a type that Solidity has already.
  case reservedName(String)
  /// The struct has two members of this name, or there are two structs of it.
  case duplicate(String)
  /// All declarations together are longer than `limit` bytes, or there are more than `limit` structs.
  case tooLarge(limit: Int)
}

/// Why typed data cannot be hashed.
package enum TypedDataError: Error, Hashable, Sendable {
  /// A declaration is wrong: of which struct, and of which of its members, counted from 0.
  case declaration(DeclarationFault, structure: String, member: Int?)
  /// A value is wrong; `path` leads to it, as in `message.to[1].wallet`.
  case value(ValueFault, path: String)

  /// Why a value is not of its type.
  package enum ValueFault: Hashable, Sendable {
    /// The struct has this member and the object has not.
    case missing
    /// The struct has no such member: what a signer takes for signed would not be.
    case unknownMember(of: String)
    /// Another form of JSON than the type needs.
    case wrongForm(expected: Form)
    /// The array has `expected` elements and there are `found`.
    case wrongCount(expected: Int, found: Int)
    /// Not a whole number in decimal digits or `0x` and hexadecimal ones.
    case notAnInteger(String)
    /// The number does not fit the type.
    case outOfRange(type: String)
    /// Not `0x` and 40 hexadecimal digits.
    case notAnAddress(String)
    /// The capitals of an address contradict its digits.
    case wrongChecksum(expected: String)
    /// Not `0x` and pairs of hexadecimal digits.
    case notHexadecimal(String)
    /// The bytes are not as many as the type has.
    case wrongLength(expected: Int, found: Int)
    /// No document names a struct as the primary type that it does not declare.
    case unknownPrimaryType(String, known: [String])
  }

  /// The forms of JSON that types are written in.
  package enum Form: String, Hashable, Sendable {
    case object = "an object"
    case list = "a list"
    case text = "a text"
    case integer = "a whole number, as a number or a text"
    case bool = "true or false"
    case bytes = "a text of 0x and hexadecimal digits"
  }
}
