package import Hashing
package import Venue

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
    order: VenueOrder, id: Digest32, requester: Requester, type: OrderType = .goodTillCancelled,
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
