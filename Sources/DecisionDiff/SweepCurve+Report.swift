import CEL
import CommandLine
import JSON

extension SweepCurve {
  /// How many values the table and the page show.
  private static let shown = 17

  func name(of value: Int64) -> String { QuantityText.format(value, as: type) }

  /// Outcomes that any value of the range gives.
  private var met: [Int] {
    let steps = steps
    return outcomes.indices.filter { outcome in steps.contains { $0.counts[outcome] > 0 } }
  }

  func section(_ count: Int? = nil) -> ReportSection {
    let met = met
    let rows = samples(count ?? Self.shown).map { value in
      let counts = counts(at: value)
      return [name(of: value) + (value == current ? "  << now" : "")]
        + met.map { grouped(counts[$0]) }
    }
    var remarks = elbows.map {
      "elbow of \(outcomes[$0.outcome].text): \(name(of: $0.value)), from there \(grouped($0.count)) events"
    }
    let (below, above) = nearMisses
    remarks.append(
      "\(grouped(below)) decisions turn within 10 % below \(name(of: current)), "
        + "\(grouped(above)) within 10 % above")
    if !scoped.isEmpty {
      remarks.append(
        "scopes that have values of their own (\(scoped.map(name).joined(separator: ", "))) are swept, too"
      )
    }
    return ReportSection(
      title:
        "\(name): \(grouped(events)) events, \(grouped(turnCount)) turning points, exact at every value",
      table: .init(
        columns: [("value", true)] + met.map { (outcomes[$0].text, false) }, rows: rows),
      remarks: remarks)
  }

  private var turnCount: Int { steps.count - 1 }

  /// For machines: the whole curve, each step from its value on.
  func json(_ count: Int) -> JSONValue {
    let met = met
    func object(_ counts: [Int]) -> JSONValue {
      .object(met.map { .init(outcomes[$0].text, .number(String(counts[$0]))) })
    }
    func row(_ value: Int64, _ counts: [Int]) -> JSONValue {
      .object([
        .init("value", .string(name(of: value))), .init("slot", .number(String(value))),
        .init("counts", object(counts)),
      ])
    }
    let (below, above) = nearMisses
    return .object([
      .init("name", .string(name)), .init("current", .string(name(of: current))),
      .init("from", .string(name(of: range.lowerBound))),
      .init("to", .string(name(of: range.upperBound))), .init("events", .number(String(events))),
      .init("near_below", .number(String(below))), .init("near_above", .number(String(above))),
      .init(
        "elbows",
        .array(
          elbows.map {
            .object([
              .init("outcome", .string(outcomes[$0.outcome].text)),
              .init("value", .string(name(of: $0.value))),
              .init("count", .number(String($0.count))),
            ])
          })),
      .init("samples", .array(samples(count).map { row($0, counts(at: $0)) })),
      .init("steps", .array(steps.map { row($0.value, $0.counts) })),
    ])
  }

  func write(into page: inout HTMLPage) {
    let section = section()
    page.element("h2", section.title)
    let steps = steps
    for outcome in met {
      let points = steps.map { (x: $0.value, y: Int64($0.counts[outcome])) }
      let last = (x: range.upperBound, y: points.last?.y ?? 0)
      page.element("h3", outcomes[outcome].text)
      page.raw(
        SVGChart.lines(
          outcomes[outcome].text,
          [
            .init(
              name: "events", style: "head", points: SVGChart.thinned(points) + [last],
              isStepped: true)
          ],
          markers: range.contains(current) ? [(current, "now \(name(of: current))")] : [],
          xText: name))
    }
    if let table = section.table { page.table(table) }
    for line in section.remarks { page.element("p", line, "class=\"faint\"") }
  }
}

extension SVGChart {
  /// At most some thousand points, the last of each stretch: more than a screen has columns.
  static func thinned(_ points: [(x: Int64, y: Int64)]) -> [(x: Int64, y: Int64)] {
    let most = 2_000
    guard points.count > most, let first = points.first else { return points }
    return [first] + (1...most).map { points[(points.count - 1) * $0 / most] }
  }
}
