import CommandLine
import Venue

extension DecisionDiffReport {
  /// A page that a person reads without anything beside it: the sections of the text, and charts.
  package var html: String {
    var page = HTMLPage()
    if loops.isEmpty, closed == nil, let sweep {
      page.element("h1", "What would be decided at every value: \(head.label)")
      sweep.write(into: &page)
      return page.document(title: "Sweep of \(sweep.name)")
    }
    let all = sections.filter { sweep == nil || $0.title != sweep?.section(sweepSteps).title }
    page.element("h1", "What would have been decided: \(base.label) → \(head.label)")
    page.element(
      "p",
      "\(grouped(changedCount)) of \(grouped(eventCount)) decisions change", "class=\"big\"")
    for line in all[0].lines { page.element("p", line, "class=\"faint\"") }
    for loop in loops { charts(of: loop, into: &page) }
    for section in all.dropFirst() { Self.write(section, into: &page) }
    if let sweep { sweep.write(into: &page) }
    writeExamples(into: &page)
    return page.document(title: "Decision diff \(base.label) → \(head.label)")
  }

  private static func write(_ section: ReportSection, into page: inout HTMLPage) {
    page.element("h2", section.title)
    for line in section.lines { page.element("p", line) }
    if let table = section.table { page.table(table) }
    for line in section.remarks { page.element("p", line, "class=\"faint\"") }
  }

  // MARK: Charts

  private func charts(of loop: OpenLoop, into page: inout HTMLPage) {
    guard loop.tally.events > 0 else { return }
    page.element("h2", "\(loop.bot): decision of base (rows) against decision of head (columns)")
    page.raw(Self.matrix(loop.tally))
    let heads = Self.met(loop.tally.headCounts, loop.tally.head)
    page.element(
      "p", heads.enumerated().map { "\($0 + 1) \($1.outcome.text)" }.joined(separator: ", "),
      "class=\"faint\"")
    page.element("h2", "\(loop.bot): decisions over time")
    Self.timelines(loop, into: &page)
    Self.margins(loop, into: &page)
  }

  /// The outcomes that occur, with their positions.
  private static func met(
    _ counts: [Int], _ outcomes: [DiffOutcome]
  ) -> [(position: Int, outcome: DiffOutcome)] {
    counts.indices.filter { counts[$0] > 0 }.map { ($0, outcomes[$0]) }
  }

  private static func matrix(_ tally: DiffTally) -> String {
    let rows = met(tally.baseCounts, tally.base)
    let columns = met(tally.headCounts, tally.head)
    let cells = rows.enumerated().flatMap { row, old in
      columns.enumerated().map { column, new in
        let pair = tally.pair(old.position, new.position)
        return (row, column, tally.pairs[pair], tally.isChange(pair))
      }
    }
    return SVGChart.matrix(
      "decisions of base against decisions of head", rows: rows.map(\.outcome.text),
      columns: columns.map(\.outcome.text), cells: cells)
  }

  private static func timelines(_ loop: OpenLoop, into page: inout HTMLPage) {
    let (timeline, tally) = (loop.timeline, loop.tally)
    guard let start = timeline.start else { return }
    func points(_ columns: [Int]) -> [(x: Int64, y: Int64)] {
      (0..<timeline.stretchCount).map { stretch in
        let count = columns.reduce(0) { $0 + timeline.count(stretch, $1) }
        return (start + Int64(stretch) * timeline.length, Int64(count))
      }
    }
    let changed = points([tally.base.count + tally.head.count])
    page.raw(
      SVGChart.lines(
        "decisions that change",
        [.init(name: "changed, each \(timeline.length / 1_000) s", style: "head", points: changed)],
        xText: EventTime.clock))
    var texts: [String] = []
    for outcome in tally.base + tally.head where !texts.contains(outcome.text) {
      texts.append(outcome.text)
    }
    for text in texts {
      let old = tally.base.indices.filter { tally.base[$0].text == text }
      let new = tally.head.indices.filter { tally.head[$0].text == text }
      let counts = old.map { tally.baseCounts[$0] } + new.map { tally.headCounts[$0] }
      guard counts.contains(where: { $0 > 0 }) else { continue }
      page.element("h3", text)
      page.raw(
        SVGChart.lines(
          text,
          [
            .init(name: "base", style: "base", points: points(old)),
            .init(name: "head", style: "head", points: points(new.map { tally.base.count + $0 })),
          ], xText: EventTime.clock))
    }
  }

  private static func margins(_ loop: OpenLoop, into page: inout HTMLPage) {
    for row in loop.margins.head.rows where row.misses.contains(where: { $0 > 0 }) {
      let before = loop.margins.base.rows.first { $0.text == row.text && $0.code == row.code }
      page.element("h3", "Distance below the threshold: \(row.text)")
      page.raw(
        SVGChart.bars(
          "comparisons that did not hold, by distance in tenths of the threshold",
          row.misses.indices.map { bar in
            ("\(bar * 10)–\((bar + 1) * 10) %", before?.misses[bar] ?? 0, row.misses[bar])
          }))
    }
  }

  private func writeExamples(into page: inout HTMLPage) {
    guard !examples.isEmpty else { return }
    page.element("h2", "Examples")
    for (number, example) in examples.enumerated() {
      page.element("h3", "\(number + 1) \(EventTime.text(example.time)) \(place(of: example))")
      page.element("p", "base  \(Self.line(example.base))")
      page.element("p", "head  \(Self.line(example.head))")
      page.element(
        "p", example.facts.map { "\($0.name) \($0.text)" }.joined(separator: ", "),
        "class=\"faint\"")
      let commands = commands(for: example)
      guard !commands.isEmpty else { continue }
      page.raw("<details><summary>decide it again</summary>")
      for command in commands {
        page.raw("<pre><code>\(HTMLPage.escaped(command))</code></pre>")
      }
      page.raw("</details>")
    }
  }
}
