import FixedPoint
import Hashing
package import JSON
import Signing
import Trading

/// Why a body is no order. The venue answers 400 to all of them, with `order_version_mismatch` to an order of V1
/// and `Invalid order payload` to the others.
package enum OrderRequestError: Error, Hashable, Sendable {
  /// The body, or what stands behind `order`, is no object.
  case notAnObject(byteOffset: Int)
  /// A key that must be there is not.
  case missing(String, byteOffset: Int)
  /// The value of a key is not what it can be.
  case malformed(String, byteOffset: Int)
  /// The fields are those of V1: a nonce or a fee, and no time stamp.
  case versionMismatch(byteOffset: Int)

  /// The text of the venue's answer.
  package var venueText: String {
    if case .versionMismatch = self { "order_version_mismatch" } else { "Invalid order payload" }
  }
}

extension OrderRequest {
  /// Reads the body of `POST /order`: any order of keys; numbers may be written as text and the reverse; keys
  /// that are not known are no matter, since clients differ in them.
  package init(reading node: JSONNode) throws(OrderRequestError) {
    guard node.kind == .object else { throw .notAnObject(byteOffset: node.byteOffset) }
    guard let order = node.member("order") else {
      throw .missing("order", byteOffset: node.byteOffset)
    }
    let fields = try OrderFields(order)
    self.order = try fields.order
    signature = try fields.signature
    expiration = try fields.number("expiration", default: 0)
    guard let owner = node.member("owner") else {
      throw .missing("owner", byteOffset: node.byteOffset)
    }
    guard let key = owner.string, !key.isEmpty else {
      throw .malformed("owner", byteOffset: owner.byteOffset)
    }
    self.owner = key
    let type = node.member("orderType")
    switch type?.string {
    case let word?:
      guard let known = OrderType(rawValue: word) else {
        throw .malformed("orderType", byteOffset: type?.byteOffset ?? 0)
      }
      self.type = known
    case nil:
      guard type == nil else { throw .malformed("orderType", byteOffset: type?.byteOffset ?? 0) }
      self.type = .goodTillCancelled
    }
    isDeferred = try Self.flag("deferExec", node)
    isPostOnly = try Self.flag("postOnly", node)
  }

  private static func flag(
    _ key: StaticString, _ node: JSONNode
  ) throws(OrderRequestError) -> Bool {
    guard let value = node.member(key), value.kind != .null else { return false }
    guard let flag = value.bool else {
      throw .malformed(key.description, byteOffset: value.byteOffset)
    }
    return flag
  }
}

/// The members of an order on the wire.
private struct OrderFields {
  private let node: JSONNode

  init(_ node: JSONNode) throws(OrderRequestError) {
    guard node.kind == .object else {
      throw OrderRequestError.notAnObject(byteOffset: node.byteOffset)
    }
    let isFirstVersion = node.member("nonce") != nil || node.member("feeRateBps") != nil
    if isFirstVersion, node.member("timestamp") == nil {
      throw OrderRequestError.versionMismatch(byteOffset: node.byteOffset)
    }
    self.node = node
  }

  var order: VenueOrder {
    get throws(OrderRequestError) {
      VenueOrder(
        salt: try number("salt"), maker: try address("maker"), signer: try address("signer"),
        tokenID: try wideNumber("tokenId"), makerAmount: try number("makerAmount"),
        takerAmount: try number("takerAmount"), side: try side,
        signatureType: try signatureType, timestamp: try number("timestamp"),
        metadata: try word("metadata"), builder: try word("builder"))
    }
  }

  var signature: OrderSignature {
    get throws(OrderRequestError) {
      let value = try value("signature")
      guard let text = value.string, let signature = OrderSignature(hex: text) else {
        throw .malformed("signature", byteOffset: value.byteOffset)
      }
      return signature
    }
  }

  /// A whole number of 64 bits; `fallback` where the key is not there.
  func number(
    _ key: StaticString, default fallback: UInt64? = nil
  ) throws(OrderRequestError) -> UInt64 {
    if let fallback, node.member(key) == nil { return fallback }
    let number = try wideNumber(key)
    guard let narrow = number.uint64 else {
      throw .malformed(key.description, byteOffset: try value(key).byteOffset)
    }
    return narrow
  }

  private func wideNumber(_ key: StaticString) throws(OrderRequestError) -> UInt256 {
    let value = try value(key)
    guard let number = unsafe UInt256(decimal: value.textBytes) else {
      throw .malformed(key.description, byteOffset: value.byteOffset)
    }
    return number
  }

  private func address(_ key: StaticString) throws(OrderRequestError) -> Address {
    let value = try value(key)
    guard let text = value.string, let address = Address(hex: text) else {
      throw .malformed(key.description, byteOffset: value.byteOffset)
    }
    return address
  }

  /// 32 bytes; zero where the key is not there or holds an empty text.
  private func word(_ key: StaticString) throws(OrderRequestError) -> Digest32 {
    guard let value = node.member(key), !value.equals("") else { return .zero }
    guard let text = value.string, let word = Digest32(prefixedHex: text) else {
      throw .malformed(key.description, byteOffset: value.byteOffset)
    }
    return word
  }

  private var side: Side {
    get throws(OrderRequestError) {
      let value = try value("side")
      if value.equals("BUY") || value.equals("0") || value.int64 == 0 { return .buy }
      if value.equals("SELL") || value.equals("1") || value.int64 == 1 { return .sell }
      throw .malformed("side", byteOffset: value.byteOffset)
    }
  }

  private var signatureType: VenueOrder.SignatureType {
    get throws(OrderRequestError) {
      guard let raw = UInt8(exactly: try number("signatureType")),
        let type = VenueOrder.SignatureType(rawValue: raw)
      else {
        throw .malformed("signatureType", byteOffset: try value("signatureType").byteOffset)
      }
      return type
    }
  }

  private func value(_ key: StaticString) throws(OrderRequestError) -> JSONNode {
    guard let value = node.member(key) else {
      throw .missing(key.description, byteOffset: node.byteOffset)
    }
    return value
  }
}
