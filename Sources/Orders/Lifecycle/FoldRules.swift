/// The few decisions of the fold, each of them replaceable by the mistake that other order managers made with it
/// (facts/oms.md 1.4, 9). Only tests deviate from `right`: they hold every single mistake against the scenarios,
/// and a mistake that no scenario notices shows a hole in the scenarios.
package struct FoldRules: Hashable, Sendable {
  /// What makes two messages the same trade.
  package enum TradeIdentity: Sendable {
    case identifier
    case sizeAndPrice
    case transactionHash
    case none
  }

  package var tradeIdentity = TradeIdentity.identifier
  /// A trade on a cancelled or expired order counts.
  package var booksLateFills = true
  /// A part of an order that fills after its cancel counts.
  package var booksLatePartials = true
  package var lateFillReopensCancelled = false
  package var lateFillReopensExpired = false
  package var lateAckReopens = false
  package var ackOverridesFill = false
  package var cancelOverridesFill = false
  package var rejectOverridesFill = false
  /// What the venue counts without naming trades is used up by the trades that come later.
  package var tradesConsumeCumulative = true
  package var keepsHighestCumulative = true
  package var timeoutRejects = false
  package var refusedCancelEnds = false
  package var booksVoids = true
  package var booksVoidsBeforeTrades = true
  package var voidReopensEnded = false
  package var cancelRequestReleases = false
  package var fillClearsCancelRequest = false
  package var clipsOverfill = false
  package var forgetsTerminalOrders = false
  package var keepsUnknownOrders = true
  package var rejectReleases = true
  package var doubtReleases = false
  package var firstTradeStands = true
  package var staleSnapshotReopens = false

  /// As facts/oms.md has them.
  package static let right = FoldRules()

  /// The right ones, to deviate from.
  package init() {}
}
