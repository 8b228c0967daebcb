/// One lexical element of a CEL expression (cel-spec, langdef.md "Syntax").
package struct Token: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case identifier(String)
    /// A name between backquotes, allowed only as a field: `` a.`content-type` ``.
    case quotedIdentifier(String)
    /// Digits as written, without the `u` of an unsigned literal and without a sign.
    case integer(text: String, isUnsigned: Bool)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case symbol(Symbol)
    case end
  }

  package enum Symbol: String, CaseIterable, Sendable {
    case equal = "=="
    case notEqual = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case and = "&&"
    case or = "||"
    case less = "<"
    case greater = ">"
    case plus = "+"
    case minus = "-"
    case times = "*"
    case divide = "/"
    case modulo = "%"
    case not = "!"
    case question = "?"
    case colon = ":"
    case comma = ","
    case point = "."
    case openParenthesis = "("
    case closeParenthesis = ")"
    case openBracket = "["
    case closeBracket = "]"
    case openBrace = "{"
    case closeBrace = "}"
  }

  package var kind: Kind
  /// Where it stands, in Unicode scalars from the start of the expression.
  package var range: Range<Int>

  /// The token as a message can name it.
  package var text: String {
    switch kind {
    case .identifier(let name): "'\(name)'"
    case .quotedIdentifier(let name): "'`\(name)`'"
    case .integer(let text, let isUnsigned): "'\(text)\(isUnsigned ? "u" : "")'"
    case .double(let value): "'\(value)'"
    case .string: "a string"
    case .bytes: "a bytes literal"
    case .symbol(let symbol): "'\(symbol.rawValue)'"
    case .end: "the end of the expression"
    }
  }
}
