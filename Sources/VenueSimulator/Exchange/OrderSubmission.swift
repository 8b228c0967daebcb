package import Hashing
package import Venue

/// How long an order stays (facts/polymarket-v2.md 2.5); the raw value is the venue's word.
package enum OrderType: String, CaseIterable, Sendable {
  /// Rests until it is cancelled.
  case goodTilCancelled = "GTC"
  /// Rests until its expiration.
  case goodTilDate = "GTD"
  /// Everything at once or nothing.
  case fillOrKill = "FOK"
  /// What can be had at once; the rest is gone.
  case fillAndKill = "FAK"

  /// Whether a part that finds no match waits in the book.
  package var mayRest: Bool { self == .goodTilCancelled || self == .goodTilDate }
}

/// Who asks: the holder of an API key.
package struct Requester: Hashable, Sendable {
  /// The API key, which owns the orders placed with it.
  package var owner: VenueIdentifier
  /// The account of the address that the key was made for; its orders and trades are those it may see.
  package var user: AccountIndex

  /// The holder of `owner`, whose address has account `user`.
  package init(owner: VenueIdentifier, user: AccountIndex) {
    self.owner = owner
    self.user = user
  }
}

/// An order whose signature, owner and domain have been checked, ready for the engine.
package struct OrderSubmission: Sendable {
  /// The signed fields.
  package var order: VenueOrder
  /// The EIP-712 digest of the order, which is its id.
  package var id: Digest32
  /// Whose key it came with.
  package var requester: Requester
  /// How long it stays.
  package var type: OrderType
  /// Refused rather than matched at once.
  package var isPostOnly: Bool
  /// Sent along by clients that do not wait for the settlement; matching is the same with it.
  package var defersExecution: Bool
  /// Unix seconds; 0 for none.
  package var expiration: Int64

  /// An order with these terms.
  package init(
    order: VenueOrder, id: Digest32, requester: Requester, type: OrderType = .goodTilCancelled,
    isPostOnly: Bool = false, defersExecution: Bool = false, expiration: Int64 = 0
  ) {
    self.order = order
    self.id = id
    self.requester = requester
    self.type = type
    self.isPostOnly = isPostOnly
    self.defersExecution = defersExecution
    self.expiration = expiration
  }
}
