import CommandLine
import Desk
import FixedPoint
import Hashing
import JSON
import Journal
import Orders
import Runtime
import Service

/// What a trading run did, at its end.
struct TradingSummary {
  let live: LiveDesk
  let journal: String
  let head: Head
  let length: Int64

  /// The last envelope of a journal.
  struct Head {
    var sequence: Int64
    var hash: Digest32
  }

  func text(_ format: OutputFormat) -> String {
    format == .json ? json : decisions + "\n" + figures
  }

  /// Reading values is all that is left to do: every figure by its name, in order.
  private var rows: [(name: String, value: String)] {
    let manager = live.parts.desk.manager
    let ledger = manager.books.ledger
    let orders = ledger.orders
    let trades = orders.flatMap(\.trades)
    let counts = live.parts.world.counts
    let report = live.report
    let feeds = live.parts.feeds.tradableCount
    var rows: [(String, String)] = [
      ("ended", end),
      (
        "traded",
        "\(length / 1_000) s, allowed after \(report.readyAfter.map { "\($0) ms" } ?? "never")"
      ),
      ("plans", "\(grouped(report.plans)), \(grouped(report.badPlans)) lines refused"),
      (
        "orders",
        "\(grouped(orders.count)) signed, \(grouped(manager.books.denials.count)) denied, "
          + "\(grouped(orders.count { $0.terms.replaces != nil })) replacements"
      ),
      (
        "ended as",
        Self.lives.map { life in
          "\(grouped(orders.count { $0.status.life == life })) \(life.rawValue)"
        }
        .joined(separator: ", ")
      ),
      (
        "fills",
        "\(grouped(trades.count)) trades, \(total(orders.map(\.status.filled))) shares; open "
          + total(orders.map(\.status.open))
      ),
      (
        "sent",
        "\(grouped(counts.posts)) posts, \(grouped(counts.cancels)) cancels, "
          + "\(grouped(counts.snapshots)) snapshots, \(grouped(counts.lookUps)) lookups, "
          + "\(grouped(counts.beats)) heartbeats"
      ),
      ("reconciliation", reconciliation),
      (
        "feeds",
        "\(feeds.tradable) of \(feeds.all) fresh, \(report.marketInterruptions + report.userInterruptions) interruptions"
      ),
      ("to decision", Self.latency(report.toDecision)),
      ("to signed", Self.latency(report.toSigned)),
    ]
    rows.append(("journal", "\(journal): \(grouped(Int(head.sequence))) envelopes"))
    rows.append(("journal head", head.hash.hex))
    return rows
  }

  private static let lives: [OrderLife] = [
    .filled, .cancelled, .expired, .rejected, .denied, .accepted, .partiallyFilled, .inDoubt,
  ]

  private var end: String {
    switch live.report.end {
    case .drained: "drained: nothing of ours is open at the venue"
    case .left(let open): "\(grouped(open)) orders may still rest at the venue"
    case .abandoned(let open):
      "at once: \(grouped(open)) orders are open; heartbeats ended, and the venue cancels them in some seconds"
    case .unrecorded(let open, isCancelled: true):
      "unrecorded: the journal failed; the venue cancelled everything of the key (\(grouped(open)) orders were open)"
    case .unrecorded(let open, isCancelled: false):
      "unrecorded: the journal failed and the venue took no cancel: \(grouped(open)) orders may rest; cancel them with 'polytraders account cancel-all'"
    }
  }

  private var reconciliation: String {
    let books = live.parts.desk.manager.books
    let rounds = "\(grouped(books.rounds)) rounds without a difference"
    return "\(rounds), \(grouped(books.incidents)) incidents"
      + (books.pauses.isEmpty ? "" : ", \(books.pauses.count) scopes paused")
  }

  private func total(_ amounts: [Micros]) -> String {
    "\(Micros(raw: amounts.reduce(0) { $0 + $1.raw }))"
  }

  private static func latency(_ histogram: LatencyHistogram) -> String {
    guard histogram.count > 0 else { return "none" }
    func text(_ perMille: UInt64) -> String {
      "\(histogram.percentile(perMille: perMille) / 1_000) us"
    }
    return "p50 \(text(500)), p99 \(text(990)), of \(grouped(Int(clamping: histogram.count)))"
  }

  // MARK: Forms
  private var decisions: String {
    let codes = live.parts.judge.codes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard !codes.isEmpty else { return "no order was judged\n" }
    var table = TextTable([.left("decisions by code"), .right("all")])
    for (code, count) in codes { table.add([code, grouped(count)]) }
    table.addRule()
    table.add(["all", grouped(codes.reduce(0) { $0 + $1.value })])
    return table.rendered()
  }

  private var figures: String {
    var table = TextTable([.left("figure"), .left("value")])
    for row in rows { table.add([row.name, row.value]) }
    return table.rendered()
  }

  private var json: String {
    JSONValue.object(
      rows.map { JSONValue.Member($0.name.replacing(" ", with: "_"), .string($0.value)) }
        + [
          .init(
            "decisions",
            .object(
              live.parts.judge.codes.sorted { $0.key < $1.key }
                .map { .init($0.key, .number(String($0.value))) }))
        ]
    ).compactText + "\n"
  }
}
