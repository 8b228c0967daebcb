/// Why the venue refused, by the documented text (facts/polymarket-v2.md 2.6). What reacts to a refusal
/// looks at this and never at the text.
package enum RejectionReason: String, CaseIterable, Sendable {
  // Orders
  case invalidPayload
  /// The `owner` of the body is not the API key.
  case wrongOwner
  /// The key's address is not the order's signer.
  case wrongSigner
  /// New accounts have to use deposit wallets.
  case makerNotAllowed
  case banned
  /// The account may only reduce what it holds.
  case closedOnly
  /// Signed for another version of the exchange.
  case versionMismatch
  case invalidSignature
  /// The price is not on the grid.
  case offGrid
  /// Fewer shares, or less money, than an order must have.
  case belowMinimum
  /// The same order was accepted before: a proof that an earlier attempt got in.
  case duplicated
  /// A post-only order that would have taken.
  case crossesBook
  case insufficientBalance
  case invalidExpiration
  /// Cancelled by its owner on chain.
  case canceledOnChain
  /// Held back; whether it is matched later is not said.
  case matchDelayed
  case marketNotReady
  /// The normal end of a fill-or-kill order that finds too little.
  case notFilledWhole
  /// The normal end of a fill-and-kill order that finds nothing.
  case nothingToMatch
  case tooManyOrders
  /// The engine gave up before it booked the order: safe to send the same bytes again.
  case engineTimedOut
  // Reads, cancels, keys
  case invalidOrderID
  case invalidToken
  case invalidSide
  case payloadTooLarge
  case notFound
  case keyExists
  case noKeyToDerive
  case invalidHeartbeat
  /// A text that is not documented.
  case undocumented

  /// The reason behind a text of the venue's.
  package init(text: String) {
    let lowered = text.lowercased()
    self = Self.texts.first { lowered.contains($0.fragment) }?.reason ?? .undocumented
  }

  /// Whether an order refused for this is certainly neither in the book nor matched. Where it is not,
  /// the venue has to be asked for the order.
  package var provesAbsence: Bool {
    switch self {
    case .duplicated, .matchDelayed, .undocumented: false
    default: true
    }
  }

  /// What the texts contain, in lower case; the first that fits counts.
  private static let texts: [(fragment: String, reason: RejectionReason)] = [
    ("duplicated", .duplicated),
    ("order_version_mismatch", .versionMismatch),
    ("owner has to be the owner of the api key", .wrongOwner),
    ("signer address has to be the address of the api key", .wrongSigner),
    ("maker address not allowed", .makerNotAllowed),
    ("address banned", .banned),
    ("closed only mode", .closedOnly),
    ("invalid signature", .invalidSignature),
    ("breaks minimum tick size rule", .offGrid),
    ("lower than the minimum", .belowMinimum),
    ("min size: $", .belowMinimum),
    ("crosses the book", .crossesBook),
    ("order crosses book", .crossesBook),
    ("not enough balance", .insufficientBalance),
    ("insufficient balance", .insufficientBalance),
    ("invalid expiration", .invalidExpiration),
    ("order canceled in the ctf exchange contract", .canceledOnChain),
    ("order match delayed", .matchDelayed),
    ("not yet ready to process new orders", .marketNotReady),
    ("fok orders are fully filled or killed", .notFilledWhole),
    ("no orders found to match with fak order", .nothingToMatch),
    ("too many orders in payload", .tooManyOrders),
    ("order timed out", .engineTimedOut),
    ("invalid orderid", .invalidOrderID),
    ("invalid token id", .invalidToken),
    ("invalid side", .invalidSide),
    ("payload exceeds the limit", .payloadTooLarge),
    ("could not create api key", .keyExists),
    ("could not derive api key", .noKeyToDerive),
    ("invalid heartbeat id", .invalidHeartbeat),
    ("no orderbook exists", .notFound),
    ("invalid order payload", .invalidPayload),
    ("invalid payload", .invalidPayload),
    ("not found", .notFound),
  ]
}
