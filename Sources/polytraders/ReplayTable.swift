import CommandLine
import Hashing
import Journal
import Runner
import Runtime

/// What a replay says while it runs and at its end.
struct ReplayTable {
  let report: ReplayReport
  let journal: ReplayJournal

  static func progress(_ report: ReplayReport) -> String {
    "\(grouped(report.messages)) messages, \(grouped(report.events)) events, "
      + "\(grouped(rate(report.messages, report.elapsed))) messages/s"
  }

  /// A second, as a whole number; 0 where no time has passed.
  static func rate(_ count: Int, _ nanoseconds: UInt64) -> Int {
    guard nanoseconds > 0 else { return 0 }
    return Int(
      UInt64(count).multipliedFullWidth(by: 1_000_000_000).high == 0
        ? UInt64(count) * 1_000_000_000 / nanoseconds : 0)
  }

  var text: String {
    decisions + "\n" + figures
  }

  /// By code and market. Many markets stand below each other, busiest first, under the codes without what all of
  /// them begin with.
  private var decisions: String {
    guard report.events > 0 else { return "no order events: nothing rested on these markets\n" }
    return report.markets.count > 6 ? decisionsByMarket : decisionsByCode
  }

  private var decisionsByCode: String {
    let markets = report.markets.map { TextTable.Column.right(Self.short($0)) }
    var table = TextTable([.left("decisions by code")] + markets + [.right("all")])
    for row in report.decisionsByCode {
      table.add([row.code] + row.counts.map { grouped($0) } + [grouped(row.total)])
    }
    table.addRule()
    let totals = report.counts.map { grouped($0.reduce(0, +)) }
    table.add(["all"] + totals + [grouped(report.events)])
    return table.rendered()
  }

  private var decisionsByMarket: String {
    let rows = report.decisionsByCode
    let codes = rows.map(\.code)
    let prefix = Self.commonWords(of: codes)
    var table = TextTable(
      [.left("decisions by market")]
        + codes.map { .right(String($0.dropFirst(prefix.count))) } + [.right("all")])
    let markets = report.markets.indices.map { market in
      (name: report.markets[market], counts: rows.map { $0.counts[market] })
    }.sorted { $0.counts.reduce(0, +) > $1.counts.reduce(0, +) }
    for market in markets.prefix(Self.shownMarkets) {
      table.add(Self.cells(Self.short(market.name), market.counts))
    }
    let others = markets.dropFirst(Self.shownMarkets)
    if !others.isEmpty {
      let counts = rows.indices.map { code in others.reduce(0) { $0 + $1.counts[code] } }
      table.add(Self.cells("\(grouped(others.count)) others", counts))
    }
    table.addRule()
    table.add(["all"] + rows.map { grouped($0.total) } + [grouped(report.events)])
    let note = prefix.isEmpty ? "" : "codes without \(prefix)\n"
    return table.rendered() + note
  }

  private static let shownMarkets = 30

  private static func cells(_ name: String, _ counts: [Int]) -> [String] {
    [name] + counts.map { grouped($0) } + [grouped(counts.reduce(0, +))]
  }

  /// The words (`QUEUE_WARDEN_`) with which all codes begin.
  private static func commonWords(of codes: [String]) -> String {
    guard var prefix = codes.first, codes.count > 1 else { return "" }
    while !prefix.isEmpty, !codes.allSatisfy({ $0.hasPrefix(prefix) && $0 != prefix }) {
      prefix.removeLast()
      prefix = String(prefix.prefix(through: prefix.lastIndex(of: "_") ?? prefix.startIndex))
      if prefix.last != "_" { return "" }
    }
    return prefix
  }

  private static func short(_ market: String) -> String {
    market.count > 12 ? "\(market.prefix(6))…\(market.suffix(4))" : market
  }

  private var figures: String {
    var table = TextTable([.left("figure"), .left("value")])
    let compared = report.agreements + report.disagreements
    let seconds = (report.lastTime - report.firstTime) / 1_000
    table.add([
      "recorded",
      "\(grouped(report.messages)) messages, \(report.markets.count) markets, \(report.tokenCount) tokens, "
        + "\(Self.span(seconds)), \(report.keepAlives) keep-alives",
    ])
    table.add([
      "order events", "\(grouped(report.events)) over \(grouped(report.ticks)) clock ticks",
    ])
    table.add([
      "reference maker",
      "\(grouped(report.orders)) orders, \(grouped(report.fills)) fills, \(grouped(report.cancels)) cancels "
        + "(\(grouped(report.replacements)) replaced), \(report.restingAtEnd) resting",
    ])
    table.add(["feed changes", "\(grouped(report.feedChanges))"])
    table.add([
      "book agreement",
      compared == 0
        ? "nothing to compare"
        : "\(grouped(report.agreements)) of \(grouped(compared)) rebuilt best prices are the reported ones",
    ])
    table.add(["latency per event", latency])
    table.add([
      "speed",
      "\(grouped(Self.rate(report.messages, report.elapsed))) messages/s, "
        + "\(grouped(Self.rate(report.events, report.elapsed))) events/s, "
        + "\(report.elapsed / 1_000_000) ms in all, peak \(ProcessUsage.peakMemory >> 20) MiB",
    ])
    table.add([
      "journal",
      "\(journal.path): \(grouped(journal.writer.sequence)) envelopes"
        + (journal.repeated > 0 ? ", \(grouped(journal.repeated)) of them repeated" : ""),
    ])
    table.add(["journal head", journal.writer.head.hex])
    table.add(["policy digest", report.policyDigest])
    return table.rendered()
  }

  private static func span(_ seconds: Int64) -> String {
    seconds < 60 ? "\(seconds) s" : "\(grouped(seconds / 60)) min \(seconds % 60) s"
  }

  private var latency: String {
    guard report.latency.count > 0 else { return "no events" }
    let points: [(String, UInt64)] = [("p50", 500), ("p90", 900), ("p99", 990), ("p99.9", 999)]
    return points.map { "\($0.0) \(Self.time(report.latency.percentile(perMille: $0.1)))" }
      .joined(separator: ", ") + ", max \(Self.time(report.latency.maximum))"
  }

  private static func time(_ nanoseconds: UInt64) -> String {
    switch nanoseconds {
    case ..<10_000: "\(nanoseconds) ns"
    case ..<10_000_000: "\(nanoseconds / 1_000) us"
    default: "\(nanoseconds / 1_000_000) ms"
    }
  }
}
