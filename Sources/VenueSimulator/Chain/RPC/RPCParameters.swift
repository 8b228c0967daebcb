internal import FixedPoint
internal import Hashing
internal import JSON
internal import Signing

/// The arguments of a request, read by position with the node's complaints.
struct RPCParameters {
  private let values: [JSONValue]

  /// At most `most` arguments in an array, or none at all.
  init(_ json: JSONValue?, most: Int) throws(RPCError) {
    switch json {
    case nil, .null?: values = []
    case .array(let values)?:
      guard values.count <= most else { throw .tooMany(most) }
      self.values = values
    default: throw .notPositional
    }
  }

  /// The argument at `index`; nil where it is missing or null.
  func optional(_ index: Int) -> JSONValue? {
    guard index < values.count, values[index] != .null else { return nil }
    return values[index]
  }

  func required(_ index: Int) throws(RPCError) -> JSONValue {
    guard let value = optional(index) else { throw .missing(index) }
    return value
  }

  func text(_ index: Int, _ type: String) throws(RPCError) -> String {
    guard let text = try required(index).string else {
      throw .argument(index, "json: cannot unmarshal non-string into Go value of type \(type)")
    }
    return text
  }

  func address(_ index: Int) throws(RPCError) -> Address {
    let text = try text(index, "common.Address")
    guard let address = Address(hex: text) else {
      throw .argument(
        index, "json: cannot unmarshal invalid hex string into Go value of type common.Address")
    }
    return address
  }

  func hash(_ index: Int) throws(RPCError) -> Digest32 {
    let text = try text(index, "common.Hash")
    guard let hash = Digest32(prefixedHex: text) else {
      throw .argument(
        index, "json: cannot unmarshal invalid hex string into Go value of type common.Hash")
    }
    return hash
  }

  func bytes(_ index: Int) throws(RPCError) -> [UInt8] {
    let text = try text(index, "hexutil.Bytes")
    guard text.utf8.starts(with: "0x".utf8) else {
      throw .argument(
        index,
        "json: cannot unmarshal hex string without 0x prefix into Go value of type hexutil.Bytes")
    }
    guard let bytes = Hexadecimal.bytes(text) else {
      throw .argument(
        index, "json: cannot unmarshal invalid hex string into Go value of type hexutil.Bytes")
    }
    return bytes
  }

  func flag(_ index: Int) throws(RPCError) -> Bool {
    guard let flag = try required(index).bool else {
      throw .argument(index, "json: cannot unmarshal value into Go value of type bool")
    }
    return flag
  }

  /// A block by number or name; `latest` where nothing is said.
  func block(_ index: Int) throws(RPCError) -> BlockChoice {
    guard let value = optional(index) else { return .latest }
    guard let choice = BlockChoice(value) else {
      throw .argument(index, "hex string without 0x prefix")
    }
    return choice
  }
}

/// The ways to name a block.
enum BlockChoice: Equatable {
  case earliest, latest, pending, safe, finalized
  case number(UInt64)
  case hash(Digest32)

  /// A name, a number in hexadecimal digits, or an object with `blockNumber` or `blockHash` (EIP-1898).
  init?(_ json: JSONValue) {
    if let hash = json["blockHash"]?.string {
      guard let hash = Digest32(prefixedHex: hash) else { return nil }
      self = .hash(hash)
      return
    }
    guard let text = json.string ?? json["blockNumber"]?.string else { return nil }
    switch text {
    case "earliest": self = .earliest
    case "latest": self = .latest
    case "pending": self = .pending
    case "safe": self = .safe
    case "finalized": self = .finalized
    default:
      guard let number = RPCText.number(text)?.uint64 else { return nil }
      self = .number(number)
    }
  }
}
