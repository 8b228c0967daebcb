import Diagnostics
import Graph
package import JSON

extension PolicyComparison {
  /// For machines: the same as the text, with members that stay.
  package var json: JSONValue {
    .object([
      .init("old_digest", .string(old.digest)), .init("new_digest", .string(new.digest)),
      .init("verdict", .string(relation?.rawValue ?? "unknown")),
      .init("decisions", .string(decisions?.rawValue ?? "unknown")),
      .init(
        "values",
        .array(
          values.map { value in
            .object([
              .init("name", .string(value.name)), .init("scope", .string(value.scope)),
              .init("old", .string(value.old)), .init("new", .string(value.new)),
              .init("declared", value.relation.map { .string($0.rawValue) } ?? .null),
            ])
          })),
      .init(
        "declarations",
        .array(
          others.map { change in
            .object([
              .init("bot", .string(change.bot)), .init("name", .string(change.name)),
              .init("old", .string(change.old)), .init("new", .string(change.new)),
              .init("verdict", change.relation.map { .string($0.rawValue) } ?? .null),
            ])
          })),
      .init("bots", .array(bots.map(Self.json))),
      .init("scopes_left_out", .bool(leavesScopesOut)),
    ])
  }

  private static func json(of bot: BotComparison) -> JSONValue {
    .object(
      [
        .init("bot", .string(bot.bot)), .init("presence", .string("\(bot.presence)")),
        .init("reordered", .bool(bot.isReordered)),
      ] + members(of: bot.verdict) + [
        .init(
          "rules",
          .array(
            bot.rules.map { rule in
              .object(
                [
                  .init("part", .string("\(rule.part)")),
                  .init("number", .number("\(rule.number)")),
                  .init("name", .string(rule.name)),
                  .init("presence", .string("\(rule.presence)")),
                ] + place(of: rule) + members(of: rule.verdict)
                  + [.init("whole", rule.whole.map(json) ?? .null)])
            }))
      ])
  }

  private static func place(of rule: RuleVerdict) -> [JSONValue.Member] {
    guard let location = rule.location else { return [] }
    return [
      .init("file", .string(location.file)), .init("line", .number("\(location.line)")),
      .init("column", .number("\(location.column)")),
    ]
  }

  private static func members(of verdict: Verdict) -> [JSONValue.Member] {
    [
      .init("verdict", .string(verdict.word)), .init("summary", .string(verdict.summary)),
      .init("cells", .number("\(verdict.cells)")),
      .init(
        "witnesses",
        .object(
          verdict.witnesses.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            .init($0.key.rawValue, json(of: $0.value))
          } + [verdict.renamed].compactMap { $0 }.map { .init("renamed", json(of: $0)) })),
    ]
  }

  private static func json(of witness: Witness) -> JSONValue {
    let event = try? JSONValue(parsing: witness.event)
    return .object([
      .init("event", event ?? .string(witness.event)),
      .init(
        "decisions",
        .array(
          witness.decisions.map { decided in
            .object([
              .init("code", .string(decided.code)), .init("severity", .string(decided.severity)),
              .init("action", .string(decided.action)),
              .init("comparison", .string(decided.comparison)),
            ])
          })),
    ])
  }
}
