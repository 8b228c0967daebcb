import CEL
import Testing

@Suite("the grammar of CEL")
struct ParserTests {
  @Test(
    "precedence and association",
    arguments: [
      ("a + b * c", "_+_(a, _*_(b, c))"), ("a * b + c", "_+_(_*_(a, b), c)"),
      ("a - b - c", "_-_(_-_(a, b), c)"), ("a / b % c * d", "_*_(_%_(_/_(a, b), c), d)"),
      ("a - (b - c)", "_-_(a, _-_(b, c))"),
      ("a < b == c", "_==_(_<_(a, b), c)"), ("a + 1 >= b - 1", "_>=_(_+_(a, 1), _-_(b, 1))"),
      ("a in b && c", "_&&_(@in(a, b), c)"), ("a || b && c", "_||_(a, _&&_(b, c))"),
      ("a && b || c && d", "_||_(_&&_(a, b), _&&_(c, d))"),
      ("!a && !!b", "_&&_(!_(a), !_(!_(b)))"), ("-a * b", "_*_(-_(a), b)"),
      ("a--1", "_-_(a, -1)"), ("--1", "-_(-1)"), ("!-1", "!_(-1)"), ("!(-1).f()", "!_(-1~f())"),
      ("-(1)", "-_(1)"), ("-a.b", "-_(field(a, b))"),
      ("-1.x", "field(-1, x)"), ("!a.b()", "!_(a~b())"), ("a != b", "_!=_(a, b)"),
      ("a <= b", "_<=_(a, b)"), ("a > b", "_>_(a, b)"),
    ])
  func operators(text: String, tree: String) throws {
    #expect(shape(try Parser.parse(text)) == tree)
  }

  @Test(
    "the conditional",
    arguments: [
      ("a ? b : c", "_?_:_(a, b, c)"), ("a ? b : c ? d : e", "_?_:_(a, b, _?_:_(c, d, e))"),
      ("a || b ? c : d", "_?_:_(_||_(a, b), c, d)"),
      ("a ? (b ? c : d) : e", "_?_:_(a, _?_:_(b, c, d), e)"),
      ("(a ? b : c) ? d : e", "_?_:_(_?_:_(a, b, c), d, e)"),
      ("a ? .b : c", "_?_:_(a, absolute(b), c)"),
    ])
  func conditional(text: String, tree: String) throws {
    #expect(shape(try Parser.parse(text)) == tree)
  }

  @Test(
    "members, calls and collections",
    arguments: [
      ("a.b.c", "field(field(a, b), c)"), ("a.`b-c`.d", "field(field(a, b-c), d)"),
      ("a.`in`", "field(a, in)"), ("a.if", "field(a, if)"), (".a.b", "field(absolute(a), b)"),
      ("a.?b", "optional field(a, b)"), ("a[0]", "_[_](a, 0)"), ("a[?0]", "_[?_](a, 0)"),
      ("f()", "f()"), (".f(a)", ".f(a)"), ("a.f(b, c)", "a~f(b, c)"),
      ("a[b].c(d)[e]", "_[_](_[_](a, b)~c(d), e)"),
      ("[]", "[]"), ("[a, ?b,]", "[a, ?b]"), ("[,]", "[]"), ("{,}", "map{}"), ("{}", "map{}"),
      ("{a: b, ?c: d,}", "map{a: b, ?c: d}"),
      ("{a ? b : c: d}", "map{_?_:_(a, b, c): d}"), ("A{}", "A{}"),
      ("a.B{c: d, ?e: f}", "a.B{string [\"63\"]: d, ?string [\"65\"]: f}"), (".a.B{}", ".a.B{}"),
      ("A{`x-y`: 1}", "A{string [\"78\", \"2d\", \"79\"]: 1}"), ("A{}.b", "field(A{}, b)"),
      ("((a))", "a"), ("a // note\n + b", "_+_(a, b)"), ("\t\r\n\u{C}a\n", "a"),
    ])
  func members(text: String, tree: String) throws {
    #expect(shape(try Parser.parse(text)) == tree)
  }

  @Test(
    "places are Unicode scalars of the text",
    arguments: [
      ("  ab", 2..<4), ("(a)", 0..<3), ("a + b", 0..<5), (" a.b ", 1..<4), ("f(x) ", 0..<4),
      ("'é🐱' + x", 0..<8), ("- 5", 0..<3), ("! !a", 0..<4), ("a ? b : c", 0..<9),
    ])
  func places(text: String, range: Range<Int>) throws {
    #expect(try Parser.parse(text).range == range)
  }

  @Test("each sign has its own place")
  func placesOfSigns() throws {
    let expression = try Parser.parse("-  - 5")
    guard case .call(_, _, let arguments) = expression.kind else {
      Issue.record("no call")
      return
    }
    #expect(expression.range == 0..<6)
    #expect(arguments.map(\.range) == [3..<6])
  }

  @Test(
    "what is no expression, with the exact place",
    arguments: [
      ("", .expected("a value", found: "the end of the expression"), 0..<0),
      ("a +", .expected("a value", found: "the end of the expression"), 3..<3),
      ("a b", .expected("an operator or the end", found: "'b'"), 2..<3),
      ("(a", .expected("')'", found: "the end of the expression"), 2..<2),
      ("a)", .expected("an operator or the end", found: "')'"), 1..<2),
      ("a ? b", .expected("':'", found: "the end of the expression"), 5..<5),
      ("a ? b ? c : d : e", .expected("':'", found: "'?'"), 6..<7),
      ("f(a,)", .expected("a value", found: "')'"), 4..<5),
      ("a.1", .expected("an operator or the end", found: "'0.1'"), 1..<3),
      ("a.'b'", .expected("a field name", found: "a string"), 2..<5),
      ("a.`b`()", .expected("an operator or the end", found: "'('"), 5..<6),
      ("{a b}", .expected("':'", found: "'b'"), 3..<4),
      ("[a b]", .expected("']'", found: "'b'"), 3..<4),
      ("A{1: 2}", .expected("a field name", found: "'1'"), 2..<3),
      ("!-a", .expected("a value", found: "'-'"), 1..<2),
      ("`a`", .expected("a value", found: "'`a`'"), 0..<3),
      ("a = b", .unexpectedCharacter("="), 2..<3), ("a & b", .unexpectedCharacter("&"), 2..<3),
      ("é == 1", .unexpectedCharacter("é"), 0..<1),
      ("x == \"é\" # y", .unexpectedCharacter("#"), 9..<10),
      ("a @ b", .unexpectedCharacter("@"), 2..<3), ("for", .reservedWord("for"), 0..<3),
      ("a + if", .reservedWord("if"), 4..<6), ("a.true", .reservedWord("true"), 2..<6),
      (".null", .reservedWord("null"), 0..<5), ("while(x)", .reservedWord("while"), 0..<5),
      ("in", .reservedWord("in"), 0..<2),
    ] as [(String, ExpressionError.Reason, Range<Int>)])
  func refused(text: String, reason: ExpressionError.Reason, range: Range<Int>) {
    #expect(throws: ExpressionError(reason, at: range)) { try Parser.parse(text) }
  }
}

@Suite("limits of the parser")
struct ParserLimitTests {
  private func times(_ count: Int, _ text: String, separator: String = "") -> String {
    Array(repeating: text, count: count).joined(separator: separator)
  }

  @Test("what the specification asks for works: 32 terms, 12 levels, 24 conditionals, 32 arguments")
  func asked() throws {
    let texts =
      ["||", "&&", "+", "-", "*", "/", "%", "=="].map { times(32, "a", separator: " \($0) ") }
      + [
        times(24, "a ? b : ") + "c", times(12, "(") + "a" + times(12, ")"), times(32, "!") + "a",
        times(12, "f(") + "a" + times(12, ")"), "a" + times(12, ".b"), "a" + times(12, "[0]"),
        "f(\(times(32, "a", separator: ", ")))", times(12, "[") + times(12, "]"),
        times(12, "{a: ") + "b" + times(12, "}"),
      ]
    for text in texts { _ = try Parser.parse(text) }
  }

  @Test(
    "deep nesting is refused without exhausting the stack",
    arguments: ["(", "[", "f(", "a[", "{a:", "a ? b : ", "A{b:", "!(", "a.f("])
  func depth(text: String) {
    #expect(throws: ExpressionError.self) { try Parser.parse(times(20_000, text)) }
    let deepest = times(Parser.maximumDepth + 1, text)
    do {
      _ = try Parser.parse(deepest)
      Issue.record("accepted \(text)")
    } catch {
      #expect(error.reason == .tooDeep(limit: Parser.maximumDepth))
    }
  }

  @Test(
    "long chains are refused, the longest that is accepted can be walked",
    arguments: [
      ("a", " + a", ""), ("a", " && a", ""), ("a", " < a", ""), ("a", ".b", ""), ("a", "[0]", ""),
      ("a", ".f()", ""), ("", "!", "a"), ("", "-", "a"), ("", "-", "1"),
    ])
  func chains(first: String, step: String, last: String) throws {
    let limit = Parser.maximumOperators
    for count in [limit + 1, 10_000] {
      do {
        _ = try Parser.parse(first + times(count, step) + last)
        Issue.record("accepted \(step)")
      } catch {
        #expect(error.reason == .tooManyOperators(limit: limit))
      }
    }
    let longest = try Parser.parse(first + times(limit, step) + last)
    #expect(shape(try Parser.parse(longest.description)) == shape(longest))
    #expect(Set([longest, longest]).count == 1)
    if case .success = Checker.check(longest, in: Environment()) {
      #expect(last == "1", "'a' is not declared")
    }
  }

  @Test("the length of a text is bounded before it is read")
  func length() {
    let text = times(Parser.maximumLength + 1, " ")
    #expect(throws: ExpressionError(.tooLong(limit: Parser.maximumLength), at: 0..<0)) {
      try Parser.parse(text)
    }
  }
}
