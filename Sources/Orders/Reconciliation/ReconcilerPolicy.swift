package import FixedPoint

/// The thresholds of the reconciler (facts/oms.md 2.2 to 2.5). Times are milliseconds.
package struct ReconcilerPolicy: Hashable, Sendable {
  /// What becomes of an order of our key that nobody here knows.
  package enum OrphanHandling: String, CaseIterable, Sendable {
    case cancel
    case adopt
  }

  /// Between rounds while an order may be live, or a difference is open.
  package var pollInterval: Int64 = 5_000
  /// Between rounds while nothing is live.
  package var idleInterval: Int64 = 60_000
  /// Between rounds that oddities ask for.
  package var spacing: Int64 = 1_000
  /// A round without an answer for so long has failed.
  package var roundTimeout: Int64 = 20_000
  /// An order whose last event is not older than this is not judged.
  package var grace: Int64 = 5_000
  /// So many rounds an order may escape judgement although it looks different.
  package var inFlightRounds = 3
  /// How far before the last complete round trades are read again, on the venue's clock: what its list of trades may
  /// be late by.
  package var overlap: Int64 = 300_000
  /// Rounds without a difference that close it.
  package var cleanRounds = 2
  /// Without a complete snapshot for so long, nothing is known: `R13`.
  package var freshness: Int64 = 15_000
  /// A difference that is open so long is told.
  package var warnAfter: Int64 = 15_000
  /// Within this, differences are to be closed: what the service level counts.
  package var closeWithin: Int64 = 30_000
  /// A difference that is open so long pauses its scope.
  package var pauseAfter: Int64 = 60_000
  /// The share of differences that have to close in time, in millionths (seeds/002, 0.995).
  package var objective: Int64 = 995_000
  /// Rounding of the venue that is no difference, in shares (facts/oms.md 0).
  package var dust = Micros(raw: 10_000)
  /// A trade's price may differ so much before the market is paused.
  package var priceTolerance = Micros.zero
  /// A match that is not settled after so long is late: `R11`.
  package var settlementLimit: Int64 = 600_000
  /// The venue ends an order with an expiration up to so long before it (facts/oms.md 0).
  package var expiryLead: Int64 = 60_000
  /// Our clock and the venue's may differ by so much before people are told.
  package var clockTolerance: Int64 = 5_000
  /// So many trades at most are asked for by name in one round.
  package var tradeQuestions = 10
  package var orphans = OrphanHandling.cancel
  /// So many orphans, or orders that rose again, pause their scope until a person releases it.
  package var repeatLimit = 2

  /// The defaults of facts/oms.md.
  package init() {}
}
