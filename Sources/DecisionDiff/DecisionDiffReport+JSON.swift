import Graph
package import JSON
import Venue

extension DecisionDiffReport {
  /// For machines; members stay. Times are milliseconds since 1970, counts whole numbers.
  package var json: JSONValue {
    .object(
      [
        .init("base", Self.json(base)), .init("head", Self.json(head)),
        .init(
          "inputs",
          .array(
            inputs.map {
              .object([
                .init("kind", .string($0.kind.rawValue)), .init("name", .string($0.name)),
                .init("digest", .string($0.digest)),
              ])
            })),
        .init("events", Self.number(eventCount)), .init("changed", Self.number(changedCount)),
        .init("has_changes", .bool(hasChanges)),
        .init("notes", .array(notes.map { .string($0) })),
        .init(
          "missing_facts",
          .array(
            lacks.map {
              .object([
                .init("bot", .string($0.bot)), .init("fact", .string($0.fact)),
                .init("events", Self.number($0.events)),
              ])
            })),
        .init("open_loop", .array(loops.map(json))),
        .init("closed_loop", closed.map(Self.json) ?? .null),
        .init("examples", .array(examples.map(json))),
      ] + (sweep.map { [.init("sweep", $0.json(sweepSteps))] } ?? []))
  }

  static func number(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }

  private static func json(_ side: DiffSide) -> JSONValue {
    .object([
      .init("label", .string(side.label)), .init("digest", .string(side.graph.digest)),
      .init("folder", side.folder.map { .string($0) } ?? .null),
    ])
  }

  private static func json(_ outcome: DiffOutcome) -> [JSONValue.Member] {
    [
      .init("code", .string(outcome.code)), .init("action", .string(outcome.action)),
      .init("severity", .string(outcome.severity)), .init("cause", .string(outcome.cause.rawValue)),
    ]
  }

  private static func changes(_ changes: [DiffTally.Change], _ tally: DiffTally) -> JSONValue {
    .array(
      changes.map { change in
        let (old, new) = tally.outcomes(ofPair: change.pair)
        return .object([
          .init("base", .object(json(old))), .init("head", .object(json(new))),
          .init("count", number(change.count)),
        ])
      })
  }

  /// Every pair that occurs, equal decisions among them.
  private static func matrix(_ tally: DiffTally) -> JSONValue {
    .array(
      tally.pairs.indices.filter { tally.pairs[$0] > 0 }.map { pair in
        let (old, new) = tally.outcomes(ofPair: pair)
        return .object([
          .init("base", .string(old.text)), .init("head", .string(new.text)),
          .init("changed", .bool(tally.isChange(pair))), .init("count", number(tally.pairs[pair])),
        ])
      })
  }

  private static func decisions(_ outcomes: [DiffOutcome], _ counts: [Int]) -> JSONValue {
    .array(
      zip(outcomes, counts).filter { $0.1 > 0 }.map {
        .object(json($0.0) + [.init("count", number($0.1))])
      })
  }

  private func groups(
    _ groups: [DiffTally.Group], _ names: [String], _ tally: DiffTally
  ) -> JSONValue {
    .array(
      groups.map { group in
        .object([
          .init("name", .string(names[group.position])),
          .init("events", Self.number(group.events)), .init("changed", Self.number(group.changed)),
          .init("changes", Self.changes(group.changes, tally)),
        ])
      })
  }

  private func json(_ loop: OpenLoop) -> JSONValue {
    let tally = loop.tally
    return .object([
      .init("bot", .string(loop.bot)), .init("events", Self.number(tally.events)),
      .init("changed", Self.number(tally.changed)),
      .init(
        "changed_by",
        .object(
          DiffOutcome.Cause.allCases.map {
            .init($0.rawValue, Self.number(tally.changed(by: $0)))
          })),
      .init("changes", Self.changes(tally.changes, tally)), .init("matrix", Self.matrix(tally)),
      .init("base_decisions", Self.decisions(tally.base, tally.baseCounts)),
      .init("head_decisions", Self.decisions(tally.head, tally.headCounts)),
      .init("markets", groups(tally.markets, markets, tally)),
      .init("strategies", groups(tally.strategies, strategies, tally)),
      .init("messages", Self.json(loop.rates.base, loop.rates.head, loop.cap)),
      .init("margins", Self.json(loop.margins.base, loop.margins.head)),
      .init("timeline", Self.json(loop.timeline, tally)),
    ])
  }

  private static func json(_ timeline: DecisionTimeline, _ tally: DiffTally) -> JSONValue {
    let columns =
      tally.base.map { "base \($0.text)" } + tally.head.map { "head \($0.text)" } + ["changed"]
    return .object([
      .init("start_ms", timeline.start.map { number($0) } ?? .null),
      .init("length_ms", number(timeline.length)),
      .init(
        "counts",
        .object(
          columns.enumerated().compactMap { column, name in
            let counts = (0..<timeline.stretchCount).map { timeline.count($0, column) }
            return counts.allSatisfy { $0 == 0 }
              ? nil : .init(name, .array(counts.map { number($0) }))
          })),
    ])
  }

  private static func json(_ base: MarginHistogram, _ head: MarginHistogram) -> JSONValue {
    func rows(_ histogram: MarginHistogram) -> JSONValue {
      .array(
        histogram.rows.map { row in
          .object([
            .init("code", .string(row.code)), .init("condition", .string(row.text)),
            .init("asked", number(row.asked)), .init("near_misses", number(row.nearMisses)),
            .init("near_hits", number(row.nearHits)),
            .init("misses_by_tenth", .array(row.misses.map { number($0) })),
            .init("hits_by_tenth", .array(row.hits.map { number($0) })),
          ])
        })
    }
    return .object([.init("base", rows(base)), .init("head", rows(head))])
  }

  private static func json(
    _ base: OrderMessages, _ head: OrderMessages, _ cap: (base: RateCap?, head: RateCap?)
  ) -> JSONValue {
    func rate(_ rate: MessageRate) -> JSONValue {
      .object([
        .init("total", number(rate.total)), .init("peak", number(rate.peak)),
        .init("peak_ms", rate.peakTime.map { number($0) } ?? .null),
        .init("p99", number(rate.level(perMille: 990))),
      ])
    }
    func side(_ messages: OrderMessages, _ cap: RateCap?) -> JSONValue {
      .object([
        .init("cancel_replaces", rate(messages.replacements)),
        .init("cancels", rate(messages.cancels)), .init("orders", rate(messages.orders)),
        .init(
          "cap",
          cap.map {
            .object([.init("param", .string($0.parameter)), .init("value", number($0.value))])
          } ?? .null),
      ])
    }
    return .object([
      .init("base", side(base, cap.base)), .init("head", side(head, cap.head)),
      .init(
        "venue_per_minute",
        .object([
          .init("orders", number(venueMinute(.orders))),
          .init("cancels", number(venueMinute(.cancels))),
        ])),
    ])
  }

  private static func json(_ closed: Closed) -> JSONValue {
    func outcomes(_ side: OrderOutcomes) -> JSONValue {
      .object([
        .init("events", number(side.events)), .init("orders", number(side.orders)),
        .init("fills", number(side.fills)), .init("filled_shares", .string("\(side.filled)")),
        .init("cancels", number(side.cancels)),
        .init("replacements", number(side.replacements)),
        .init("order_time_ms", number(side.orderTime)), .init("resting", number(side.resting)),
      ])
    }
    return .object([
      .init("bot", .string(closed.bot)), .init("events", number(closed.tally.events)),
      .init("changed", number(closed.tally.changed)),
      .init("only_base", decisions(closed.tally.base, closed.onlyBase)),
      .init("only_head", decisions(closed.tally.head, closed.onlyHead)),
      .init("changes", changes(closed.tally.changes, closed.tally)),
      .init("matrix", matrix(closed.tally)),
      .init("base", outcomes(closed.base)), .init("head", outcomes(closed.head)),
      .init("messages", json(closed.baseMessages, closed.headMessages, closed.cap)),
    ])
  }

  private static func side(_ side: DecisionExample.Side) -> JSONValue {
    .object(
      json(side.outcome) + [
        .init("decided_by", .string(side.decider)), .init("compared", .string(side.comparison)),
        .init("margin", .string(side.margin)),
      ])
  }

  private func json(_ example: DecisionExample) -> JSONValue {
    .object([
      .init("bot", .string(example.bot)), .init("time_ms", Self.number(example.time)),
      .init("market", .string(example.market)),
      .init("strategy", example.strategy.map { .string($0) } ?? .null),
      .init("name", .string(example.name)),
      .init("facts", .object(example.facts.map { .init($0.name, .string($0.text)) })),
      .init("base", Self.side(example.base)), .init("head", Self.side(example.head)),
      .init("event", .string(example.event)),
      .init("commands", .array(commands(for: example).map { .string($0) })),
    ])
  }
}
