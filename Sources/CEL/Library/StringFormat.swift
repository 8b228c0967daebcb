/// A format text of CEL's `format`, taken apart once: `"%s: %.2f".format(["mid", 0.575])`.
///
/// Source: cel-spec doc/extensions/strings.md.
package struct StringFormat: Sendable {
  /// Places wanted where the text does not say: `%f`, `%e`.
  package static let defaultPrecision = 6
  /// More places than a double can have digits behind the point are no use to anybody.
  package static let maximumPrecision = 1000

  enum Conversion: Equatable {
    case text, decimal, octal, binary
    case fixed(places: Int)
    case scientific(places: Int)
    case hexadecimal(isUpper: Bool)

    /// What the directive ends with.
    var letter: Unicode.Scalar {
      switch self {
      case .text: "s"
      case .decimal: "d"
      case .octal: "o"
      case .binary: "b"
      case .fixed: "f"
      case .scientific: "e"
      case .hexadecimal(let isUpper): isUpper ? "X" : "x"
      }
    }
  }

  private enum Part {
    case literal(String)
    case directive(Conversion, offset: Int)
  }

  private let parts: [Part]

  /// An error for a percent sign that begins no directive, whatever the arguments will be.
  package init(_ format: String) throws(LibraryError) {
    var parts: [Part] = []
    var literal: [UInt8] = []
    var rest = format.utf8[...]
    func endLiteral() {
      guard !literal.isEmpty else { return }
      parts.append(.literal(String(decoding: literal, as: UTF8.self)))
      literal = []
    }
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.first != UInt8(ascii: "%") {
        endLiteral()
        let offset = format.utf8.count - rest.count - 1
        do {
          parts.append(.directive(try Self.conversion(&rest), offset: offset))
        } catch {
          throw .badDirective(offset: offset, error)
        }
      } else {
        // Of two percent signs one stays.
        if byte == UInt8(ascii: "%") { rest.removeFirst() }
        literal.append(byte)
      }
    }
    endLiteral()
    self.parts = parts
  }

  /// The text with the arguments in place of the directives, in order. Arguments that are left over are no
  /// error, as in the reference implementation; missing ones and those of a wrong type are.
  package func text(
    _ arguments: [FormatArgument], limit: Int = StringLibrary.defaultLimit
  ) throws(LibraryError) -> String {
    var writer = FormatWriter(limit: limit)
    var next = 0
    for part in parts {
      switch part {
      case .literal(let text): try writer.write(text.utf8)
      case .directive(let conversion, let offset):
        guard next < arguments.count else {
          throw .badDirective(offset: offset, .noArgument(index: next, count: arguments.count))
        }
        try writer.write(arguments[next], as: conversion, offset: offset)
        next += 1
      }
    }
    return writer.text
  }

  /// Reads what follows the percent sign.
  private static func conversion(
    _ rest: inout Substring.UTF8View
  ) throws(LibraryError.DirectiveFault) -> Conversion {
    var places = defaultPrecision
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      guard let wanted = Int(Substring(digits)), wanted <= maximumPrecision else {
        throw rest.isEmpty ? .unfinished : .badPrecision(limit: maximumPrecision)
      }
      places = wanted
      rest = rest[digits.endIndex...]
    }
    guard let letter = Substring(rest).unicodeScalars.first else { throw .unfinished }
    rest.removeFirst(UTF8.width(letter))
    switch letter {
    case "s": return .text
    case "d": return .decimal
    case "f": return .fixed(places: places)
    case "e": return .scientific(places: places)
    case "x": return .hexadecimal(isUpper: false)
    case "X": return .hexadecimal(isUpper: true)
    case "o": return .octal
    case "b": return .binary
    default: throw .unknownConversion(letter)
    }
  }
}
