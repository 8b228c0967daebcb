import CEL
import TestSupport
import Testing

@Suite("the canonical text of an expression")
struct CanonicalTextTests {
  @Test(
    "one spelling",
    arguments: [
      ("a&&b||c", "a && b || c"), ("(a&&(b||c))", "a && (b || c)"), ("((a))", "a"),
      ("a-(b-c)", "a - (b - c)"), ("(a-b)-c", "a - b - c"), ("-(1)", "-(1)"), ("- 1", "-1"),
      ("-(1.f())", "-(1.f())"), ("-(1.5)", "-1.5"), ("--1", "--1"), ("!(!a)", "!!a"),
      ("-(-a)", "--a"), ("!(-1)", "!-1"), ("-(!a)", "-(!a)"),
      ("a?b:(c?d:e)", "a ? b : c ? d : e"), ("(a?b:c)?d:e", "(a ? b : c) ? d : e"),
      ("a.`b`", "a.b"), ("a.`b-c`", "a.`b-c`"), ("a.`in`", "a.`in`"), ("A{`x`:1}", "A{x: 1}"),
      (".f(a)", ".f(a)"), (".a.B{}", ".a.B{}"), ("'a\\x07'", #""a\x07""#), ("0x1F", "31"),
      ("r'\\d'", #""\\d""#), ("b'A'", #"b"\x41""#), ("a // note", "a"), ("1e3", "1000.0"),
      ("[a,?b,]", "[a, ?b]"), ("{a:b,}", "{a: b}"), ("(-1).f()", "-1.f()"),
      ("(-a).f()", "(-a).f()"),
    ])
  func spelling(text: String, canonical: String) throws {
    #expect(try Parser.parse(text).description == canonical)
    #expect(try Parser.parse(canonical).description == canonical)
  }

  @Test("parsing the canonical text gives the same tree, for random trees", arguments: 1...20)
  func roundTrip(seed: UInt64) throws {
    var random = RandomSyntax(seed: seed)
    for _ in 0..<300 {
      let tree = random.expression(depth: 5)
      let text = tree.description
      do {
        #expect(shape(try Parser.parse(text)) == shape(tree), "seed \(seed): \(text)")
      } catch {
        Issue.record("seed \(seed): \(text): \(error)")
      }
    }
  }
}

/// Trees of every form that the parser can give.
private struct RandomSyntax {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  private static let binary = [
    "_||_", "_&&_", "_<_", "_<=_", "_>_", "_>=_", "_==_", "_!=_", "@in", "_+_", "_-_", "_*_",
    "_/_", "_%_", "_[_]", "_[?_]",
  ]
  private static let names = ["a", "order", "B2", "_x"]
  private static let fields = ["a", "b_1", "x-y", "in", "true", "9", "if"]

  private mutating func pick<Item>(_ items: [Item]) -> Item {
    items[Int.random(in: items.indices, using: &generator)]
  }

  private mutating func several<Item>(_ make: (inout RandomSyntax) -> Item) -> [Item] {
    let count = Int.random(in: 0...3, using: &generator)
    var items: [Item] = []
    for _ in 0..<count { items.append(make(&self)) }
    return items
  }

  mutating func expression(depth: Int) -> Expression {
    Expression(kind(depth), at: 0..<0)
  }

  private mutating func kind(_ depth: Int) -> Expression.Kind {
    guard depth > 0 else {
      return Bool.random(using: &generator)
        ? .literal(literal())
        : .identifier(pick(Self.names), isAbsolute: Bool.random(using: &generator))
    }
    let next = depth - 1
    switch Int.random(in: 0..<12, using: &generator) {
    case 0: return .literal(literal())
    case 1:
      return .select(
        expression(depth: next), field: pick(Self.fields),
        isOptional: Bool.random(using: &generator))
    case 2:
      let callee = pick(["f", ".g"])
      return .call(
        function: callee, receiver: nil, arguments: several { $0.expression(depth: next) })
    case 3:
      return .call(
        function: pick(["f", "if"]), receiver: expression(depth: next),
        arguments: several { $0.expression(depth: next) })
    case 4:
      return .list(
        several {
          Expression.Element(
            value: $0.expression(depth: next), isOptional: Bool.random(using: &$0.generator))
        })
    case 5: return .map(several { $0.entry($0.expression(depth: next), depth: next) })
    case 6:
      return .message(
        pick(["A", "a.B", ".a.B"]),
        several {
          let key = Expression(.literal(.string($0.pick(Self.fields))), at: 0..<0)
          return $0.entry(key, depth: next)
        })
    case 7:
      return .call(
        function: "_?_:_", receiver: nil,
        arguments: (0..<3).map { _ in expression(depth: next) })
    case 8: return sign("!_", expression(depth: next))
    case 9: return sign("-_", expression(depth: next))
    default:
      return .call(
        function: pick(Self.binary), receiver: nil,
        arguments: (0..<2).map { _ in expression(depth: next) })
    }
  }

  private func sign(_ function: String, _ operand: Expression) -> Expression.Kind {
    .call(function: function, receiver: nil, arguments: [operand])
  }

  private mutating func entry(_ key: Expression, depth: Int) -> Expression.Entry {
    Expression.Entry(
      key: key, value: expression(depth: depth), isOptional: Bool.random(using: &generator))
  }

  private mutating func literal() -> Expression.Literal {
    switch Int.random(in: 0..<7, using: &generator) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &generator))
    case 2:
      return .int(
        pick([0, 1, -1, 42, .max, .min, Int64.random(in: .min ... .max, using: &generator)]))
    case 3: return .uint(pick([0, .max, UInt64.random(in: 0 ... .max, using: &generator)]))
    case 4: return .double(pick([0, 0.5, 1e300, .leastNonzeroMagnitude, 123456789.125, 1e16]))
    case 5:
      let scalars: [Unicode.Scalar] = [
        "a", "\"", "'", "\\", "\n", "\r", "\t", "\0", "\u{7F}", "é", "🐱", "\u{301}",
      ]
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...6, using: &generator) { text.append(pick(scalars)) }
      return .string(String(text))
    default:
      return .bytes(several { UInt8.random(in: 0...255, using: &$0.generator) })
    }
  }
}
