import Hashing
import Orders
import Trading
import Venue

/// What happened in a run, line by line, for people: kept only where somebody wants to read it.
struct Story {
  private(set) var lines: [String] = []
  private let isTold: Bool
  private let start: Int64

  /// A story that begins at `start`, milliseconds since 1970.
  init(isTold: Bool, start: Int64) {
    self.isTold = isTold
    self.start = start
  }

  /// A line of its own.
  mutating func tell(_ text: @autoclosure () -> String, now: Int64) {
    guard isTold else { return }
    let time = now - start
    let milliseconds = String(time % 1_000)
    let padding = String(repeating: "0", count: 3 - milliseconds.count)
    let seconds = String(time / 1_000)
    let margin = String(repeating: " ", count: max(0, 4 - seconds.count))
    lines.append("\(margin)\(seconds).\(padding)\(milliseconds)  \(text())")
  }

  /// Something of the script.
  mutating func tell(_ incident: Incident, now: Int64) {
    tell("#\(incident.number) \(incident.kind)", now: now)
  }

  /// Something leaves the desk.
  mutating func tell(_ effect: ManagerEffect, now: Int64) {
    guard isTold else { return }
    switch effect {
    case .post(let order, _, let type):
      tell("-> post \(Self.short(order)) \(type.rawValue)", now: now)
    case .cancel(let orders, let attempt):
      let names = orders.map(Self.short).joined(separator: " ")
      tell("-> cancel \(names), attempt \(attempt)", now: now)
    default: tell("-> \(effect)", now: now)
    }
  }

  /// The desk hears something.
  mutating func tell(_ event: ManagerEvent, now: Int64) {
    guard isTold else { return }
    switch event {
    case .tick, .touch: break
    case .plan(let plan): tell("<- plan \(Self.text(plan))", now: now)
    case .posted(let order, let outcome):
      let text =
        outcome.receipt.map(\.status.rawValue) ?? "\(outcome.failure.map { "\($0)" } ?? "")"
      tell("<- posted \(Self.short(order)): \(text)", now: now)
    case .order(let message):
      tell(
        "<- order \(Self.short(message.id.digest)) \(message.kind.text), "
          + "\(message.matchedSize) of \(message.originalSize)", now: now)
    case .trade(let trade):
      let legs = ([trade.takerOrderID] + trade.makerFills.map(\.orderID))
        .map { Self.short($0.digest) }
      tell(
        "<- trade \(trade.id.prefix(8)) \(trade.size) at \(trade.price) \(trade.status.text), "
          + legs.joined(separator: " "), now: now)
    case .snapshot(let round, .complete(let snapshot)):
      tell(
        "<- snapshot \(round): \(snapshot.orders.count) open, \(snapshot.trades.count) trades",
        now: now)
    case .cancelled(let orders, let attempt, let outcome):
      tell(
        "<- cancelled \(orders.map(Self.short).joined(separator: " ")), attempt \(attempt): "
          + Self.text(outcome), now: now)
    case .cancelledAll(let outcome): tell("<- cancelled all: \(Self.text(outcome))", now: now)
    case .lookedUp(let order, let outcome):
      let text =
        switch outcome {
        case .found(let order): "found, \(order.matchedSize) matched"
        case .notFound: "not found"
        case .failed: "no answer"
        }
      tell("<- looked up \(Self.short(order)): \(text)", now: now)
    default: tell("<- \(event)", now: now)
    }
  }

  private static func short(_ id: Digest32) -> String { String(id.hex.prefix(6)) }

  private static func text(_ outcome: CancelOutcome) -> String {
    switch outcome {
    case .receipt(let receipt):
      "\(receipt.canceled.map { short($0.digest) }) gone, "
        + "\(receipt.refused.map { short($0.id.digest) }) refused"
    case .failed(let failure): "\(failure)"
    }
  }

  private static func text(_ plan: ExecutionPlan) -> String {
    var parts = [plan.intent]
    for leg in plan.legs {
      let place = leg.replaces.map { " instead of \($0)" } ?? ""
      parts.append(
        "\(leg.side.rawValue) \(leg.size) of \(leg.token) at \(leg.price) \(leg.type.rawValue)\(place)"
      )
    }
    if !plan.cancels.isEmpty { parts.append("cancels " + plan.cancels.joined(separator: " ")) }
    return parts.joined(separator: ", ")
  }
}
