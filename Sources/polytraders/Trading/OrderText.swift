import CommandLine
import Diagnostics
import FixedPoint
import Governance
import Hashing
import JSON
import Orders
import Service
import Trading
import Venue

/// Orders as people and programs read them (seeds/000, stage 8, "What the backend should expose").
enum OrderText {
  static func table(_ views: [OrderView], _ recorded: RecordedOrders) -> String {
    var table = TextTable([
      .left("order"), .left("client order id"), .left("side"), .right("price"), .right("size"),
      .right("filled"), .right("open"), .left("state"), .left("reconciled"),
    ])
    for view in views {
      table.add([
        view.id.map { String($0.prefixedHex.prefix(10)) + "…" } ?? "-", view.terms.clientOrderID,
        view.terms.side.rawValue, "\(view.terms.price)", "\(view.terms.size)", "\(view.filled)",
        "\(view.open)", state(view), view.reconciliation.rawValue,
      ])
    }
    return table.rendered() + "\n" + heartbeat(recorded)
  }

  private static func state(_ view: OrderView) -> String {
    var text = view.life.rawValue
    if view.cancel != .none, !view.life.isTerminal { text += ", cancel \(view.cancel.rawValue)" }
    if let reason = view.rejectReason ?? view.endReason?.rawValue { text += ", \(reason)" }
    return text
  }

  static func heartbeat(_ recorded: RecordedOrders) -> String {
    guard let status = recorded.status else {
      return "no run has traded on this journal\n" + stops(recorded)
    }
    let beat =
      status.lastBeat.map { "last accepted \(max(0, status.time - $0)) ms before" }
      ?? "none accepted"
    let age = status.acknowledgementAge.map { ", venue heard \($0) ms before" } ?? ""
    return "run        \(status.phase) at \(UTCTime.text(status.time))\n"
      + "heartbeat  \(status.isBeating ? "beating" : "not beating"), \(beat)\(age)"
      + (status.holdsLease ? "" : ", without the lease") + "\n" + stops(recorded)
  }

  /// The kills that stand, as the journal has them: whoever looks at orders has to see that no new ones come.
  private static func stops(_ recorded: RecordedOrders) -> String {
    recorded.manager.killSwitch.kills.map(\.step.record).filter { $0.state != .armed }.map { kill in
      "STOPPED    by \(kill.id) on \(kill.scope.text), \(kill.state.rawValue): \(kill.reason); "
        + "'polytraders kill status' tells what arms it again\n"
    }.joined()
  }

  static func detail(_ view: OrderView, _ recorded: RecordedOrders) -> String {
    let terms = view.terms
    var lines = [
      "order      \(view.id?.prefixedHex ?? "never signed")",
      "client     \(terms.clientOrderID), strategy \(terms.strategy)",
      "terms      \(terms.side.rawValue) \(terms.size) at \(terms.price) \(terms.type.rawValue)"
        + (terms.isPostOnly ? " post-only" : "") + ", token \(terms.token)",
      "market     \(terms.market)",
      "state      \(state(view))",
      "quantity   open \(view.open), filled \(view.filled), cancelled \(view.cancelled)"
        + (view.unattributed == .zero ? "" : ", unattributed \(view.unattributed)")
        + (view.overfill == .zero ? "" : ", overfill \(view.overfill)"),
      "builder    \(terms.builder.prefixedHex)",
      "reconciled \(view.reconciliation.rawValue)",
      "heard      "
        + (view.acknowledgementAge.map { "\($0) ms before the journal's end" } ?? "never"),
    ]
    if let replaced = terms.replaces { lines.append("replaces   \(replaced)") }
    for step in view.timeline {
      lines.append(
        "  \(UTCTime.text(step.time))  \(step.before.rawValue) -> \(step.after.rawValue)  "
          + "\(step.cause.rawValue) (\(step.source.rawValue))")
    }
    for trade in view.trades {
      lines.append(
        "  trade \(trade.id)  \(trade.size) at \(trade.price.map { "\($0)" } ?? "?")  "
          + "\(trade.status.rawValue)\(trade.isVoid ? ", void" : "")  \(trade.transactionHash ?? "-")"
      )
    }
    return lines.map { $0.printable() }.joined(separator: "\n") + "\n" + heartbeat(recorded)
  }

  /// One object, as programs read it.
  static func json(_ view: OrderView, _ recorded: RecordedOrders) -> JSONValue {
    let terms = view.terms
    var members: [JSONValue.Member] = [
      .init("ack_age_ms", view.acknowledgementAge.map { .init($0) } ?? .null),
      .init("builder_code", .string(terms.builder.prefixedHex)),
      .init("cancel", .string(view.cancel.rawValue)),
      .init("cancelled_quantity", .string("\(view.cancelled)")),
      .init("client_order_id", .string(terms.clientOrderID)),
      .init("end_reason", view.endReason.map { .string($0.rawValue) } ?? .null),
      .init(
        "exchange_refs",
        [
          "clob_id": view.id.map { .string($0.prefixedHex) } ?? .null,
          "tx_hashes": .array(view.transactionHashes.map { .string($0) }),
        ]),
      .init("filled_quantity", .string("\(view.filled)")),
      .init("heartbeat", heartbeat(recorded.status)),
      .init("market", .string(terms.market)),
      .init("open_quantity", .string("\(view.open)")),
      .init("order_id", view.id.map { .string($0.prefixedHex) } ?? .null),
      .init("overfill", .string("\(view.overfill)")),
      .init("price", .string("\(terms.price)")),
      .init("reconciliation", .string(view.reconciliation.rawValue)),
      .init("reject_reason", view.rejectReason.map { .string($0) } ?? .null),
      .init("replaces", terms.replaces.map { .string($0) } ?? .null),
      .init("side", .string(terms.side.rawValue)), .init("size", .string("\(terms.size)")),
      .init("status", .string(view.life.rawValue)), .init("strategy", .string(terms.strategy)),
    ]
    members.append(
      .init(
        "timeline",
        .array(
          view.timeline.map {
            [
              "time_ms": .init($0.time), "from": .string($0.before.rawValue),
              "to": .string($0.after.rawValue), "cause": .string($0.cause.rawValue),
              "source": .string($0.source.rawValue),
            ]
          })))
    members.append(.init("token", .string("\(terms.token)")))
    members.append(
      .init(
        "trades",
        .array(
          view.trades.map {
            [
              "id": .string($0.id), "size": .string("\($0.size)"),
              "price": $0.price.map { .string("\($0)") } ?? .null,
              "status": .string($0.status.rawValue), "is_void": .bool($0.isVoid),
              "tx_hash": $0.transactionHash.map { .string($0) } ?? .null,
            ]
          })))
    members.append(.init("unattributed_quantity", .string("\(view.unattributed)")))
    return .object(members)
  }

  private static func heartbeat(_ status: LiveStatus?) -> JSONValue {
    guard let status else { return .null }
    return [
      "as_of_ms": .init(status.time), "is_beating": .bool(status.isBeating),
      "holds_lease": .bool(status.holdsLease),
      "last_beat_ms": status.lastBeat.map { .init($0) } ?? .null,
      "run": .string(status.phase),
    ]
  }
}

extension JSONValue {
  /// A whole number.
  fileprivate init(_ value: Int64) { self = .number(String(value)) }
}
