package import Hashing
import Venue

extension OrderLedger: ReconciledBooks {
  package var hasUnended: Bool { openCount > 0 }

  package var unended: [BookedOrder] { openOrders.map { BookedOrder($0) } }

  package var unsettled: [BookedOrder] { unfinishedOrders.map { BookedOrder($0) } }

  package func booked(_ id: Digest32) -> BookedOrder? {
    record(id).map { BookedOrder($0) }
  }

  package func isRetired(_ id: Digest32) -> Bool { tombstone(id) != nil }
}

extension BookedOrder {
  /// What the ledger knows of an order.
  package init(_ record: OrderRecord) {
    let status = record.status
    self.init(
      id: record.id, market: record.terms.market, strategy: record.terms.strategy,
      size: record.terms.size, life: status.life, filled: status.filled,
      unattributed: status.unattributed,
      trades: record.trades.filter(\.isSeen).map { trade in
        TradeFact(
          id: trade.id, size: trade.size, price: trade.price,
          status: trade.isVoid ? .failed : trade.status, transactionHash: trade.transactionHash,
          matchTime: trade.matchTime)
      },
      isAcknowledged: record.acknowledgedAt != nil,
      isCommandInFlight: status.life == .submitted || status.cancel == .inFlight,
      isCancelRequested: record.cancelAttempt != nil, signedAt: record.signedAt,
      lastEvent: record.movedAt, expiration: record.terms.expiration)
    spendsCash = record.terms.spendsCash
    isRefused = status.rejectReason != nil
  }
}
