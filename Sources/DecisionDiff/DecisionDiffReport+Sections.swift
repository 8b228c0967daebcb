import CommandLine
import Graph
import Policy
import Venue

extension DecisionDiffReport {
  /// Most rows of tables that grow with the events.
  private static let mostRows = 12

  var sections: [ReportSection] {
    if loops.isEmpty, closed == nil, let sweep { return [sweep.section(sweepSteps)] }
    var sections = [summary]
    for loop in loops {
      sections.append(changes(loop))
      sections.append(codes(loop))
      sections += groups(loop)
    }
    if let closed { sections += [outcomes(closed)] }
    sections.append(messages)
    sections += loops.compactMap(nearMisses)
    if let sweep { sections.append(sweep.section(sweepSteps)) }
    return sections
  }

  private var summary: ReportSection {
    var lines = [
      "base \(base.label), policy digest \(base.graph.digest)",
      "head \(head.label), policy digest \(head.graph.digest)",
    ]
    lines += inputs.map { input in
      let digest = input.kind == .journal ? "head" : "sha256"
      return "\(input.kind.rawValue) \(input.name)"
        + (input.digest.isEmpty ? "" : ", \(digest) \(input.digest.prefix(16))")
    }
    if !loops.isEmpty {
      lines.append(
        "\(grouped(eventCount)) events, \(grouped(changedCount)) decisions change "
          + "(open loop: the same events with the facts as recorded)")
    }
    if let closed {
      lines.append(
        "\(grouped(closed.tally.changed)) decisions about the same orders change, "
          + "\(grouped(closed.onlyBaseCount)) events are about orders that only base still has, "
          + "\(grouped(closed.onlyHeadCount)) about orders that only head has "
          + "(closed loop: each side lives with its own decisions)")
    }
    lines += lacks.map {
      "\(grouped($0.events)) events lack '\($0.fact)', which head of \($0.bot) reads and base does "
        + "not: it counts as missing"
    }
    return ReportSection(
      title: "What would have been decided", lines: lines + notes.map { "note: \($0)" })
  }

  // MARK: What changes

  private func closed(of bot: String) -> Closed? { closed.flatMap { $0.bot == bot ? $0 : nil } }

  private func changes(_ loop: OpenLoop) -> ReportSection {
    let tally = loop.tally
    let closed = closed(of: loop.bot)
    var rows = tally.changes.map { ($0.pair, $0.count) }
    for change in closed?.tally.changes ?? []
    where !rows.contains(where: { $0.0 == change.pair }) { rows.append((change.pair, 0)) }
    let table = ReportSection.Table(
      columns: [("decision", true), ("open loop", false)]
        + (closed == nil ? [] : [("closed loop", false)]),
      rows: rows.map { pair, count in
        let (old, new) = tally.outcomes(ofPair: pair)
        return [Self.text(old, new), grouped(count)]
          + (closed.map { [grouped($0.tally.pairs[pair])] } ?? [])
      })
    let parts = DiffOutcome.Cause.allCases.map { cause in
      "\(grouped(tally.changed(by: cause))) by \(Self.words(cause))"
    }
    return ReportSection(
      title: "\(loop.bot): \(grouped(tally.changed)) of \(grouped(tally.events)) decisions change",
      lines: tally.changed > 0 ? [parts.joined(separator: ", ")] : [],
      table: rows.isEmpty ? nil : table)
  }

  private static func words(_ cause: DiffOutcome.Cause) -> String {
    switch cause {
    case .limits: "limits"
    case .feed: "missing or stale data"
    case .kill: "the kill switch"
    }
  }

  /// `HOLD hold -> STALE_ORDER cancel`, with the severity where that alone differs.
  static func text(_ old: DiffOutcome, _ new: DiffOutcome) -> String {
    let isSeverityAlone = old.code == new.code && old.action == new.action
    return isSeverityAlone
      ? "\(old.text) \(old.severity) -> \(new.severity)" : "\(old.text) -> \(new.text)"
  }

  private func codes(_ loop: OpenLoop) -> ReportSection {
    let tally = loop.tally
    let closed = closed(of: loop.bot)
    var names: [DiffOutcome] = []
    for outcome in tally.base + tally.head
    where !names.contains(where: { $0.text == outcome.text }) { names.append(outcome) }
    func sum(_ outcomes: [DiffOutcome], _ counts: [Int], _ name: DiffOutcome) -> Int {
      zip(outcomes, counts).reduce(0) { $0 + ($1.0.text == name.text ? $1.1 : 0) }
    }
    let rows = names.compactMap { name -> [Int]? in
      var row = [
        sum(tally.base, tally.baseCounts, name), sum(tally.head, tally.headCounts, name),
      ]
      if let closed {
        let (base, head) = (closed.tally.baseCounts, closed.tally.headCounts)
        row.append(sum(closed.tally.base, zip(base, closed.onlyBase).map(+), name))
        row.append(sum(closed.tally.head, zip(head, closed.onlyHead).map(+), name))
      }
      return row.allSatisfy { $0 == 0 } ? nil : [names.firstIndex(of: name) ?? 0] + row
    }.sorted { $0[1] > $1[1] }
    return ReportSection(
      title: "\(loop.bot): decisions by code",
      table: .init(
        columns: [("code and action", true), ("base", false), ("head", false)]
          + (closed == nil ? [] : [("base, closed", false), ("head, closed", false)]),
        rows: rows.map { [names[$0[0]].text] + $0.dropFirst().map { grouped($0) } }))
  }

  private func groups(_ loop: OpenLoop) -> [ReportSection] {
    func section(_ title: String, _ groups: [DiffTally.Group], _ names: [String]) -> ReportSection?
    {
      let shown = groups.filter { $0.changed > 0 }
      guard !shown.isEmpty else { return nil }
      let rest = shown.dropFirst(Self.mostRows)
      return ReportSection(
        title: "\(loop.bot): changes by \(title)",
        table: .init(
          columns: [(title, true), ("events", false), ("changed", false), ("most of them", true)],
          rows: shown.prefix(Self.mostRows).map { group in
            let first = group.changes.first.map { loop.tally.outcomes(ofPair: $0.pair) }
            let name = names[group.position]
            return [
              name.isEmpty ? "(none named)" : Self.short(name), grouped(group.events),
              grouped(group.changed), first.map { Self.text($0.old, $0.new) } ?? "",
            ]
          }),
        remarks: rest.isEmpty
          ? []
          : ["and \(grouped(rest.reduce(0) { $0 + $1.changed })) in \(grouped(rest.count)) others"])
    }
    var sections = [section("market", loop.tally.markets, markets)]
    if strategies.contains(where: { !$0.isEmpty }) {
      sections.append(section("strategy", loop.tally.strategies, strategies))
    }
    return sections.compactMap { $0 }
  }

  static func short(_ name: String) -> String {
    name.count > 24 ? "\(name.prefix(10))…\(name.suffix(6))" : name
  }

  // MARK: Orders and messages

  private func outcomes(_ closed: Closed) -> ReportSection {
    func row(_ name: String, _ read: (OrderOutcomes) -> String) -> [String] {
      [name, read(closed.base), read(closed.head)]
    }
    return ReportSection(
      title: "\(closed.bot): what becomes of the orders (closed loop)",
      table: .init(
        columns: [("figure", true), ("base", false), ("head", false)],
        rows: [
          row("order events") { grouped($0.events) }, row("orders") { grouped($0.orders) },
          row("fills") { grouped($0.fills) }, row("shares filled") { "\($0.filled)" },
          row("cancels") { grouped($0.cancels) },
          row("replacements placed") { grouped($0.replacements) },
          row("order seconds in the market") { grouped($0.orderTime / 1_000) },
          row("resting at the end") { grouped($0.resting) },
        ]))
  }

  private var messages: ReportSection {
    var rows: [[String]] = []
    var remarks: [String] = []
    func add(
      _ name: String, _ cap: String, _ base: OrderMessages, _ head: OrderMessages,
      _ read: (OrderMessages) -> MessageRate
    ) {
      let (old, new) = (read(base), read(head))
      rows.append([
        name, grouped(old.total), grouped(new.total),
        "\(grouped(old.peak)) / \(grouped(old.level(perMille: 990)))",
        "\(grouped(new.peak)) / \(grouped(new.level(perMille: 990)))", cap,
      ])
    }
    func addAll(
      _ title: String, _ cap: (base: RateCap?, head: RateCap?), _ base: OrderMessages,
      _ head: OrderMessages
    ) {
      let (old, new) = (
        cap.base.map { "\($0.value)" } ?? "-", cap.head.map { "\($0.value)" } ?? "-"
      )
      add("cancel-replaces, \(title)", old == new ? old : "\(old) -> \(new)", base, head) {
        $0.replacements
      }
      add("cancels, \(title)", Self.venueCap(.cancels), base, head) { $0.cancels }
      add("orders, \(title)", Self.venueCap(.orders), base, head) { $0.orders }
    }
    for loop in loops where loop.rates.base.cancels.total + loop.rates.head.cancels.total > 0 {
      addAll(
        loops.count > 1 ? "\(loop.bot), open" : "open", loop.cap, loop.rates.base, loop.rates.head)
    }
    if let closed { addAll("closed", closed.cap, closed.baseMessages, closed.headMessages) }
    if let name = loops.first?.cap.head?.parameter ?? closed?.cap.head?.parameter {
      remarks.append(
        "the cap of cancel-replaces is \(name); those of cancels and orders are what the venue takes "
          + "of a standard signer in a minute (\(RateTier.standard.limit(on: .cancels).rate) and "
          + "\(RateTier.standard.limit(on: .orders).rate) a second, and a burst)")
    }
    return ReportSection(
      title: "Messages in any 60 s",
      table: .init(
        columns: [
          ("messages", true), ("base, all", false), ("head, all", false),
          ("base peak / p99", false),
          ("head peak / p99", false), ("cap", false),
        ], rows: rows), remarks: remarks)
  }

  /// What the venue takes of a signer of the lowest tier in any 60 s.
  static func venueMinute(_ kind: RateKind) -> Int64 {
    let limit = RateTier.standard.limit(on: kind)
    return limit.burst + limit.rate * 60
  }

  private static func venueCap(_ kind: RateKind) -> String { grouped(venueMinute(kind)) }

  // MARK: Margins

  private func nearMisses(_ loop: OpenLoop) -> ReportSection? {
    let (old, new) = (loop.margins.base.rows, loop.margins.head.rows)
    var rows: [[String]] = []
    for row in new where row.asked > 0 {
      let before = old.first { $0.text == row.text && $0.code == row.code }
      rows.append([
        row.code, row.text, before.map { grouped($0.nearMisses) } ?? "-",
        grouped(row.nearMisses), before.map { grouped($0.nearHits) } ?? "-", grouped(row.nearHits),
        grouped(row.asked),
      ])
    }
    guard !rows.isEmpty else { return nil }
    let most = new.max { $0.nearMisses < $1.nearMisses }
    return ReportSection(
      title: "\(loop.bot): near-misses",
      lines: most.flatMap { row in
        row.nearMisses > 0
          ? [
            "\(grouped(row.nearMisses)) events are within 10 % of the threshold of \(row.text) in head"
          ]
          : nil
      } ?? [],
      table: .init(
        columns: [
          ("code", true), ("condition", true), ("base: just not", false), ("head: just not", false),
          ("base: just so", false), ("head: just so", false), ("asked in head", false),
        ], rows: rows),
      remarks: ["just: at most 10 % of the threshold away from it; asked: no earlier rule decided"])
  }
}
