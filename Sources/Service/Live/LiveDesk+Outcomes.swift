import Desk
import Hashing
import Orders
import Venue

/// What became of orders that did not come to rest, until people are told: many of one kind are one line.
struct LiveOutcomes {
  /// By what happened and why: how many, and the first of them.
  private var waiting: [String: (count: Int, example: String)] = [:]
  /// Up to when denials are told, milliseconds since 1970.
  private var toldUpTo: Int64
  /// The orders denied then or later that are told.
  private var told: Set<String> = []
  private var knownDenials = 0

  /// Nothing to tell; what was denied before `now` is told already.
  init(now: Int64) { toldUpTo = now }

  /// Takes in the venue's refusals.
  mutating func note(_ events: [ManagerEvent], _ ledger: OrderLedger) {
    for case .posted(let order, .failed(.rejected(let rejection))) in events {
      add(
        "refused by the venue: \(rejection.text)",
        ledger.record(order)?.terms.clientOrderID ?? order.prefixedHex)
    }
  }

  /// Takes in the denials since the last time.
  mutating func note(_ books: ManagerBooks, now: Int64) {
    guard books.denials.count != knownDenials else { return }
    knownDenials = books.denials.count
    let since = toldUpTo
    let alreadyTold = told
    toldUpTo = max(now, since)
    told = []
    for (name, denial) in books.denials where denial.time >= since {
      if denial.time >= toldUpTo { told.insert(name) }
      guard !alreadyTold.contains(name) else { continue }
      add("denied: \(denial.code)", name)
    }
  }

  private mutating func add(_ what: String, _ order: String) {
    let known = waiting[what]
    // The smallest name, so that the line does not depend on the order of a table.
    waiting[what] = ((known?.count ?? 0) + 1, min(known?.example ?? order, order))
  }

  /// The lines for people; nothing waits afterwards.
  mutating func takeLines() -> [String] {
    defer { waiting = [:] }
    return waiting.sorted { $0.key < $1.key }.map { what, orders in
      orders.count == 1
        ? "order \(orders.example) \(what)"
        : "\(orders.count) orders \(what), such as \(orders.example)"
    }
  }
}
