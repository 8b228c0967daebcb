import FixedPoint
import Hashing
import JSON

/// Reads values in JSON that are not made of other values into the word that EIP-712 hashes.
enum AtomicValue {
  /// `uint8` to `uint256`.
  static func unsigned(
    _ value: JSONValue, bits: Int, _ path: String
  ) throws(TypedDataError) -> Digest32 {
    let (magnitude, isNegative) = try integer(value, path)
    guard let magnitude, !isNegative || magnitude == .zero, magnitude.bitCount <= bits else {
      throw .value(.outOfRange(type: "uint\(bits)"), path: path)
    }
    return Digest32(magnitude)
  }

  /// `int8` to `int256`, in two's complement of 256 bits.
  static func signed(
    _ value: JSONValue, bits: Int, _ path: String
  ) throws(TypedDataError) -> Digest32 {
    let (magnitude, isNegative) = try integer(value, path)
    // The numbers of n bits reach from -2^(n-1) to 2^(n-1) - 1.
    guard let magnitude,
      magnitude.bitCount < bits
        || isNegative && magnitude.bitCount == bits && magnitude.isPowerOfTwo
    else { throw .value(.outOfRange(type: "int\(bits)"), path: path) }
    return Digest32(isNegative ? magnitude.twosComplement : magnitude)
  }

  /// `true` is one and `false` zero.
  static func bool(_ value: JSONValue, _ path: String) throws(TypedDataError) -> Digest32 {
    guard let bool = value.bool else { throw .value(.wrongForm(expected: .bool), path: path) }
    return Digest32(bool ? UInt64(1) : 0)
  }

  /// An address; capitals must be those of EIP-55.
  static func address(_ value: JSONValue, _ path: String) throws(TypedDataError) -> Digest32 {
    let text = try text(value, path)
    do throws(AddressError) {
      return try Address(checked: text).word
    } catch {
      switch error {
      case .malformed: throw .value(.notAnAddress(text), path: path)
      case .wrongChecksum(let expected):
        throw .value(.wrongChecksum(expected: expected), path: path)
      }
    }
  }

  /// `bytes1` to `bytes32`, at the left of their word.
  static func bytes(
    _ value: JSONValue, count: Int, _ path: String
  ) throws(TypedDataError) -> Digest32 {
    let bytes = try bytes(value, path)
    guard bytes.count == count,
      let word = Digest32(bytes: bytes + [UInt8](repeating: 0, count: 32 - count))
    else { throw .value(.wrongLength(expected: count, found: bytes.count), path: path) }
    return word
  }

  /// Bytes of any number.
  static func bytes(_ value: JSONValue, _ path: String) throws(TypedDataError) -> [UInt8] {
    guard let text = value.string else { throw .value(.wrongForm(expected: .bytes), path: path) }
    guard text.utf8.starts(with: "0x".utf8), let bytes = Hexadecimal.bytes(text) else {
      throw .value(.notHexadecimal(text), path: path)
    }
    return bytes
  }

  /// A text, as its UTF-8 bytes stand.
  static func text(_ value: JSONValue, _ path: String) throws(TypedDataError) -> String {
    guard let text = value.string else { throw .value(.wrongForm(expected: .text), path: path) }
    return text
  }

  /// The magnitude, nil beyond 2^256 - 1, and whether a minus stands before it.
  private static func integer(
    _ value: JSONValue, _ path: String
  ) throws(TypedDataError) -> (magnitude: UInt256?, isNegative: Bool) {
    let text: String
    switch value {
    case .number(let digits): text = digits
    case .string(let digits): text = digits
    default: throw .value(.wrongForm(expected: .integer), path: path)
    }
    if text.utf8.starts(with: "0x".utf8) {
      let digits = text.utf8.dropFirst(2).drop { $0 == UInt8(ascii: "0") }
      guard text.utf8.count > 2, digits.allSatisfy({ Hexadecimal.nibble($0) != nil }) else {
        throw .value(.notAnInteger(text), path: path)
      }
      return (digits.isEmpty ? .zero : UInt256(hexadecimal: digits), false)
    }
    let isNegative = text.utf8.first == UInt8(ascii: "-")
    let digits = text.utf8.dropFirst(isNegative ? 1 : 0)
    guard !digits.isEmpty,
      digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
    else { throw .value(.notAnInteger(text), path: path) }
    return (UInt256(decimal: digits), isNegative)
  }
}
