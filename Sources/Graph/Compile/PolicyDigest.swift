import CEL
import Hashing
import JSON
import Policy
import Trading

/// The identity of what a policy set means. Comments, formatting, the order of files and the spelling of a
/// value (`30s`, `30000ms`) do not change it; anything that can change a decision, a severity or the meaning
/// of a code does.
enum PolicyDigest {
  /// Lower-case hex of SHA-256 over a domain tag and the canonical JSON (RFC 8785) of the meaning.
  static func digest(of policies: PolicySet, bots: [CompiledBot]) -> String {
    let meaning = meaning(of: policies, bots: bots)
    guard let bytes = try? CanonicalJSON.bytes(of: meaning) else {
      preconditionFailure("the meaning of a policy holds only texts, integers and booleans")
    }
    return SHA256.hash(Array("polytraders/policy/v1\n".utf8) + bytes).hex
  }

  static func meaning(of policies: PolicySet, bots: [CompiledBot]) -> JSONValue {
    .object([
      .init("bots", .array(bots.sorted { $0.name < $1.name }.map(bot))),
      .init("reason_codes", reasonCodes(of: policies, bots: bots)),
      .init("staleness", .object(StalenessName.allCases.map { staleness($0, policies) })),
      .init("values", values(of: policies)),
    ])
  }

  private static func integer(_ value: Int64) -> JSONValue {
    // A bound such as Int64.max is outside what canonical JSON allows for numbers.
    value.magnitude < 1 << 53 ? .number(String(value)) : .string(String(value))
  }

  private static func bot(_ bot: CompiledBot) -> JSONValue {
    let specification = bot.specification
    return .object([
      .init("name", .string(bot.name)),
      .init("class", .string(specification.details.classification.rawValue)),
      .init("mode", .string(specification.details.mode.rawValue)),
      .init("authority", words(specification.authority.map(\.rawValue))),
      .init("on", words(specification.events.map(\.rawValue))),
      .init("facts", .array(specification.facts.map(fact))),
      .init("params", .object(specification.parameters.map(parameter))),
      .init(
        "counters",
        .array(
          specification.counters.map { counter in
            .object([
              .init("field", .string(counter.field.value)),
              .init("of", .string(counter.counts.value.rawValue)),
              .init("window_ms", integer(counter.window)), .init("per", .string(counter.scope)),
            ])
          })),
      .init("let", .object(bot.lets.map { .init($0.name, .string($0.text)) })),
      .init("rules", .array(bot.steps.map { step($0, specification) })),
      .init("gates", .array(bot.gates.map(gate))),
      .init("otherwise", outcome(Outcome(specification.otherwise))),
      .init("on_error", outcome(Outcome(specification.onError))),
      .init("exports", .object(bot.exports.map { .init($0.name, .string($0.text)) })),
    ])
  }

  private static func words(_ words: [String]) -> JSONValue {
    .array(words.sorted().map { .string($0) })
  }

  private static func outcome(_ outcome: Outcome) -> JSONValue {
    .object([
      .init("code", .string(outcome.code)), .init("do", .string(outcome.action.rawValue)),
    ])
  }

  private static func fact(_ fact: FactDeclaration) -> JSONValue {
    .object([
      .init("name", .string(fact.name.value)), .init("from", .string(fact.source)),
      .init("available", fact.available.map { .string($0) } ?? .null),
      .init("age", fact.age.map { .string($0) } ?? .null),
      .init("max_age", fact.staleness.map { .string($0.value.rawValue) } ?? .null),
      .init("on_missing", outcome(Outcome(fact.onMissing))),
      .init(
        "fields",
        .array(
          fact.fields.map { field in
            .object(
              sizes(field.bound) + [
                .init("name", .string(field.name.value)), .init("type", .string(field.type.name)),
                .init("path", .string(field.path)), .init("optional", .bool(field.isOptional)),
                .init("absent", field.absent.map { .string($0) } ?? .null),
                .init("min", field.minimum.map(integer) ?? .null),
                .init("max", field.maximum.map(integer) ?? .null),
              ])
          })),
    ])
  }

  /// Only where a field has them: the digests of policies without texts and lists stay what they were.
  private static func sizes(_ bound: Bound) -> [JSONValue.Member] {
    let sizes = [(Bound.Kind.items, bound.items), (.length, bound.length)]
    return sizes.compactMap { kind, limit in
      limit.map { .init(kind.rawValue, integer(Int64($0))) }
    }
  }

  private static func parameter(_ parameter: ParameterDeclaration) -> JSONValue.Member {
    .init(
      parameter.name.value,
      .object([
        .init("type", .string(parameter.type.name)),
        .init("min", parameter.minimum.map(integer) ?? .null),
        .init("max", parameter.maximum.map(integer) ?? .null),
        .init("loosens", .string(parameter.loosens.rawValue)),
      ]))
  }

  private static func staleness(
    _ name: StalenessName, _ policies: PolicySet
  ) -> JSONValue.Member {
    let declaration = policies.stalenessDeclarations[name]
    return .init(
      name.rawValue,
      .object([
        .init("value", integer(policies.staleness(name))),
        .init("min", declaration?.minimum.map(integer) ?? .null),
        .init("max", declaration?.maximum.map(integer) ?? .null),
        .init("loosens", declaration.map { .string($0.loosens.rawValue) } ?? .null),
      ]))
  }

  private static func step(_ step: CompiledStep, _ bot: BotSpecification) -> JSONValue {
    switch step {
    case .require(let facts):
      .object([.init("require", .array(facts.map { .string(bot.facts[$0].name.value) }))])
    case .decide(let rule):
      .object([.init("outcome", outcome(rule.outcome)), .init("when", .string(rule.text))])
    }
  }

  private static func gate(_ gate: CompiledGate) -> JSONValue {
    .object([
      .init("outcome", outcome(gate.outcome)), .init("of", words(gate.actions.map(\.rawValue))),
      .init("when", .string(gate.text)),
    ])
  }

  /// The codes that these bots can give, with what the registry and the overrides say of them.
  private static func reasonCodes(of policies: PolicySet, bots: [CompiledBot]) -> JSONValue {
    let codes = Set(bots.flatMap(\.outcomes.cases)).sorted()
    return .object(
      codes.compactMap { policies.reasonCodes[$0] }.map { code in
        .init(
          code.code,
          .object([
            .init("severity", .string(code.severity.rawValue)),
            .init("meaning", .string(code.meaning)), .init("action", .string(code.action)),
          ]))
      })
  }

  private static func values(of policies: PolicySet) -> JSONValue {
    .array(
      policies.allValues.map { entry in
        .object([
          .init("bot", .string(entry.bot)), .init("param", .string(entry.parameter)),
          .init("scope", .string(entry.scope)), .init("value", integer(entry.value)),
        ])
      })
  }
}
