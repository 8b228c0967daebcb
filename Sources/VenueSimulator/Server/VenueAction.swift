package import FixedPoint
package import Hashing
package import Signing
package import Venue

/// Something that whoever runs the venue has it do: what an entry of a script says at its time, and an admin
/// request at once.
package enum VenueAction: Sendable, Equatable {
  /// From now on this goes wrong; the fields are those of `Fault.init(kind:fields:now:)`.
  case fault(FaultDescription)
  /// Nothing goes wrong any more.
  case clearFaults
  /// The engine takes only some requests, for so many ms or for good.
  case mode(EngineMode, duration: Int64?)
  /// A market changes.
  case market(MarketReference, MarketChange)
  /// What becomes of transactions to come.
  case settlement(SettlementOrder)
  /// A trade settles now, or fails.
  case trade(VenueIdentifier, isConfirmed: Bool)
  /// An account changes.
  case account(Address, AccountChange)
  /// Whether requests are limited, and for whom.
  case limits(RateLimiter.Mode)
  /// Something goes wrong on the chain.
  case chain(ChainFault)

  /// A fault as it is written.
  package struct FaultDescription: Sendable, Equatable {
    /// One of `Fault.kindNames`.
    package var kind: String
    /// The texts of its fields by name, in their order.
    package var fields: [Field]

    /// A field with its text.
    package struct Field: Sendable, Equatable {
      package var name: String
      package var value: String
    }
  }

  /// A market as scripts name it.
  package enum MarketReference: Sendable, Equatable {
    /// Its place in the listing, from 1.
    case number(Int)
    /// Its condition id.
    case id(Digest32)
  }

  /// What changes in a market.
  package enum MarketChange: Sendable, Equatable {
    /// Another price grid.
    case tick(Micros)
    /// Orders are taken, or not.
    case accepting(Bool)
    /// It is decided.
    case winner(Outcome)
  }

  /// What becomes of transactions to come.
  package struct SettlementOrder: Sendable, Equatable {
    package var outcome: SettlementOutcome
    /// nil for those of all markets.
    package var market: MarketReference?
    /// How many, at least 1.
    package var count: Int
    /// ms until they are sent; nil for the usual time.
    package var submission: Int64?
  }

  /// What changes of an account; what is nil stays.
  package struct AccountChange: Sendable, Equatable {
    /// pUSD paid in.
    package var deposit: Micros?
    /// pUSD paid out.
    package var withdrawal: Micros?
    /// Shares of both tokens of every market.
    package var shares: Micros?
    package var isBanned: Bool?
    package var isClosedOnly: Bool?
    /// How much pUSD the exchange contract may move.
    package var allowance: Micros?
    package var tier: RateTier?

    init() {}
  }
}

/// What is done at a time of a script.
package struct TimedAction: Sendable, Equatable {
  /// ms after the venue opened.
  package var after: Int64
  package var action: VenueAction
}
