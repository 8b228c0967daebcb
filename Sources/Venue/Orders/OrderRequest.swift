import FixedPoint
import Hashing
package import JSON
import Signing
import Trading

/// How long an order lives; the raw value is the venue's (facts/polymarket-v2.md 2.5).
package enum OrderType: String, CaseIterable, Sendable {
  /// Until it is filled or cancelled.
  case goodTillCancelled = "GTC"
  /// Until its expiration.
  case goodTillDate = "GTD"
  /// All of it at once, or nothing.
  case fillOrKill = "FOK"
  /// What matches at once; the rest is cancelled.
  case fillAndKill = "FAK"

  /// Whether what does not match at once stays in the book, and so whether it may be post-only.
  package var rests: Bool { self == .goodTillCancelled || self == .goodTillDate }
}

/// The body of `POST /order`, and an element of that of `POST /orders`: an order, what proves it, and how to
/// treat it (facts/polymarket-v2.md 2.5).
package struct OrderRequest: Hashable, Sendable {
  /// What is signed.
  package var order: VenueOrder
  /// What proves it.
  package var signature: OrderSignature
  /// When the venue ends it, in seconds since 1970; 0 for never. It is not signed.
  package var expiration: UInt64
  /// The API key of the sender, a UUID.
  package var owner: String
  /// How long it lives.
  package var type: OrderType
  /// The answer does not wait for the match.
  package var isDeferred: Bool
  /// Refused where it would match at once.
  package var isPostOnly: Bool

  /// A request of these parts.
  package init(
    order: VenueOrder, signature: OrderSignature, expiration: UInt64 = 0, owner: String,
    type: OrderType, isDeferred: Bool = false, isPostOnly: Bool = false
  ) {
    self.order = order
    self.signature = signature
    self.expiration = expiration
    self.owner = owner
    self.type = type
    self.isDeferred = isDeferred
    self.isPostOnly = isPostOnly
  }

  /// Appends the body in the order of keys and the forms that the venue's own client has.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("order")
    order.write(to: &writer, signature: signature, expiration: expiration)
    writer.key("owner")
    writer.string(owner)
    writer.key("orderType")
    writer.string(type.rawValue)
    writer.key("deferExec")
    writer.bool(isDeferred)
    writer.key("postOnly")
    writer.bool(isPostOnly)
    writer.endObject()
  }

  /// The body in compact JSON.
  package var body: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.bytes
  }
}

extension VenueOrder {
  /// Appends the order as it stands on the wire: the salt and the signature type are numbers, the side is a word,
  /// all else is text.
  package func write(
    to writer: inout JSONWriter, signature: OrderSignature, expiration: UInt64
  ) {
    writer.beginObject()
    writer.key("salt")
    writer.raw(String(salt).utf8)
    writer.key("maker")
    writer.string(maker.checksummed)
    writer.key("signer")
    writer.string(signer.checksummed)
    writer.key("tokenId")
    writer.string(tokenID.description)
    writer.key("makerAmount")
    writer.string(String(makerAmount))
    writer.key("takerAmount")
    writer.string(String(takerAmount))
    writer.key("side")
    writer.string(side.rawValue)
    writer.key("expiration")
    writer.string(String(expiration))
    writer.key("signatureType")
    writer.integer(Int64(signatureType.rawValue))
    writer.key("timestamp")
    writer.string(String(timestamp))
    writer.key("metadata")
    writer.string(metadata.prefixedHex)
    writer.key("builder")
    writer.string(builder.prefixedHex)
    writer.key("signature")
    writer.string(signature.hex)
    writer.endObject()
  }
}
