/// Splits a CEL expression into tokens, with their places in Unicode scalars.
struct Lexer {
  private let scalars: [Unicode.Scalar]
  private var position = 0

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  /// All tokens; the last one is `.end`.
  static func tokens(of text: String) throws(ExpressionError) -> [Token] {
    var lexer = Lexer(text)
    var tokens: [Token] = []
    while true {
      let token = try lexer.next()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
    position + distance < scalars.count ? scalars[position + distance] : nil
  }

  private mutating func next() throws(ExpressionError) -> Token {
    skipBlanksAndComments()
    let start = position
    guard let scalar = peek() else { return Token(kind: .end, range: start..<start) }
    if let prefix = stringPrefix() { return try string(prefix, from: start) }
    if scalar.isIdentifierStart {
      while let scalar = peek(), scalar.isIdentifierPart { position += 1 }
      return Token(kind: .identifier(text(from: start)), range: start..<position)
    }
    if scalar.isDigit || (scalar == "." && peek(1)?.isDigit == true) {
      return try number(from: start)
    }
    if scalar == "`" { return try quotedIdentifier(from: start) }
    for symbol in Token.Symbol.allCases where matches(symbol.rawValue) {
      position += symbol.rawValue.unicodeScalars.count
      return Token(kind: .symbol(symbol), range: start..<position)
    }
    throw ExpressionError(.unexpectedCharacter(scalar), at: start..<start + 1)
  }

  private func matches(_ symbol: String) -> Bool {
    var offset = 0
    for scalar in symbol.unicodeScalars {
      guard peek(offset) == scalar else { return false }
      offset += 1
    }
    return true
  }

  private mutating func skipBlanksAndComments() {
    while let scalar = peek() {
      if scalar == "/" && peek(1) == "/" {
        while let inside = peek(), inside != "\n" { position += 1 }
      } else if scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
        || scalar == "\u{0C}"
      {
        position += 1
      } else {
        return
      }
    }
  }

  private func text(from start: Int) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[start..<position])
    return String(text)
  }

  private mutating func quotedIdentifier(from start: Int) throws(ExpressionError) -> Token {
    position += 1
    let nameStart = position
    while let scalar = peek(), scalar != "`", scalar != "\n" { position += 1 }
    let name = text(from: nameStart)
    guard peek() == "`", !name.isEmpty else {
      throw ExpressionError(.unterminatedString, at: start..<position)
    }
    position += 1
    return Token(kind: .quotedIdentifier(name), range: start..<position)
  }
}

// MARK: - Numbers

extension Lexer {
  private mutating func number(from start: Int) throws(ExpressionError) -> Token {
    if peek() == "0", peek(1) == "x" {
      position += 2
      while let scalar = peek(), scalar.isHexDigit { position += 1 }
      guard position > start + 2 else { throw badNumber(from: start) }
      return try integer(from: start)
    }
    var isDouble = false
    while let scalar = peek(), scalar.isDigit { position += 1 }
    if peek() == ".", peek(1)?.isDigit == true {
      isDouble = true
      position += 1
      while let scalar = peek(), scalar.isDigit { position += 1 }
    }
    if peek() == "e" || peek() == "E" {
      let signed = peek(1) == "+" || peek(1) == "-"
      guard peek(signed ? 2 : 1)?.isDigit == true else { throw badNumber(from: start) }
      isDouble = true
      position += signed ? 2 : 1
      while let scalar = peek(), scalar.isDigit { position += 1 }
    }
    guard isDouble else { return try integer(from: start) }
    guard let value = Double(text(from: start)), peek()?.isIdentifierPart != true else {
      throw badNumber(from: start)
    }
    guard value.isFinite else {
      throw ExpressionError(.numberOutOfRange(text(from: start)), at: start..<position)
    }
    return Token(kind: .double(value), range: start..<position)
  }

  private mutating func integer(from start: Int) throws(ExpressionError) -> Token {
    let digits = text(from: start)
    var isUnsigned = false
    if peek() == "u" || peek() == "U" {
      isUnsigned = true
      position += 1
    }
    if peek()?.isIdentifierPart == true { throw badNumber(from: start) }
    return Token(
      kind: .integer(text: digits, isUnsigned: isUnsigned), range: start..<position)
  }

  private mutating func badNumber(from start: Int) -> ExpressionError {
    while let scalar = peek(), scalar.isIdentifierPart || scalar == "." { position += 1 }
    return ExpressionError(.badNumber(text(from: start)), at: start..<position)
  }
}

// MARK: - Strings and bytes

extension Lexer {
  private struct StringPrefix {
    var length = 0
    var isRaw = false
    var isBytes = false
  }

  /// `b`, then `r`, each or none and in either case, before a quote.
  private func stringPrefix() -> StringPrefix? {
    var prefix = StringPrefix()
    if peek() == "b" || peek() == "B" {
      prefix.isBytes = true
      prefix.length += 1
    }
    if peek(prefix.length) == "r" || peek(prefix.length) == "R" {
      prefix.isRaw = true
      prefix.length += 1
    }
    let quote = peek(prefix.length)
    return quote == "\"" || quote == "'" ? prefix : nil
  }

  private mutating func string(
    _ prefix: StringPrefix, from start: Int
  ) throws(ExpressionError) -> Token {
    position += prefix.length
    guard let quote = peek() else { throw ExpressionError(.unterminatedString, at: start..<start) }
    let isTriple = peek(1) == quote && peek(2) == quote
    position += isTriple ? 3 : 1
    var value = StringValue(isBytes: prefix.isBytes)
    while let scalar = peek() {
      if scalar == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
        position += isTriple ? 3 : 1
        return Token(kind: value.tokenKind, range: start..<position)
      }
      if !isTriple, scalar == "\n" || scalar == "\r" { break }
      if scalar == "\\", !prefix.isRaw {
        try escape(into: &value)
      } else if scalar == "\r" {
        // A text is the same on whatever system it was written: every line end is a line feed.
        value.append("\n")
        position += peek(1) == "\n" ? 2 : 1
      } else {
        value.append(scalar)
        position += 1
      }
    }
    throw ExpressionError(.unterminatedString, at: start..<position)
  }

  private mutating func escape(into value: inout StringValue) throws(ExpressionError) {
    let start = position
    position += 1
    guard let letter = peek() else {
      throw ExpressionError(.unterminatedString, at: start..<position)
    }
    position += 1
    if let simple = Self.simpleEscapes[letter] { return value.append(simple) }
    switch letter {
    case "x", "X": try value.append(code: code(digits: 2, radix: 16, from: start), isByte: true)
    case "0", "1", "2", "3":
      position -= 1
      try value.append(code: code(digits: 3, radix: 8, from: start), isByte: true)
    case "u" where !value.isBytes:
      try appendScalar(digits: 4, from: start, into: &value)
    case "U" where !value.isBytes:
      try appendScalar(digits: 8, from: start, into: &value)
    default:
      throw ExpressionError(.badEscape(text(from: start)), at: start..<position)
    }
  }

  private static let simpleEscapes: [Unicode.Scalar: Unicode.Scalar] = [
    "a": "\u{07}", "b": "\u{08}", "f": "\u{0C}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{0B}",
    "\\": "\\", "?": "?", "\"": "\"", "'": "'", "`": "`",
  ]

  private mutating func code(
    digits: Int, radix: Int, from start: Int
  ) throws(ExpressionError) -> UInt32 {
    let digitStart = position
    while position < digitStart + digits, let scalar = peek(), scalar.isHexDigit { position += 1 }
    guard position == digitStart + digits,
      let code = UInt32(text(from: digitStart), radix: radix)
    else { throw ExpressionError(.badEscape(text(from: start)), at: start..<position) }
    return code
  }

  private mutating func appendScalar(
    digits: Int, from start: Int, into value: inout StringValue
  ) throws(ExpressionError) {
    let code = try code(digits: digits, radix: 16, from: start)
    guard let scalar = Unicode.Scalar(code) else {
      throw ExpressionError(.badEscape(text(from: start)), at: start..<position)
    }
    value.append(scalar)
  }
}

/// The value of a string or bytes literal as it grows: an escape such as `\xff` is a code point in a string
/// and a byte in a bytes literal.
private struct StringValue {
  let isBytes: Bool
  private var text = String.UnicodeScalarView()
  private var bytes: [UInt8] = []

  init(isBytes: Bool) {
    self.isBytes = isBytes
  }

  mutating func append(_ scalar: Unicode.Scalar) {
    if isBytes {
      bytes.append(contentsOf: String(Character(scalar)).utf8)
    } else {
      text.append(scalar)
    }
  }

  mutating func append(code: UInt32, isByte: Bool) {
    if isBytes {
      bytes.append(UInt8(truncatingIfNeeded: code))
    } else if let scalar = Unicode.Scalar(code) {
      text.append(scalar)
    }
  }

  var tokenKind: Token.Kind {
    isBytes ? .bytes(bytes) : .string(String(text))
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool { "0" <= self && self <= "9" }
  fileprivate var isHexDigit: Bool {
    isDigit || ("a" <= self && self <= "f") || ("A" <= self && self <= "F")
  }
  fileprivate var isIdentifierStart: Bool {
    ("a" <= self && self <= "z") || ("A" <= self && self <= "Z") || self == "_"
  }
  fileprivate var isIdentifierPart: Bool { isIdentifierStart || isDigit }
}
