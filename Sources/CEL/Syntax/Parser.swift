/// Recursive-descent parser for the whole CEL grammar (cel-spec, langdef.md "Syntax").
///
/// ```
/// Expr       = Or ["?" Or ":" Expr]      Relation = Addition {relop Addition}
/// Or         = And {"||" And}            Addition = Product {("+" | "-") Product}
/// And        = Relation {"&&" Relation}  Product  = Unary {("*" | "/" | "%") Unary}
/// Unary      = Member | "!"{"!"} Member | "-"{"-"} Member
/// Member     = Primary {"." name ["(" args ")"] | "[" Expr "]" | "{" fields "}"}
/// ```
package struct Parser {
  /// The specification asks for at least 12 levels; a policy that needs 200 is a mistake or an attack.
  package static let maximumDepth = 200
  /// Longest expression text, in Unicode scalars.
  package static let maximumLength = 100_000
  /// Operators, calls and selections of one expression. Together with `maximumDepth` it bounds the height of
  /// the tree, so that a chain such as `a + a + ...` cannot exhaust the stack of those who walk it.
  package static let maximumOperators = 1_000

  private let tokens: [Token]
  private var position = 0
  private var depth = 0
  private var operators = 0

  /// Parses the whole text as one expression.
  package static func parse(_ text: String) throws(ExpressionError) -> Expression {
    guard text.unicodeScalars.count <= maximumLength else {
      throw ExpressionError(.tooLong(limit: maximumLength), at: 0..<0)
    }
    var parser = Parser(tokens: try Lexer.tokens(of: text))
    let expression = try parser.expression()
    guard parser.current.kind == .end else { throw parser.expected("an operator or the end") }
    return expression
  }

  private init(tokens: [Token]) {
    self.tokens = tokens
  }

  private var current: Token { tokens[position] }

  /// Counts one operator; all of them pass here.
  private mutating func countOperator() throws(ExpressionError) {
    operators += 1
    guard operators <= Self.maximumOperators else {
      throw ExpressionError(.tooManyOperators(limit: Self.maximumOperators), at: current.range)
    }
  }

  private func expected(_ what: String) -> ExpressionError {
    ExpressionError(.expected(what, found: current.text), at: current.range)
  }

  private mutating func accept(_ symbol: Token.Symbol) -> Bool {
    guard current.kind == .symbol(symbol) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ symbol: Token.Symbol) throws(ExpressionError) {
    guard accept(symbol) else { throw expected("'\(symbol.rawValue)'") }
  }

  private var previousEnd: Int { tokens[max(0, position - 1)].range.upperBound }
}

// MARK: - Operators

extension Parser {
  private mutating func expression() throws(ExpressionError) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else {
      throw ExpressionError(.tooDeep(limit: Self.maximumDepth), at: current.range)
    }
    let condition = try binary(level: 0)
    guard accept(.question) else { return condition }
    try countOperator()
    let whenTrue = try binary(level: 0)
    try expect(.colon)
    let whenFalse = try expression()
    return call("_?_:_", [condition, whenTrue, whenFalse])
  }

  private static let levels: [[Token.Symbol: String]] = [
    [.or: "_||_"],
    [.and: "_&&_"],
    [
      .less: "_<_", .lessOrEqual: "_<=_", .greater: "_>_", .greaterOrEqual: "_>=_",
      .equal: "_==_", .notEqual: "_!=_",
    ],
    [.plus: "_+_", .minus: "_-_"],
    [.times: "_*_", .divide: "_/_", .modulo: "_%_"],
  ]

  private mutating func binary(level: Int) throws(ExpressionError) -> Expression {
    guard level < Self.levels.count else { return try unary() }
    var left = try binary(level: level + 1)
    while let function = binaryOperator(level: level) {
      position += 1
      try countOperator()
      let right = try binary(level: level + 1)
      left = call(function, [left, right])
    }
    return left
  }

  /// The operator of this level that stands here; `in` is the one that is a word.
  private func binaryOperator(level: Int) -> String? {
    switch current.kind {
    case .symbol(let symbol): Self.levels[level][symbol]
    case .identifier("in") where level == 2: "@in"
    default: nil
    }
  }

  private func call(_ function: String, _ arguments: [Expression]) -> Expression {
    let start = arguments.first?.range.lowerBound ?? 0
    let end = arguments.last?.range.upperBound ?? start
    return Expression(
      .call(function: function, receiver: nil, arguments: arguments), at: start..<end)
  }

  private mutating func unary() throws(ExpressionError) -> Expression {
    for (symbol, function) in [(Token.Symbol.not, "!_"), (.minus, "-_")] {
      var starts: [Int] = []
      while current.kind == .symbol(symbol) {
        starts.append(current.range.lowerBound)
        position += 1
        try countOperator()
      }
      guard !starts.isEmpty else { continue }
      if symbol == .minus, case .integer(_, false) = current.kind {
        // The sign belongs to the number: -9223372036854775808 has no positive counterpart.
        starts.removeLast()
        position -= 1
        operators -= 1
      }
      return negate(function, starts, try member())
    }
    return try member()
  }

  /// `operand` behind one sign at each of `starts`.
  private func negate(_ function: String, _ starts: [Int], _ operand: Expression) -> Expression {
    starts.reversed().reduce(operand) { result, start in
      Expression(
        .call(function: function, receiver: nil, arguments: [result]),
        at: start..<operand.range.upperBound)
    }
  }
}

// MARK: - Members and primaries

extension Parser {
  private mutating func member() throws(ExpressionError) -> Expression {
    let operand = try primary()
    return try members(of: operand)
  }

  private mutating func members(of first: Expression) throws(ExpressionError) -> Expression {
    var operand = first
    while let next = try selection(of: operand) {
      try countOperator()
      operand = next
    }
    return operand
  }

  /// One step further: `.field`, `.?field`, `.function(arguments)`, `[index]`, `{fields}`; nil where none
  /// stands here.
  private mutating func selection(of operand: Expression) throws(ExpressionError) -> Expression? {
    let start = operand.range.lowerBound
    if accept(.point) {
      let isOptional = accept(.question)
      let isQuoted = if case .quotedIdentifier = current.kind { true } else { false }
      let field = try fieldName()
      guard !isOptional, !isQuoted, accept(.openParenthesis) else {
        return Expression(
          .select(operand, field: field, isOptional: isOptional), at: start..<previousEnd)
      }
      let arguments = try arguments(until: .closeParenthesis)
      return Expression(
        .call(function: field, receiver: operand, arguments: arguments), at: start..<previousEnd)
    }
    if accept(.openBracket) {
      let function = accept(.question) ? "_[?_]" : "_[_]"
      let index = try expression()
      try expect(.closeBracket)
      return Expression(
        .call(function: function, receiver: nil, arguments: [operand, index]),
        at: start..<previousEnd)
    }
    guard let name = operand.dottedName, accept(.openBrace) else { return nil }
    let entries = try messageFields()
    return Expression(.message(name, entries), at: start..<previousEnd)
  }

  /// A name between backquotes may be any, also a word of the language.
  private mutating func fieldName() throws(ExpressionError) -> String {
    switch current.kind {
    case .identifier(let name):
      guard !Expression.literalWords.contains(name) else {
        throw ExpressionError(.reservedWord(name), at: current.range)
      }
      position += 1
      return name
    case .quotedIdentifier(let name):
      position += 1
      return name
    default: throw expected("a field name")
    }
  }

  private mutating func primary() throws(ExpressionError) -> Expression {
    let token = current
    position += 1
    switch token.kind {
    case .integer(let text, let isUnsigned):
      return try isUnsigned
        ? unsigned(text, at: token.range) : integer(text, from: token.range.lowerBound)
    case .double(let value): return Expression(.literal(.double(value)), at: token.range)
    case .string(let value): return Expression(.literal(.string(value)), at: token.range)
    case .bytes(let value): return Expression(.literal(.bytes(value)), at: token.range)
    case .identifier(let name): return try named(name, isAbsolute: false, at: token.range)
    case .symbol(.point):
      guard case .identifier(let name) = current.kind else { throw expected("a name") }
      position += 1
      return try named(name, isAbsolute: true, at: token.range.lowerBound..<previousEnd)
    case .symbol(.minus):
      guard case .integer(let text, false) = current.kind else {
        position -= 1
        throw expected("a value")
      }
      position += 1
      return try integer("-" + text, from: token.range.lowerBound)
    case .symbol(.openParenthesis):
      let inner = try expression()
      try expect(.closeParenthesis)
      return Expression(inner.kind, at: token.range.lowerBound..<previousEnd)
    case .symbol(.openBracket):
      let elements = try listElements()
      return Expression(.list(elements), at: token.range.lowerBound..<previousEnd)
    case .symbol(.openBrace):
      let entries = try mapEntries()
      return Expression(.map(entries), at: token.range.lowerBound..<previousEnd)
    default:
      position -= 1
      throw expected("a value")
    }
  }

  /// Whether the language gives a word a meaning, or keeps it for one: no value can have it as its name.
  package static func isWord(_ name: String) -> Bool {
    reservedWords.contains(name) || Expression.literalWords.contains(name)
  }

  private static let reservedWords: Set<String> = [
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "in", "let",
    "loop", "package", "namespace", "return", "var", "void", "while",
  ]

  private mutating func named(
    _ name: String, isAbsolute: Bool, at range: Range<Int>
  ) throws(ExpressionError) -> Expression {
    if !isAbsolute {
      switch name {
      case "true": return Expression(.literal(.bool(true)), at: range)
      case "false": return Expression(.literal(.bool(false)), at: range)
      case "null": return Expression(.literal(.null), at: range)
      default: break
      }
    }
    guard !Self.reservedWords.contains(name), !Expression.literalWords.contains(name) else {
      throw ExpressionError(.reservedWord(name), at: range)
    }
    guard accept(.openParenthesis) else {
      return Expression(.identifier(name, isAbsolute: isAbsolute), at: range)
    }
    try countOperator()
    let arguments = try arguments(until: .closeParenthesis)
    return Expression(
      .call(function: isAbsolute ? ".\(name)" : name, receiver: nil, arguments: arguments),
      at: range.lowerBound..<previousEnd)
  }

  /// The number whose last token has just been passed.
  private func integer(
    _ text: String, from start: Int
  ) throws(ExpressionError) -> Expression {
    let range = start..<previousEnd
    let negative = text.hasPrefix("-")
    let digits = negative ? text.dropFirst() : text[...]
    let isHex = digits.hasPrefix("0x")
    let magnitude = isHex ? UInt64(digits.dropFirst(2), radix: 16) : UInt64(digits)
    let limit: UInt64 = negative ? 1 << 63 : (1 << 63) - 1
    guard let magnitude, magnitude <= limit else {
      throw ExpressionError(.numberOutOfRange(text), at: range)
    }
    let value = negative ? Int64(truncatingIfNeeded: 0 &- magnitude) : Int64(magnitude)
    return Expression(.literal(.int(value)), at: range)
  }

  private func unsigned(
    _ text: String, at range: Range<Int>
  ) throws(ExpressionError) -> Expression {
    let isHex = text.hasPrefix("0x")
    guard let value = isHex ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text) else {
      throw ExpressionError(.numberOutOfRange(text + "u"), at: range)
    }
    return Expression(.literal(.uint(value)), at: range)
  }
}

// MARK: - Lists of things

extension Parser {
  private mutating func arguments(
    until close: Token.Symbol
  ) throws(ExpressionError) -> [Expression] {
    var arguments: [Expression] = []
    if accept(close) { return arguments }
    repeat { arguments.append(try expression()) } while accept(.comma)
    try expect(close)
    return arguments
  }

  /// After the opening bracket.
  private mutating func listElements() throws(ExpressionError) -> [Expression.Element] {
    try items(until: .closeBracket) { parser, isOptional throws(ExpressionError) in
      Expression.Element(value: try parser.expression(), isOptional: isOptional)
    }
  }

  private mutating func mapEntries() throws(ExpressionError) -> [Expression.Entry] {
    try items(until: .closeBrace) { parser, isOptional throws(ExpressionError) in
      try parser.entry(key: try parser.expression(), isOptional)
    }
  }

  private mutating func messageFields() throws(ExpressionError) -> [Expression.Entry] {
    try items(until: .closeBrace) { parser, isOptional throws(ExpressionError) in
      let range = parser.current.range
      let name = Expression(.literal(.string(try parser.fieldName())), at: range)
      return try parser.entry(key: name, isOptional)
    }
  }

  /// `: value` behind the key of a map or the name of a field.
  private mutating func entry(
    key: Expression, _ isOptional: Bool
  ) throws(ExpressionError) -> Expression.Entry {
    try expect(.colon)
    return Expression.Entry(key: key, value: try expression(), isOptional: isOptional)
  }

  /// What stands between brackets, separated by commas, each item perhaps behind a `?`. A comma may stand
  /// behind the last item, and alone where there is none: `"[" [ExprList] [","] "]"` (langdef.md, "Syntax").
  private mutating func items<Item>(
    until close: Token.Symbol,
    _ item: (inout Parser, _ isOptional: Bool) throws(ExpressionError) -> Item
  ) throws(ExpressionError) -> [Item] {
    var items: [Item] = []
    if accept(.comma) {
      try expect(close)
      return items
    }
    while !accept(close) {
      let isOptional = accept(.question)
      items.append(try item(&self, isOptional))
      guard accept(.comma) else {
        try expect(close)
        break
      }
    }
    return items
  }
}
