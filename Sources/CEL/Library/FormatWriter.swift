/// Collects the text of a `StringFormat`, up to a limit.
struct FormatWriter {
  /// In bytes.
  let limit: Int
  private var bytes: [UInt8] = []
  /// What is being written, for errors.
  private var directive: (letter: Unicode.Scalar, offset: Int) = ("s", 0)

  init(limit: Int) {
    self.limit = limit
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func write(_ text: some Collection<UInt8>) throws(LibraryError) {
    guard text.count <= limit - bytes.count else { throw .resultTooLarge(limit: limit) }
    bytes += text
  }

  /// One argument by one directive, which begins at the byte `offset` of the format.
  mutating func write(
    _ argument: FormatArgument, as conversion: StringFormat.Conversion, offset: Int
  ) throws(LibraryError) {
    directive = (conversion.letter, offset)
    if conversion == .text {
      try writeText(argument)
    } else if case .hexadecimal(let isUpper) = conversion, let raw = Self.raw(argument) {
      try writeHexadecimal(raw, isUpper: isUpper)
    } else if let number = Self.number(argument, as: conversion) {
      try write(number.utf8)
    } else {
      throw refusal(of: argument)
    }
  }

  private func refusal(of argument: FormatArgument) -> LibraryError {
    .badDirective(
      offset: directive.offset,
      .wrongType(conversion: directive.letter, type: argument.typeName))
  }

  // MARK: - %s

  private mutating func writeText(_ argument: FormatArgument) throws(LibraryError) {
    switch argument {
    case .null: try write("null".utf8)
    case .bool(let value): try write((value ? "true" : "false").utf8)
    case .int(let value): try write(String(value).utf8)
    case .uint(let value): try write(String(value).utf8)
    case .double(let value): try write(DoubleText.plain(value).utf8)
    case .string(let value): try write(value.utf8)
    case .bytes(let value): try write(Self.repaired(value).utf8)
    case .timestamp(let value): try write(value.description.utf8)
    case .duration(let value): try write(value.description.utf8)
    case .type(let name): try write(name.utf8)
    case .list(let elements): try writeList(elements)
    case .map(let entries): try writeMap(entries)
    case .other: throw refusal(of: argument)
    }
  }

  private mutating func writeList(_ elements: [FormatArgument]) throws(LibraryError) {
    try write("[".utf8)
    for (index, element) in elements.enumerated() {
      if index > 0 { try write(", ".utf8) }
      try writeText(element)
    }
    try write("]".utf8)
  }

  /// Sorted by the texts of the keys, in the order of their code points.
  private mutating func writeMap(
    _ entries: [(key: FormatArgument, value: FormatArgument)]
  ) throws(LibraryError) {
    var texts: [(key: [UInt8], value: FormatArgument)] = []
    for entry in entries {
      var key = FormatWriter(limit: limit - bytes.count)
      key.directive = directive
      try key.writeText(entry.key)
      texts.append((key.bytes, entry.value))
    }
    texts.sort { $0.key.lexicographicallyPrecedes($1.key) }
    try write("{".utf8)
    for (index, entry) in texts.enumerated() {
      if index > 0 { try write(", ".utf8) }
      try write(entry.key)
      try write(": ".utf8)
      try writeText(entry.value)
    }
    try write("}".utf8)
  }

  /// The text of bytes, each stretch of those that are none as one U+FFFD.
  private static func repaired(_ bytes: [UInt8]) -> String {
    var parser = UTF8.ForwardParser()
    var source = bytes.makeIterator()
    var result = String.UnicodeScalarView()
    var isInvalid = false
    while true {
      switch parser.parseScalar(from: &source) {
      case .valid(let encoded):
        result.append(UTF8.decode(encoded))
        isInvalid = false
      case .error:
        if !isInvalid { result.append("\u{FFFD}") }
        isInvalid = true
      case .emptyInput: return String(result)
      }
    }
  }

  // MARK: - %x of text and bytes

  private static func raw(_ argument: FormatArgument) -> [UInt8]? {
    switch argument {
    case .string(let value): Array(value.utf8)
    case .bytes(let value): value
    default: nil
    }
  }

  private mutating func writeHexadecimal(_ raw: [UInt8], isUpper: Bool) throws(LibraryError) {
    guard raw.count <= (limit - bytes.count) / 2 else {
      throw .resultTooLarge(limit: limit)
    }
    let digits = Array((isUpper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
    for byte in raw {
      bytes.append(digits[Int(byte >> 4)])
      bytes.append(digits[Int(byte & 0xF)])
    }
  }

  // MARK: - Numbers

  /// Nil where the conversion does not take the argument.
  private static func number(
    _ argument: FormatArgument, as conversion: StringFormat.Conversion
  ) -> String? {
    switch (conversion, argument) {
    case (.fixed(let places), _):
      double(argument).map { DoubleText.fixed($0, places: places) }
    case (.scientific(let places), _):
      double(argument).map { DoubleText.scientific($0, places: places) }
    case (.decimal, .double(let value)): DoubleText.plain(value)
    case (.decimal, _): integer(argument, radix: 10)
    case (.hexadecimal(let isUpper), _): integer(argument, radix: 16, isUpper: isUpper)
    case (.octal, _): integer(argument, radix: 8)
    case (.binary, .bool(let value)): value ? "1" : "0"
    case (.binary, _): integer(argument, radix: 2)
    case (.text, _): nil
    }
  }

  private static func integer(
    _ argument: FormatArgument, radix: Int, isUpper: Bool = false
  ) -> String? {
    switch argument {
    case .int(let value): String(value, radix: radix, uppercase: isUpper)
    case .uint(let value): String(value, radix: radix, uppercase: isUpper)
    default: nil
    }
  }

  private static func double(_ argument: FormatArgument) -> Double? {
    switch argument {
    case .int(let value): Double(value)
    case .uint(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }
}
