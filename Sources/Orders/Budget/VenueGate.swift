package import Hashing
package import Venue

/// Whether the venue takes orders at all: closed by a 425 or a 503, and opened again by one order that tries
/// (facts/oms.md 0, 4). Cancels never ask it: they are tried again and again whatever it says.
package struct VenueGate: Equatable, Sendable {
  /// Why orders are kept back.
  package enum Reason: Hashable, Sendable {
    /// 425: the engine restarts.
    case restarting
    /// 503: what it still takes.
    case halted(VenueFailure.Halt)
  }

  private enum State: Equatable {
    case open
    case closed(until: Int64)
    /// One order is on its way; the others wait for its answer.
    case probing(order: Digest32, until: Int64)
  }

  package let policy: BudgetPolicy
  private var state = State.open
  private var backoff: Int64 = 0
  /// nil while it is open.
  package private(set) var reason: Reason?

  /// An open gate.
  package init(_ policy: BudgetPolicy = BudgetPolicy()) { self.policy = policy }

  /// Whether nothing keeps orders back.
  package var isOpen: Bool { state == .open }

  /// When to look again whether an order may leave, milliseconds since 1970; nil where it may leave now.
  package func hold(isPostOnly: Bool, now: Int64) -> Int64? {
    // The two minutes behind a restart take orders that add to the book.
    if isPostOnly, reason == .halted(.postOnly) { return nil }
    switch state {
    case .open: return nil
    case .closed(let until), .probing(_, let until): return now < until ? until : nil
    }
  }

  /// An order leaves: where the gate is closed, it is the one that tries.
  package mutating func left(_ order: Digest32, now: Int64) {
    guard state != .open, reason != .halted(.postOnly) || hold(isPostOnly: false, now: now) == nil
    else { return }
    state = .probing(order: order, until: now + policy.probePatience)
  }

  /// The venue refused a request with a 425 or a 503, of which nothing was done.
  package mutating func refused(_ failure: VenueFailure, order: Digest32? = nil, now: Int64) {
    let asked: Int?
    switch failure {
    case .restarting(let retryAfter): (asked, reason) = (retryAfter, .restarting)
    case .halted(let halt, let retryAfter): (asked, reason) = (retryAfter, .halted(halt))
    default: return
    }
    // Requests that left together are refused together: only the one that tried makes the wait longer.
    if let order, isProbe(order) {
      backoff = min(policy.longestGateBackoff, backoff * 2)
    } else if state == .open {
      backoff = policy.gateBackoff
    }
    let wait = max(backoff, Int64(min(asked ?? 0, 86_400)) * 1_000)
    switch state {
    case .closed(let until): state = .closed(until: max(until, now + wait))
    case .probing(let other, _) where order != other: break
    case .open, .probing: state = .closed(until: now + wait)
    }
  }

  /// The venue took an order or refused that order alone: it takes orders, or such orders.
  package mutating func opened(byPostOnly isPostOnly: Bool) {
    if isPostOnly, reason == .halted(.postOnly) { return }
    state = .open
    reason = nil
    backoff = 0
  }

  /// What became of the order tells nothing of the venue: another tries later.
  package mutating func learnedNothing(from order: Digest32, now: Int64) {
    guard isProbe(order) else { return }
    state = .closed(until: now + backoff)
  }

  private func isProbe(_ order: Digest32) -> Bool {
    if case .probing(order, _) = state { true } else { false }
  }
}
