package import Hashing

/// What happens to the kill switch.
package enum KillEvent: Sendable {
  /// Somebody or something trips. The same trigger on the same scope again changes nothing while it stands.
  case trip(KillScope, KillTrigger, by: String, reason: String)
  /// The conditions of these triggers were evaluated now and do not hold. Arms nothing; without it nobody can
  /// reset.
  case cleared([KillTrigger])
  /// These conditions hold now: that they were found clear before counts for nothing any more. Trips nothing.
  case holding([KillTrigger])
  /// What lies in the latch, read at the start and whenever another process may have written it.
  case latch(KillReading)
  /// One person's signature under a reset.
  case approve(KillApproval)
  /// Time has passed: what is open or in doubt in our books and in the venue's last list.
  case tick(open: [ExposedOrder])
  /// The venue answered a cancel-all, with whatever; nothing counts as done for it.
  case attemptedAll
  /// The venue took an order; where a kill covers it, it is cancelled on arrival.
  case acknowledged(ExposedOrder)
  /// A complete reading of venue and books agrees that this and no more is open or in doubt: the only thing that
  /// contains. `begun` is when the venue was asked, milliseconds since 1970.
  case snapshot(open: [ExposedOrder], begun: Int64)
}

/// An order that may be live.
package struct ExposedOrder: Hashable, Sendable {
  package var id: Digest32
  /// nil where it is none of ours.
  package var strategy: String?
  package var market: String

  /// An order of these parts.
  package init(id: Digest32, strategy: String?, market: String) {
    self.id = id
    self.strategy = strategy
    self.market = market
  }
}

/// What the kill switch wants done, in this order.
package enum KillAction: Hashable, Sendable {
  /// Already applied. Onto the disk, wherever the latch is kept, before anything behind it is done.
  case latch(KillStep)
  /// What waits to be sent in this scope is thrown away.
  case purge(KillScope)
  case cancelAll
  case cancelMarket(String)
  case cancel([Digest32])
  /// Fetch the evidence of what is open.
  case readSnapshot
  /// Let the venue's own dead man's switch end what is left; by the kill named. Recorded before it is done.
  case stopBeating(kill: String)
  /// No kill that stopped it stands any more.
  case resumeBeating
  /// For people, now.
  case page(KillScope, text: String)
  /// A reset was not accepted; the latch stays.
  case refused(KillResetRefusal)
}
