internal import FixedPoint
internal import Hashing

/// Reads the fields of a signed transaction in the order of its form.
struct TransactionDecoder {
  /// As in go-ethereum's pool: four slots of 32 KiB.
  static let maximumBytes = 131_072

  private let fields: [RLPItem]
  private var position = 0

  private init(fields: [RLPItem]) {
    self.fields = fields
  }

  static func read(_ bytes: [UInt8]) throws(TransactionError) -> (Transaction, Signature) {
    guard bytes.count <= maximumBytes else {
      throw .tooLarge(count: bytes.count, limit: maximumBytes)
    }
    guard let first = bytes.first else { throw .encoding(.empty) }
    guard first < 0xC0 else { return try legacy(list(bytes, skipping: 0, count: 9)) }
    switch Transaction.Form(rawValue: first) {
    case .accessList: return try accessList(list(bytes, skipping: 1, count: 11))
    case .dynamicFee: return try dynamicFee(list(bytes, skipping: 1, count: 12))
    default: throw .unknownType(first)
    }
  }

  private static func list(
    _ bytes: [UInt8], skipping prefix: Int, count: Int
  ) throws(TransactionError) -> TransactionDecoder {
    let item: RLPItem
    do throws(RLPError) {
      item = try RLPItem(decoding: Array(bytes.dropFirst(prefix)))
    } catch {
      throw .encoding(error.moved(by: prefix))
    }
    guard let fields = item.list else { throw .encoding(.unexpectedEnd(offset: prefix)) }
    guard fields.count == count else {
      throw .fieldCount(expected: count, found: fields.count)
    }
    return TransactionDecoder(fields: fields)
  }

  private static func legacy(
    _ fields: TransactionDecoder
  ) throws(TransactionError) -> (Transaction, Signature) {
    var fields = fields
    var transaction = Transaction(
      chainID: nil, nonce: try fields.word(.nonce), gasPrice: try fields.integer(.gasPrice),
      gasLimit: try fields.word(.gasLimit), to: try fields.target(),
      value: try fields.integer(.value), data: try fields.bytes(.data))
    let recovery = try fields.word(.v)
    if recovery >= 35 {
      transaction.chainID = (recovery - 35) / 2
      return (transaction, try fields.signature(parity: (recovery - 35) % 2))
    }
    guard recovery >= 27 else { throw .badSignature }
    return (transaction, try fields.signature(parity: recovery - 27))
  }

  private static func accessList(
    _ fields: TransactionDecoder
  ) throws(TransactionError) -> (Transaction, Signature) {
    var fields = fields
    let transaction = Transaction(
      chainID: try fields.word(.chainID), nonce: try fields.word(.nonce),
      gasPrice: try fields.integer(.gasPrice), gasLimit: try fields.word(.gasLimit),
      to: try fields.target(), value: try fields.integer(.value), data: try fields.bytes(.data),
      accessList: try fields.accessList())
    return (transaction, try fields.signature(parity: try fields.word(.v)))
  }

  private static func dynamicFee(
    _ fields: TransactionDecoder
  ) throws(TransactionError) -> (Transaction, Signature) {
    var fields = fields
    let transaction = Transaction(
      chainID: try fields.word(.chainID), nonce: try fields.word(.nonce),
      maxPriorityFeePerGas: try fields.integer(.maxPriorityFeePerGas),
      maxFeePerGas: try fields.integer(.maxFeePerGas), gasLimit: try fields.word(.gasLimit),
      to: try fields.target(), value: try fields.integer(.value), data: try fields.bytes(.data),
      accessList: try fields.accessList())
    return (transaction, try fields.signature(parity: try fields.word(.v)))
  }

  private mutating func next() -> RLPItem {
    defer { position += 1 }
    return fields[position]
  }

  private mutating func integer(_ field: TransactionField) throws(TransactionError) -> UInt256 {
    guard let value = next().integer else { throw .badField(field) }
    return value
  }

  private mutating func word(_ field: TransactionField) throws(TransactionError) -> UInt64 {
    guard let value = try integer(field).uint64 else { throw .badField(field) }
    return value
  }

  private mutating func bytes(_ field: TransactionField) throws(TransactionError) -> [UInt8] {
    guard let bytes = next().bytes else { throw .badField(field) }
    return bytes
  }

  private mutating func target() throws(TransactionError) -> Address? {
    let bytes = try bytes(.to)
    if bytes.isEmpty { return nil }
    guard let address = Address(bytes: bytes) else { throw .badField(.to) }
    return address
  }

  private mutating func accessList() throws(TransactionError) -> [Transaction.AccessListEntry] {
    guard let entries = next().list else { throw .badField(.accessList) }
    var result: [Transaction.AccessListEntry] = []
    for entry in entries {
      guard let parts = entry.list, parts.count == 2, let bytes = parts[0].bytes,
        let address = Address(bytes: bytes), let keys = parts[1].list
      else { throw .badField(.accessList) }
      let words = keys.compactMap { $0.bytes.flatMap { Digest32(bytes: $0) } }
      guard words.count == keys.count else { throw .badField(.accessList) }
      result.append(Transaction.AccessListEntry(address: address, storageKeys: words))
    }
    return result
  }

  /// `parity` is 0 or 1; the halves stand behind it.
  private mutating func signature(parity: UInt64) throws(TransactionError) -> Signature {
    guard parity <= 1 else { throw .badSignature }
    let r = try integer(.r)
    let s = try integer(.s)
    return Signature(r: Digest32(r), s: Digest32(s), v: 27 + UInt8(parity))
  }
}

extension RLPError {
  /// The same error `distance` bytes further on.
  func moved(by distance: Int) -> RLPError {
    switch self {
    case .empty: .empty
    case .unexpectedEnd(let offset): .unexpectedEnd(offset: offset + distance)
    case .needlessHeader(let offset): .needlessHeader(offset: offset + distance)
    case .needlessLength(let offset): .needlessLength(offset: offset + distance)
    case .tooDeep(let offset, let limit): .tooDeep(offset: offset + distance, limit: limit)
    case .tooManyItems(let offset, let limit):
      .tooManyItems(offset: offset + distance, limit: limit)
    case .trailingBytes(let offset): .trailingBytes(offset: offset + distance)
    }
  }
}
