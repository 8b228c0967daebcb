import Desk
import Orders
import Runtime

/// The last word of a run that can record nothing more: orders that nobody looks after must not rest.
extension LiveDesk {
  /// Asks the venue to cancel everything of the key until it says that it did, and nothing that was on its way there can
  /// have arrived behind it. This needs no record to be safe: a cancel never makes exposure, and the next start
  /// finds at the venue what became of it.
  func cancelUnrecorded() async {
    let manager = parts.desk.manager
    guard manager.holdsLease else { return }
    let open = manager.books.ledger.openOrders.count
    var isCancelled = false
    for _ in 0..<Self.attempts where !isCancelled {
      let wasIdle = parts.world.isIdle
      parts.world.perform(.cancelAll, now: parts.clock.milliseconds)
      isCancelled = await isAcknowledged() && wasIdle
    }
    report.end = .unrecorded(open: open, isCancelled: isCancelled)
  }

  /// Whether the venue takes the cancel within a second.
  private func isAcknowledged() async -> Bool {
    for _ in 0..<50 {
      for letter in parts.mailbox.takeAll() {
        guard case .event(.cancelledAll(let outcome)) = letter.input else { continue }
        if case .receipt = outcome { return true }
      }
      try? await Task.sleep(for: .milliseconds(20))
    }
    return false
  }

  /// So often the venue is asked, at most a second each.
  private static let attempts = 10
}
