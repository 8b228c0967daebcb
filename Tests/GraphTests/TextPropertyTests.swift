import CEL
import Graph
import JSON
import Policy
import TestSupport
import Testing

/// Random conditions with texts and lists, decided by the graph and by the general evaluator directly.
@Suite("the graph agrees with the general evaluator over texts and lists")
struct TextPropertyTests {
  private static let language: LanguageEnvironment = {
    var language = LanguageEnvironment.standard
    language.add(Function.quantities)
    for (identity, name, type) in names { language.declare(name, type, .variable(identity)) }
    return language
  }()

  private static let names: [(Int, String, Type)] = [
    (0, "x.a", .int), (1, "x.b", .int), (2, "x.title", .string), (3, "x.tags", .list(.string)),
    (4, "x.prices", .list(.quantity(.price))), (5, "x.spare", .string), (6, "y.c", .int),
    (7, "y.note", .string),
  ]

  @Test("whatever is missing or fails", arguments: 0..<8)
  func agrees(part: Int) throws {
    for seed in 0..<60 {
      var random = RandomTextCondition(seed: UInt64(part * 1000 + seed))
      let condition = random.condition(4)
      let typed: TypedExpression
      do {
        typed = try TypeChecker.check(condition, in: Self.language)
      } catch {
        Issue.record("\(condition): \(error)")
        continue
      }
      let judge = try Judge(TextGraphs.compile(Self.body(condition, seed)), bot: "small")
      for _ in 0..<12 {
        let (members, isStale) = (random.event(), random.isStale())
        let event = TextGraphs.event(members).replacing(
          "\"age_ms\":0", with: "\"age_ms\":\(isStale ? 9000 : 0)")
        let wanted = Self.code(
          Evaluator.evaluate(typed, try Self.values(event, isStale: isStale)))
        let code = try judge.code(event)
        #expect(code == wanted, "\(condition)\n\(event)")
      }
    }
  }

  /// The condition as a rule; for odd seeds by way of lets that are texts, lists and numbers.
  private static func body(_ condition: String, _ seed: Int) -> String {
    guard seed % 2 == 1 else {
      return "  rules:\n    - { code: A, do: cancel, when: '\(condition)' }"
    }
    let lets =
      "  let:\n    title: 'x.title'\n    tags: 'x.tags.filter(u, true)'\n    least: x.b - 0\n"
      + "    again: 'x.b > 0 || true ? least : least * 1'\n"
    let changed = condition.replacing("x.title", with: "title").replacing("x.tags", with: "tags")
      .replacing("x.b", with: seed % 4 == 1 ? "least" : "again")
    return lets + "  rules:\n    - { code: A, do: cancel, when: '\(changed)' }"
  }

  /// `x` has bit 0, its optional field 1, and `y` 2, as the graph counts them.
  private static func values(_ event: String, isStale: Bool) throws -> [Evaluation] {
    let whole = try JSONValue(parsing: event)
    func member(_ fact: String, _ name: String) -> JSONValue {
      whole[fact]?[name] ?? .null
    }
    let isGone = ["a", "b", "title", "tags", "prices"].contains { member("x", $0) == .null }
    return names.map { identity, name, type in
      let path = name.split(separator: ".").map(String.init)
      let value = member(path[0], path[1])
      if path[0] == "y", isStale { return .unknown([2]) }
      if path[0] == "x", isGone { return .unknown([0]) }
      if value == .null { return .unknown([identity == 5 ? 1 : 0]) }
      return .value(Self.value(value, type))
    }
  }

  private static func value(_ json: JSONValue, _ type: Type) -> Value {
    switch (json, type) {
    case (.string(let text), .string): .string(text)
    case (.string(let text), .quantity(let unit)):
      .int((try? QuantityText.parseBare(text, as: .quantity(unit))) ?? 0)
    case (.number(let text), _): .int(Int64(text) ?? 0)
    case (.array(let elements), .list(let element)):
      .list(elements.map { value($0, element) })
    default: .null
    }
  }

  private static func code(_ evaluation: Evaluation) -> String {
    switch evaluation {
    case .value(.bool(true)): "A"
    case .value: "REST"
    case .unknown(let bits): bits.contains(0) || bits.contains(1) ? "GONE" : "LOST"
    case .error: "BROKEN"
    }
  }
}
