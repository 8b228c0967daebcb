import FixedPoint
import Hashing
import JSON
import Signing
import Trading
import Venue

/// Why a JSON value is no posted order. The venue says no more than that.
struct OrderPostError: Error, Equatable, Sendable {}

/// The body of a posted order (facts/polymarket-v2.md 2.5): what is signed, and what is said beside it. Keys may
/// come in any order and unknown ones are passed over, since clients differ.
struct OrderPost: Sendable {
  var order: VenueOrder
  var signature: OrderSignature
  /// Unix seconds; 0 for none. Not signed.
  var expiration: Int64
  /// The API key of the order.
  var owner: VenueIdentifier?
  var type: OrderType
  var isPostOnly: Bool
  var defersExecution: Bool

  /// Reads what a client sent.
  static func read(_ node: JSONNode) -> Result<OrderPost, OrderPostError> {
    OrderPost(node).map { .success($0) } ?? .failure(OrderPostError())
  }

  private init?(_ node: JSONNode) {
    guard let wire = node.member("order"), wire.kind == .object,
      let order = VenueOrder(wire: wire),
      let signature = wire.member("signature")?.string.flatMap({ OrderSignature(hex: $0) }),
      let expiration = wire.unsigned("expiration", default: 0),
      let expiration = Int64(exactly: expiration),
      let type = node.member("orderType").map({ $0.string.flatMap(OrderType.init) })
        ?? .goodTilCancelled,
      let isPostOnly = node.flag("postOnly"), let defersExecution = node.flag("deferExec")
    else { return nil }
    self.order = order
    self.signature = signature
    self.expiration = expiration
    owner = node.member("owner")?.string.flatMap { VenueIdentifier(text: $0) }
    self.type = type
    self.isPostOnly = isPostOnly
    self.defersExecution = defersExecution
  }
}

extension VenueOrder {
  /// The signed fields as clients send them: numbers also as text, the side as a word.
  fileprivate init?(wire: JSONNode) {
    guard let salt = wire.unsigned("salt"), salt < 1 << 53,
      let maker = wire.address("maker"), let signer = wire.address("signer"),
      let tokenID = wire.member("tokenId")?.string.flatMap({ UInt256(decimal: $0) }),
      let makerAmount = wire.unsigned("makerAmount"),
      let takerAmount = wire.unsigned("takerAmount"),
      let sideText = wire.member("side")?.string,
      let side: Side = sideText == "BUY" ? .buy : sideText == "SELL" ? .sell : nil,
      let kind = wire.unsigned("signatureType"),
      let signatureType = UInt8(exactly: kind).flatMap(VenueOrder.SignatureType.init),
      let timestamp = wire.unsigned("timestamp"),
      let metadata = wire.digest("metadata"), let builder = wire.digest("builder")
    else { return nil }
    self.init(
      salt: salt, maker: maker, signer: signer, tokenID: tokenID, makerAmount: makerAmount,
      takerAmount: takerAmount, side: side, signatureType: signatureType, timestamp: timestamp,
      metadata: metadata, builder: builder)
  }
}

extension JSONNode {
  /// A whole number of 64 bits, as number or as text; nil for anything else.
  fileprivate func unsigned(_ name: StaticString, default absent: UInt64? = nil) -> UInt64? {
    guard let node = member(name), node.kind != .null else { return absent }
    guard let text = node.kind == .number ? node.numberText : node.string, !text.isEmpty,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return UInt64(text)
  }

  fileprivate func address(_ name: StaticString) -> Address? {
    member(name)?.string.flatMap { Address(hex: $0) }
  }

  /// 32 bytes; zero where the client left them out.
  fileprivate func digest(_ name: StaticString) -> Digest32? {
    guard let node = member(name), node.kind != .null else { return .zero }
    return node.string.flatMap { $0.isEmpty ? .zero : Digest32(prefixedHex: $0) }
  }

  /// true or false; false where it is absent, nil where it is something else.
  fileprivate func flag(_ name: StaticString) -> Bool? {
    guard let node = member(name), node.kind != .null else { return false }
    return node.bool
  }
}
