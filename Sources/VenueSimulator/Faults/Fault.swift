package import Hashing
package import Signing

/// Something that goes wrong on demand: what, where, from when, how often.
///
/// Faults are data: the venue's core and its server ask a ``FaultPlan`` at each point where something can go
/// wrong. They are read from scripts and from the administrator's requests by `Fault.init(kind:fields:now:)`.
package struct Fault: Equatable, Sendable {
  /// What goes wrong.
  package enum Kind: Equatable, Sendable {
    /// A request is worked on late by so many ms, drawn evenly: it takes effect late, too.
    case latency(ClosedRange<Int64>)
    /// A request takes effect at once, and its answer comes late by so many ms.
    case slowReply(ClosedRange<Int64>)
    /// A request takes effect, and its connection closes without an answer.
    case lostReply
    /// A request is refused without effect.
    case refusal(Refusal)
    /// An answer trickles, so many bytes a second.
    case slowAnswer(bytesPerSecond: Int64)
    /// Events are sent so many times more.
    case duplicateEvents(copies: Int)
    /// Events are sent in another order, shuffled within groups of so many.
    case reorderedEvents(window: Int)
    /// Events are sent late by so many ms, drawn evenly.
    case lateEvents(ClosedRange<Int64>)
    /// Events of trades are sent late by so many ms; those of orders are not.
    case lateTrades(ClosedRange<Int64>)
    /// A socket stays open and answers `PING`, and sends no events.
    case silentSocket
    /// A socket closes.
    case droppedSocket
    /// Books show so many levels on each side that are not there.
    case ghostBook(levels: Int)
    /// Books and changes carry a hash that does not belong to them.
    case hashMismatch
  }

  /// How a request is refused.
  package enum Refusal: String, CaseIterable, Sendable {
    /// 425 `service not ready`.
    case restarting
    /// 429 with `Retry-After`.
    case throttled
    /// 500 `order timed out`: not booked.
    case timedOut = "timed-out"
    /// 500 `could not run the execution`.
    case execution
    /// 500 `Internal server error`.
    case broken
    /// 503: orders and cancels are refused.
    case disabled
    /// 503: orders are refused.
    case cancelOnly = "cancel-only"
    /// 503: orders that could match are refused.
    case postOnly = "post-only"
    /// 403 with a page in HTML, as from the guard before the venue.
    case blocked
  }

  /// What a request is for; the raw value is the word in scripts.
  package enum Endpoint: String, CaseIterable, Sendable {
    case postOrder = "post-order"
    case postOrders = "post-orders"
    case cancelOrder = "cancel-order"
    case cancelOrders = "cancel-orders"
    case cancelAll = "cancel-all"
    case cancelMarket = "cancel-market"
    case orders, order, trades, book, books, markets, heartbeat, keys, balance, time
    /// Any other.
    case other
  }

  /// Which of the two sockets.
  package enum Channel: String, CaseIterable, Sendable {
    case market, user
  }

  /// What goes wrong.
  package var kind: Kind
  /// Only requests of this kind; nil for any.
  package var endpoint: Endpoint?
  /// Only this socket; nil for both.
  package var channel: Channel?
  /// Only what concerns this market; nil for any.
  package var market: Digest32?
  /// Only what concerns this signer; nil for any.
  package var signer: Address?
  /// From when on, in ms since 1970.
  package var start: Int64
  /// Until when, in ms since 1970; nil for no end.
  package var end: Int64?
  /// How many times; nil for no limit.
  package var count: Int?
  /// How often, out of 1,000 times.
  package var perMille: Int64 = 1_000

  /// A fault everywhere, from `start` on.
  package init(_ kind: Kind, start: Int64) {
    self.kind = kind
    self.start = start
  }
}

extension Fault.Kind {
  /// The word in scripts.
  package var name: String {
    switch self {
    case .latency: "latency"
    case .slowReply: "slow-reply"
    case .lostReply: "lost-reply"
    case .refusal: "refuse"
    case .slowAnswer: "slow-answer"
    case .duplicateEvents: "duplicate-events"
    case .reorderedEvents: "reordered-events"
    case .lateEvents: "late-events"
    case .lateTrades: "late-trades"
    case .silentSocket: "silent-socket"
    case .droppedSocket: "dropped-socket"
    case .ghostBook: "ghost-book"
    case .hashMismatch: "hash-mismatch"
    }
  }

  /// Where it can happen.
  var point: FaultSituation.Point {
    switch self {
    case .latency, .slowReply, .lostReply, .refusal, .slowAnswer: .request
    case .duplicateEvents, .reorderedEvents, .lateEvents, .lateTrades, .silentSocket,
      .droppedSocket:
      .events
    case .ghostBook, .hashMismatch: .book
    }
  }
}
