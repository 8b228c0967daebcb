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

  /// By their ids alone: several trades share a transaction, or size and price.
  package var tradeIdentity = TradeIdentity.identifier
  /// A trade on a cancelled or expired order counts.
  package var booksLateFills = true
  /// A part of an order that fills after its cancel counts.
  package var booksLatePartials = true
  /// A fill after the cancel puts the order back into the book.
  package var lateFillReopensCancelled = false
  /// A fill after the expiry puts the order back into the book.
  package var lateFillReopensExpired = false
  /// An acknowledgement after the end puts the order back into the book.
  package var lateAckReopens = false
  /// An acknowledgement after the fill makes the order merely accepted.
  package var ackOverridesFill = false
  /// A cancel ends as cancelled what is filled whole.
  package var cancelOverridesFill = false
  /// A refusal wins over trades.
  package var rejectOverridesFill = false
  /// What the venue counts without naming trades is used up by the trades that come later.
  package var tradesConsumeCumulative = true
  /// Of two counts of the venue the larger stands, whichever came last.
  package var keepsHighestCumulative = true
  /// No answer to a submission counts as a refusal.
  package var timeoutRejects = false
  /// A refused cancel counts as a refused order.
  package var refusedCancelEnds = false
  /// A failed trade is taken back.
  package var booksVoids = true
  /// A failure that was told before its trade counts when the trade comes.
  package var booksVoidsBeforeTrades = true
  /// A failed trade gives its shares back to the book although the order has ended.
  package var voidReopensEnded = false
  /// What we asked to cancel counts as cancelled.
  package var cancelRequestReleases = false
  /// A fill takes the request to cancel away.
  package var fillClearsCancelRequest = false
  /// No more counts as filled than was ordered.
  package var clipsOverfill = false
  /// Ended orders leave the index at once.
  package var forgetsTerminalOrders = false
  /// Facts of orders that nobody knows are kept until somebody does.
  package var keepsUnknownOrders = true
  /// The quantity of a refused order counts as cancelled (facts/oms.md 10.6).
  package var rejectReleases = true
  /// An order in doubt holds no capital.
  package var doubtReleases = false
  /// A trade that is told with another size stays as it was first told.
  package var firstTradeStands = true
  /// A snapshot from before the end reopens too.
  package var staleSnapshotReopens = false

  /// As facts/oms.md has them.
  package static let right = FoldRules()

  /// The right ones, to deviate from.
  package init() {}
}
