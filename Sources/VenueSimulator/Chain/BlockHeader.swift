internal import FixedPoint
internal import Hashing
internal import Signing

/// The header of a block as go-ethereum hashes it.
///
/// The chain keeps no Merkle tries: the three roots are hashes over the hashes of the transactions and over the
/// outcomes, so that blocks which differ in them differ in their hash; the state has none of its own.
struct BlockHeader {
  var number: UInt64
  var parent: Digest32
  var timestamp: UInt64
  var baseFee: UInt64
  var fork: UInt64
  var gasLimit: UInt64
  var receipts: [ChainReceipt]

  /// The hash of an empty list of uncles.
  static let noUncles = Keccak256.hash([0xC0])

  /// Who produces all blocks and earns the tips.
  static let producer = Address(lowBytesOf: Keccak256.hash("polytraders block producer"))

  var transactionsRoot: Digest32 {
    Keccak256.hash(receipts.flatMap(\.transaction.hash.bytes))
  }

  var receiptsRoot: Digest32 {
    Keccak256.hash(
      receipts.flatMap { [$0.succeeded ? 1 : 0] + Digest32($0.cumulativeGasUsed).bytes })
  }

  var stateRoot: Digest32 {
    Keccak256.hash(parent.bytes + receiptsRoot.bytes)
  }

  /// 32 bytes of vanity and 65 of a seal, as on Polygon: clients that expect 32 bytes at most need the same
  /// setting as there.
  var extraData: [UInt8] {
    Digest32(fork).bytes + [UInt8](repeating: 0, count: 65)
  }

  /// The filter over addresses and topics of all logs (Yellow Paper 4.3.1).
  var bloom: [UInt8] { LogBloom(receipts.flatMap(\.logs)).bytes }

  var gasUsed: UInt64 { receipts.last?.cumulativeGasUsed ?? 0 }

  var hash: Digest32 {
    let fields: [RLPItem] = [
      .bytes(parent.bytes), .bytes(Self.noUncles.bytes), .bytes(Self.producer.bytes),
      .bytes(stateRoot.bytes), .bytes(transactionsRoot.bytes), .bytes(receiptsRoot.bytes),
      .bytes(bloom), .integer(1), .integer(number), .integer(gasLimit), .integer(gasUsed),
      .integer(timestamp), .bytes(extraData), .bytes(Digest32.zero.bytes),
      .bytes([UInt8](repeating: 0, count: 8)), .integer(baseFee),
    ]
    return Keccak256.hash(RLPItem.list(fields).encoded)
  }
}

/// 2,048 bits of which each address and topic sets three.
struct LogBloom {
  private(set) var bytes = [UInt8](repeating: 0, count: 256)

  init(_ logs: [ChainLog]) {
    for log in logs {
      add(log.address.bytes)
      for topic in log.topics { add(topic.bytes) }
    }
  }

  private mutating func add(_ value: [UInt8]) {
    let hash = Keccak256.hash(value).bytes
    for index in [0, 2, 4] {
      let bit = (Int(hash[index]) << 8 | Int(hash[index + 1])) & 2047
      bytes[255 - bit / 8] |= 1 << UInt8(bit % 8)
    }
  }
}
