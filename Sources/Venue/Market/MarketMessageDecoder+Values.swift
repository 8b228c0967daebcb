import FixedPoint
import Hashing
import JSON
import Trading

/// The values inside messages: times, sides, amounts and levels, each with its bounds.
extension MarketMessageDecoder {
  static func entry(_ node: JSONNode) throws(MarketMessageError) -> MarketFields {
    guard node.kind == .object else { throw .notAnObject(offset: node.byteOffset) }
    return MarketFields(node)
  }

  static func change(
    _ entry: MarketFields, _ token: TokenIndex, hash: JSONNode?
  ) throws(MarketMessageError) -> MarketMessage.Change {
    MarketMessage.Change(
      token: token,
      side: try side(entry.require(entry.side, .side)),
      price: try price(entry.require(entry.price, .price), .price),
      size: try size(entry.require(entry.size, .size)),
      hash: hash.flatMap(HexDigest.parse),
      bestBid: try entry.bestBid.map(bestBid),
      bestAsk: try entry.bestAsk.map(bestAsk),
      byteOffset: entry.byteOffset)
  }

  /// The levels of one side of a `book`, in the order of the message.
  static func levels(
    _ node: JSONNode, _ field: MarketField, into levels: inout [BookLevel]
  ) throws(MarketMessageError) {
    guard node.kind == .array else { throw .wrongType(field, offset: node.byteOffset) }
    for element in node.elements {
      let entry = try entry(element)
      levels.append(
        BookLevel(
          price: try price(entry.require(entry.price, .price), .price),
          size: try size(entry.require(entry.size, .size))))
    }
  }

  /// Milliseconds since 1970, as text like the venue sends or as a number.
  static func timestamp(_ node: JSONNode) throws(MarketMessageError) -> Int64 {
    guard let value = node.int64InString ?? node.int64, value >= 0 else {
      throw .badTimestamp(offset: node.byteOffset)
    }
    return value
  }

  static func side(_ node: JSONNode) throws(MarketMessageError) -> Side {
    if node.equals("BUY") { return .buy }
    if node.equals("SELL") { return .sell }
    throw .unknownSide(node.string ?? "", offset: node.byteOffset)
  }

  static func decimal(
    _ node: JSONNode, _ field: MarketField
  ) throws(MarketMessageError) -> Micros {
    guard node.kind == .string || node.kind == .number else {
      throw .wrongType(field, offset: node.byteOffset)
    }
    do {
      return try node.micros()
    } catch {
      throw .notDecimal(field, error, offset: node.byteOffset)
    }
  }

  /// 0...1, both included: best prices of empty sides and prices of decided markets touch the ends.
  static func price(_ node: JSONNode, _ field: MarketField) throws(MarketMessageError) -> Micros {
    let value = try decimal(node, field)
    guard value >= .zero, value <= .one else {
      throw .priceOutOfRange(field, value, offset: node.byteOffset)
    }
    return value
  }

  static func writtenPrice(
    _ node: JSONNode, _ field: MarketField
  ) throws(MarketMessageError) -> WrittenPrice {
    let value = try price(node, field)
    let text = unsafe node.textBytes
    let point = unsafe text.firstIndex(of: UInt8(ascii: "."))
    return WrittenPrice(value, decimals: min(6, point.map { text.count - $0 - 1 } ?? 0))
  }

  static func tickSize(
    _ node: JSONNode, _ field: MarketField
  ) throws(MarketMessageError) -> Micros {
    let value = try decimal(node, field)
    guard value > .zero, value < .one else {
      throw .priceOutOfRange(field, value, offset: node.byteOffset)
    }
    return value
  }

  static func size(_ node: JSONNode) throws(MarketMessageError) -> Micros {
    let value = try decimal(node, .size)
    guard value >= .zero else { throw .negativeSize(value, offset: node.byteOffset) }
    return value
  }

  /// 0 where no one buys: the venue writes "0" or nothing.
  static func bestBid(_ node: JSONNode) throws(MarketMessageError) -> Micros {
    node.equals("") ? .zero : try price(node, .bestBid)
  }

  /// 1 where no one sells: the venue writes "1", "0" or nothing.
  static func bestAsk(_ node: JSONNode) throws(MarketMessageError) -> Micros {
    if node.equals("") { return .one }
    let value = try price(node, .bestAsk)
    return value == .zero ? .one : value
  }
}

/// Hashes as the venue writes them.
enum HexDigest {
  /// 40 lowercase hexadecimal digits; nil for anything else, which then cannot be checked.
  static func parse(_ node: JSONNode) -> Digest20? {
    guard node.kind == .string, !node.isEscaped else { return nil }
    return unsafe Digest20(hex: node.textBytes)
  }
}
