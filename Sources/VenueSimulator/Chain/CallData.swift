internal import FixedPoint
internal import Hashing
internal import Signing

/// What a contract is called with, by Solidity's interface: four bytes that name the function, then words of 32
/// bytes; arrays and bytes stand behind, at an offset that a word gives.
struct CallData {
  /// The first four bytes of the hash of the function's signature.
  let selector: UInt32
  private let arguments: [UInt8]

  /// The parts of `data`; nil where there are not even four bytes.
  init?(_ data: [UInt8]) {
    guard data.count >= 4 else { return nil }
    selector = data[..<4].reduce(0) { $0 << 8 | UInt32($1) }
    arguments = Array(data[4...])
  }

  /// The selector of a function such as `transfer(address,uint256)`.
  static func selector(_ signature: String) -> UInt32 {
    UInt32(truncatingIfNeeded: Keccak256.hash(signature).words.0 >> 32)
  }

  /// The word at `index`.
  func word(_ index: Int) throws(Revert) -> Digest32 {
    try word(atByte: index * 32)
  }

  /// The number at `index`.
  func number(_ index: Int) throws(Revert) -> UInt256 { UInt256(try word(index)) }

  /// The address at `index`; a word with anything in its first 12 bytes is none.
  func address(_ index: Int) throws(Revert) -> Address {
    try Self.address(try word(index))
  }

  /// The array of numbers whose offset stands at `index`.
  func numbers(_ index: Int) throws(Revert) -> [UInt256] {
    try words(index).map { UInt256($0) }
  }

  /// The array of addresses whose offset stands at `index`.
  func addresses(_ index: Int) throws(Revert) -> [Address] {
    var result: [Address] = []
    for word in try words(index) { result.append(try Self.address(word)) }
    return result
  }

  private static func address(_ word: Digest32) throws(Revert) -> Address {
    let address = Address(lowBytesOf: word)
    guard address.word == word else { throw .silent }
    return address
  }

  private func words(_ index: Int) throws(Revert) -> [Digest32] {
    guard let offset = try number(index).uint64, offset <= UInt64(arguments.count),
      let count = UInt256(try word(atByte: Int(offset))).uint64,
      count <= UInt64(arguments.count) / 32
    else { throw .silent }
    var result: [Digest32] = []
    for place in 0..<Int(count) {
      result.append(try word(atByte: Int(offset) + 32 + place * 32))
    }
    return result
  }

  private func word(atByte offset: Int) throws(Revert) -> Digest32 {
    guard offset + 32 <= arguments.count,
      let word = Digest32(bytes: Array(arguments[offset..<(offset + 32)]))
    else { throw .silent }
    return word
  }
}

/// Why a call came to nothing.
enum Revert: Error, Equatable, Sendable {
  /// Without a word: a call that the contract does not know.
  case silent
  /// `require` failed with this reason.
  case reason(String)

  /// `Error(string)` as Solidity encodes it; nothing where there is no reason.
  var data: [UInt8] {
    guard case .reason(let reason) = self else { return [] }
    return [0x08, 0xC3, 0x79, 0xA0] + Digest32(32).bytes + ReturnData.text(reason)
  }

  /// The reason; nil where there is none.
  var reason: String? {
    guard case .reason(let reason) = self else { return nil }
    return reason
  }
}

/// What a contract answers, by Solidity's interface.
enum ReturnData {
  /// One number, truth as 0 or 1.
  static func number(_ value: UInt256) -> [UInt8] { Digest32(value).bytes }

  /// One text.
  static func string(_ value: String) -> [UInt8] { Digest32(32).bytes + text(value) }

  /// An array of numbers.
  static func numbers(_ values: [UInt256]) -> [UInt8] {
    Digest32(32).bytes + Digest32(UInt64(values.count)).bytes
      + values.flatMap { Digest32($0).bytes }
  }

  /// Length, then the bytes filled up to whole words.
  fileprivate static func text(_ value: String) -> [UInt8] {
    let bytes = Array(value.utf8)
    let padding = (32 - bytes.count % 32) % 32
    return Digest32(UInt64(bytes.count)).bytes + bytes + [UInt8](repeating: 0, count: padding)
  }
}
