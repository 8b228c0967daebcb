extension Function {
  /// The standard string functions and the extension "Strings" of cel-go. Positions count code points.
  static let text: [Function] =
    [
      Function("startsWith", [.on(StringLibrary.starts)]),
      Function("endsWith", [.on(StringLibrary.ends)]),
      Function("matches", [matching(isReceiver: true), matching(isReceiver: false)]),
      Function(
        "charAt",
        [
          .on { (text: String, position: Int64) throws(LibraryError) in
            try StringLibrary.character(of: text, at: position)
          }
        ]),
      Function("lowerAscii", [.on(StringLibrary.lowerASCII)]),
      Function("upperAscii", [.on(StringLibrary.upperASCII)]),
      Function("trim", [.on(StringLibrary.trim)]),
      Function("reverse", [.on(StringLibrary.reversed)]),
      Function(
        "substring",
        [
          .on { (text: String, start: Int64) throws(LibraryError) in
            try StringLibrary.substring(of: text, from: start)
          },
          .on { (text: String, start: Int64, end: Int64) throws(LibraryError) in
            try StringLibrary.substring(of: text, from: start, to: end)
          },
        ]),
      Function(
        "strings.quote",
        [.of { (text: String) throws(LibraryError) in try StringLibrary.quote(text) }]),
      Function("join", [joining(hasSeparator: false), joining(hasSeparator: true)]),
      Function("format", [formatting]),
    ] + searches

  /// The functions that look for a part in a text.
  private static let searches: [Function] = [
    Function("contains", [.on(StringLibrary.contains)]),
    Function(
      "indexOf",
      [
        .on { (text: String, part: String) throws(LibraryError) in
          try StringLibrary.firstIndex(of: part, in: text)
        },
        .on { (text: String, part: String, start: Int64) throws(LibraryError) in
          try StringLibrary.firstIndex(of: part, in: text, from: start)
        },
      ]),
    Function(
      "lastIndexOf",
      [
        .on { (text: String, part: String) throws(LibraryError) in
          try StringLibrary.lastIndex(of: part, in: text)
        },
        .on { (text: String, part: String, start: Int64) throws(LibraryError) in
          try StringLibrary.lastIndex(of: part, in: text, from: start)
        },
      ]),
    Function("replace", [replacing(hasCount: false), replacing(hasCount: true)]),
    Function("split", [splitting(hasCount: false), splitting(hasCount: true)]),
  ]

  private static func matching(isReceiver: Bool) -> Overload {
    Overload([.string, .string], .bool, isReceiver: isReceiver) {
      values, meter throws(EvaluationError.Reason) in
      guard case .string(let text) = values[0], case .string(let pattern) = values[1] else {
        throw unsuited("matches", values)
      }
      try meter.charge(values[0].weight)
      return .bool(try meter.regularExpression(pattern).matches(text))
    }
  }

  private static func replacing(hasCount: Bool) -> Overload {
    Overload([.string, .string, .string] + (hasCount ? [.int] : []), .string, isReceiver: true) {
      values, meter throws(EvaluationError.Reason) in
      guard case .string(let text) = values[0], case .string(let old) = values[1],
        case .string(let new) = values[2], let count = count(values, at: 3)
      else { throw unsuited("replace", values) }
      let limit = meter.remaining
      return try Overload.metered(values, &meter) { () throws(LibraryError) in
        .string(try StringLibrary.replace(old, with: new, in: text, count: count, limit: limit))
      }
    }
  }

  private static func splitting(hasCount: Bool) -> Overload {
    Overload(
      [.string, .string] + (hasCount ? [.int] : []), .list(.string), isReceiver: true
    ) { values, meter throws(EvaluationError.Reason) in
      guard case .string(let text) = values[0], case .string(let separator) = values[1],
        let count = count(values, at: 2)
      else { throw unsuited("split", values) }
      return try Overload.metered(values, &meter) { () throws(LibraryError) in
        .list(StringLibrary.split(text, by: separator, count: count).map { .string($0) })
      }
    }
  }

  /// The last argument, where all is meant when it is left out; nil for another type.
  private static func count(_ values: [Value], at index: Int) -> Int64? {
    guard index < values.count else { return -1 }
    guard case .int(let count) = values[index] else { return nil }
    return count
  }

  private static func joining(hasSeparator: Bool) -> Overload {
    Overload(
      [.list(.string)] + (hasSeparator ? [.string] : []), .string, isReceiver: true
    ) { values, meter throws(EvaluationError.Reason) in
      guard case .list(let list) = values[0] else { throw unsuited("join", values) }
      let parts = list.elements.compactMap { String($0) }
      guard parts.count == list.elements.count,
        let separator = hasSeparator ? String(values[1]) : ""
      else { throw unsuited("join", values) }
      let limit = meter.remaining
      return try Overload.metered(values, &meter) { () throws(LibraryError) in
        .string(try StringLibrary.join(parts, separator: separator, limit: limit))
      }
    }
  }

  private static let formatting = Overload(
    [.string, .list(.dyn)], .string, isReceiver: true
  ) { values, meter throws(EvaluationError.Reason) in
    guard case .string(let text) = values[0], case .list(let arguments) = values[1] else {
      throw unsuited("format", values)
    }
    let limit = meter.remaining
    return try Overload.metered(values, &meter) { () throws(LibraryError) in
      .string(
        try StringFormat(text).text(arguments.elements.map(FormatArgument.init), limit: limit))
    }
  }
}

extension FormatArgument {
  /// The value as `format` takes it.
  init(_ value: Value) {
    switch value {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .int(number)
    case .uint(let number): self = .uint(number)
    case .double(let number): self = .double(number)
    case .string(let text): self = .string(text)
    case .bytes(let bytes): self = .bytes(bytes)
    case .timestamp(let time): self = .timestamp(time)
    case .duration(let span): self = .duration(span)
    case .type(let name): self = .type(name)
    case .list(let list): self = .list(list.elements.map(FormatArgument.init))
    case .map(let map):
      self = .map(map.entries.map { (FormatArgument($0.key.value), FormatArgument($0.value)) })
    case .optional, .address, .network: self = .other(value.typeName)
    }
  }
}
