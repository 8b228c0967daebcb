package import FixedPoint
package import Hashing
package import Trading
package import Venue

/// What happens to the order manager. Answers to what it asked come as events like everything else.
package enum ManagerEvent: Sendable {
  /// The state is folded from the journal; nothing trades before a clean reconciliation.
  case start
  /// Time has passed; wanted at `OrderManager.wake`, harmless at any other time.
  case tick
  /// No new orders; cancel by policy; say when nothing is open (SIGTERM).
  case drain
  case plan(ExecutionPlan)
  /// A plan that does not fit what the venue tells of its tokens: it is not taken.
  case unfitPlan(ExecutionPlan, reason: String)

  // Answers of this process, at once
  case judgedSigning(clientOrderID: String, Judgement)
  /// A decision about a resting order, asked for by a book or the clock.
  case judgedResting(order: Digest32, Judgement)
  /// Whether this process holds the lease of the key until that time, milliseconds since 1970.
  case lease(isHeld: Bool, until: Int64)
  /// What is latched for all runners of the key; a latch that cannot be read counts as tripped.
  case latch(KillReading)
  /// The shared store did not take what it was told: why.
  case storeFailed(String)
  case assigned(clientOrderID: String, NonceAnswer)
  case signed(clientOrderID: String, SignedBytes)
  /// The signer refused, such as for the kill switch: the reason code.
  case notSigned(clientOrderID: String, code: String)
  case rate(order: Digest32, RateAnswer)

  /// The desk did not send these bytes: a kill was latched between their signature and the wire.
  case withheld(order: Digest32)

  // Answers of the venue
  case posted(order: Digest32, PostOutcome)
  /// What became of the cancels of one request. `nil` failure with a receipt, or a failure for all.
  case cancelled(orders: [Digest32], attempt: Int, CancelOutcome)
  case cancelledAll(CancelOutcome)
  case order(OrderMessage)
  case trade(TradeRecord)
  /// The user channel: messages are lost while it is down.
  case channel(isUp: Bool)
  case snapshot(round: Int, SnapshotOutcome)
  case lookedUp(order: Digest32, LookupOutcome)
  case beat(HeartbeatChain.Event)
  case chain(ChainOutcome)
  /// What became of renewing the credential: when it ends, milliseconds since 1970; nil where it does not, or
  /// nobody tells. A failure leaves the old one.
  case credential(CredentialOutcome)
  /// The venue named the tier of the signer, which decides how much may be sent.
  case tier(RateTier)

  // Books and the clock
  /// The book of a token changed, or (nil) the clock moved: the orders that rest there are judged again.
  case touch(token: UInt256?)

  /// What the approved policies decided about a difference that is open; nil is the account as a whole.
  case judgedDifference(order: Digest32?, Judgement)

  // Orders of people and of other parts
  /// The approved policies have changed.
  case limits(ManagerLimits)
  case trip(KillScope, KillTrigger, by: String, reason: String)
  /// The conditions of these triggers were evaluated now and do not hold; arms nothing.
  case cleared([KillTrigger])
  /// One person's signature under the reset of a kill.
  case approve(KillApproval)
  /// A person pauses or resumes a scope, books what moved the balances, or ends a mismatch with the chain. One that
  /// was answered changes nothing.
  case request(OperatorRequest)
}

/// What became of renewing the API credential.
package enum CredentialOutcome: Hashable, Sendable {
  /// The credential is proven by a read; when it ends, milliseconds since 1970.
  case renewed(expires: Int64?)
  case failed(String)
}

/// What the graph decided about one event.
package struct Judgement: Hashable, Sendable {
  package var action: Action
  /// Most important first.
  package var codes: [String]
  /// The number of the decision's envelope in the journal: the cause of what follows.
  package var sequence: Int64
  /// False where the bot is not live: journalled, and nothing is done.
  package var isLive: Bool
  /// Of the first code.
  package var severity: Severity
  /// The book that a resting order was judged by; the desk puts it in.
  package var book: JudgedBook?

  /// A judgement of these parts.
  package init(
    action: Action, codes: [String], sequence: Int64, isLive: Bool = true,
    severity: Severity = .info, book: JudgedBook? = nil
  ) {
    self.action = action
    self.codes = codes
    self.sequence = sequence
    self.isLive = isLive
    self.severity = severity
    self.book = book
  }
}

/// What was known of a book when an order in it was judged: what a replacement's price follows from.
package struct JudgedBook: Hashable, Sendable {
  /// 0...1; nil where the side is empty.
  package var bestBid: Micros?
  /// 0...1; nil where the side is empty.
  package var bestAsk: Micros?
  /// Shares before the order; nil where nobody knows.
  package var queueAhead: Micros?

  /// A book of these parts.
  package init(bestBid: Micros?, bestAsk: Micros?, queueAhead: Micros?) {
    self.bestBid = bestBid
    self.bestAsk = bestAsk
    self.queueAhead = queueAhead
  }
}

/// A signed order as it goes over the wire: the only bytes that are ever sent for it.
package struct SignedBytes: Hashable, Sendable {
  /// The EIP-712 digest, the venue's id of the order.
  package var id: Digest32
  /// The body of the POST.
  package var body: [UInt8]
  package var salt: UInt64
  /// The signed time in milliseconds.
  package var timestamp: UInt64

  /// Bytes of these parts.
  package init(id: Digest32, body: [UInt8], salt: UInt64, timestamp: UInt64) {
    self.id = id
    self.body = body
    self.salt = salt
    self.timestamp = timestamp
  }
}

/// What became of a request to cancel.
package enum CancelOutcome: Equatable, Sendable {
  case receipt(CancelReceipt)
  case failed(VenueFailure)
}

/// The venue's own list of our open orders and trades, or nothing: part of a list is never evidence
/// (facts/oms.md 2.2).
package enum SnapshotOutcome: Equatable, Sendable {
  case complete(VenueSnapshot)
  case failed(String)
}

/// All pages of open orders and of trades since a time.
package struct VenueSnapshot: Equatable, Sendable {
  /// When the first page was asked for, milliseconds since 1970 on our clock.
  package var begun: Int64
  /// How far the venue's clock was ahead of ours then, in milliseconds; negative where it was behind.
  package var skew: Int64
  /// When the last page was there.
  package var ended: Int64
  package var orders: [OpenOrder]
  /// The earliest match time that the trades go back to, on the venue's clock.
  package var tradesSince: Int64
  package var trades: [TradeRecord]

  /// A snapshot of these parts.
  package init(
    begun: Int64, skew: Int64 = 0, ended: Int64, orders: [OpenOrder], tradesSince: Int64,
    trades: [TradeRecord]
  ) {
    self.begun = begun
    self.skew = skew
    self.ended = ended
    self.orders = orders
    self.tradesSince = tradesSince
    self.trades = trades
  }

  /// When the first page was asked for, milliseconds since 1970 on the venue's clock: the one that match times and
  /// expirations are told by.
  package var venueTime: Int64 { begun + skew }
}

/// What the venue says about one order.
package enum LookupOutcome: Equatable, Sendable {
  case found(OpenOrder)
  case notFound
  /// No evidence.
  case failed(VenueFailure)
}

/// What the chain says, at a final block (facts/oms.md 2.1 layer B, 3.4).
package enum ChainOutcome: Hashable, Sendable {
  case read(ChainReading)
  case failed(String)
}
