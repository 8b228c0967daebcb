import CEL
import Graph
package import JSON
import Trading

extension WhyNot {
  /// For a terminal.
  package var text: String {
    var lines = ["\(bot) decides \(outcome.code) \(outcome.severity) \(outcome.action)"]
    if isAlready { return lines[0] + ": that is the code asked for\n" }
    lines += way
    lines += Self.list("smallest change of one fact", facts)
    lines += Self.list("smallest change of one threshold", thresholds)
    lines += Self.list("smallest changes of two facts that were found", pairs)
    if !ruledOut.isEmpty {
      lines.append(
        "cannot, proved: while everything else stays, no value reaches it of "
          + ruledOut.joined(separator: ", "))
    }
    if !unknown.isEmpty {
      lines.append("not followed: \(unknown.joined(separator: ", "))")
    }
    if !isReachable {
      lines.append("nothing that was looked at reaches \(code) from this event")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What gives the code, and what stands above it.
  private var way: [String] {
    guard let stage = explanation.stages.last else { return [] }
    var lines = ["on the way to \(code)"]
    let own = stage.rules.lastIndex { $0.code == code }
    for (position, rule) in stage.rules.enumerated() where position <= own ?? .max {
      lines.append("  rule \(rule.number) \(Self.text(rule))")
    }
    for gate in stage.gates where own == nil {
      lines.append("  gate \(gate.number) \(Self.text(gate))")
    }
    return lines
  }

  private static func text(_ test: Explanation.Test) -> String {
    let comparison = test.comparison.isEmpty ? "" : " (\(test.comparison))"
    return "\(test.code): \(test.condition): \(test.answer.text)\(comparison)"
      + (test.decided ? ", decides now" : "")
  }

  private static func list(_ title: String, _ answers: [Answer]) -> [String] {
    guard !answers.isEmpty else { return [] }
    return [title]
      + answers.map { answer in
        "  " + answer.changes.map(Self.text).joined(separator: " and ")
          + "  -> \(answer.action.rawValue) by \(answer.decider)"
      }
  }

  private static func text(_ change: Change) -> String {
    func value(_ value: Int64) -> String { QuantityText.format(value, as: change.type) }
    guard let by = change.by else {
      return "\(change.name) \(value(change.old)) -> \(value(change.new))"
    }
    return "\(change.name) \(value(change.old)) -> \(value(change.new)) (\(by))"
  }

  /// For machines; members stay.
  package var json: JSONValue {
    .object([
      .init("bot", .string(bot)), .init("code", .string(code)),
      .init(
        "now",
        .object([
          .init("code", .string(outcome.code)), .init("action", .string(outcome.action)),
          .init("severity", .string(outcome.severity)),
        ])),
      .init("already", .bool(isAlready)), .init("reachable", .bool(isAlready || isReachable)),
      .init("facts", Self.json(facts)), .init("thresholds", Self.json(thresholds)),
      .init("pairs", Self.json(pairs)),
      .init("ruled_out", .array(ruledOut.map { .string($0) })),
      .init("not_followed", .array(unknown.map { .string($0) })),
    ])
  }

  private static func json(_ answers: [Answer]) -> JSONValue {
    .array(
      answers.map { answer in
        .object([
          .init(
            "changes",
            .array(
              answer.changes.map { change in
                .object([
                  .init("name", .string(change.name)),
                  .init("old", .string(QuantityText.format(change.old, as: change.type))),
                  .init("new", .string(QuantityText.format(change.new, as: change.type))),
                  .init("distance", .number(String(change.distance))),
                  .init("by", change.by.map { .string($0) } ?? .null),
                ])
              })),
          .init("action", .string(answer.action.rawValue)),
          .init("decided_by", .string(answer.decider)),
        ])
      })
  }
}

extension WhyNot.Change {
  /// `+15001ms, 33.3 %`; nil for words, and where the distance has no number.
  fileprivate var by: String? {
    switch type {
    case .bool, .enumeration: return nil
    default: break
    }
    let (difference, overflow) = new.subtractingReportingOverflow(old)
    guard !overflow else { return nil }
    let text = QuantityText.format(difference, as: type == .timestamp ? .duration : type)
    let signed = difference > 0 ? "+\(text)" : text
    guard type != .timestamp, old != 0 else { return signed }
    let tenths = (UInt128(distance) * 1_000 + UInt128(old.magnitude) / 2) / UInt128(old.magnitude)
    return "\(signed), \(tenths / 10).\(tenths % 10) %"
  }
}
