import CEL

/// A dotted name in an expression, with the place of each part in Unicode scalars of its text.
struct ExpressionName: Equatable {
  struct Part: Equatable {
    var text: String
    var range: Range<Int>
  }

  var parts: [Part]
  /// A function that is called: `ticks.covering`, `math.abs`, `startsWith`.
  var isFunction = false

  var text: String { parts.map(\.text).joined(separator: ".") }
}

/// The names of an expression: from its tree, or, while it is half-written, from its words.
enum ExpressionNames {
  /// In the order of the text; variables that a macro binds (`s` of `sizes.exists(s, …)`) are left out.
  static func names(in text: String) -> [ExpressionName] {
    guard let expression = try? Parser.parse(text) else { return words(in: text) }
    var names: [ExpressionName] = []
    collect(expression, bound: [], &names)
    return names.sorted {
      ($0.parts.first?.range.lowerBound ?? 0) < ($1.parts.first?.range.lowerBound ?? 0)
    }
  }

  /// Macros by name, with how many of their first arguments are names that they bind.
  private static let macros: Set<String> = [
    "all", "exists", "exists_one", "existsOne", "map", "filter", "transformList", "transformMap",
    "transformMapEntry", "optMap", "optFlatMap", "bind",
  ]

  /// Words before the point of a function that is no method: `math.abs`.
  private static let namespaces: Set<String> = [
    "math", "ticks", "bps", "strings", "optional", "base64", "net", "ip", "cidr", "regex", "cel",
  ]

  private static func collect(
    _ expression: Expression, bound: Set<String>, _ names: inout [ExpressionName]
  ) {
    switch expression.kind {
    case .literal: break
    case .identifier, .select:
      if let name = name(of: expression) {
        if !bound.contains(name.parts[0].text) { names.append(name) }
      } else if case .select(let operand, _, _) = expression.kind {
        collect(operand, bound: bound, &names)
      }
    case .call(let function, let receiver, let arguments):
      call(function, receiver, arguments, expression, bound, &names)
    case .list(let elements):
      for element in elements { collect(element.value, bound: bound, &names) }
    case .map(let entries), .message(_, let entries):
      for entry in entries {
        collect(entry.key, bound: bound, &names)
        collect(entry.value, bound: bound, &names)
      }
    }
  }

  private static func call(
    _ function: String, _ receiver: Expression?, _ arguments: [Expression],
    _ whole: Expression, _ bound: Set<String>, _ names: inout [ExpressionName]
  ) {
    var bound = bound
    var arguments = arguments[...]
    if let receiver {
      let start = receiver.range.upperBound + 1
      let part = ExpressionName.Part(
        text: function, range: start..<start + function.unicodeScalars.count)
      if case .identifier(let space, _) = receiver.kind, namespaces.contains(space) {
        let first = ExpressionName.Part(text: space, range: receiver.range)
        names.append(ExpressionName(parts: [first, part], isFunction: true))
      } else {
        collect(receiver, bound: bound, &names)
        names.append(ExpressionName(parts: [part], isFunction: true))
      }
      if macros.contains(function) {
        // The last argument is what is computed; names before it are bound in it.
        while arguments.count > 1, case .identifier(let name, _)? = arguments.first?.kind {
          bound.insert(name)
          arguments = arguments.dropFirst()
        }
      }
    } else if function.utf8.allSatisfy({ $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "@") }) {
      let start = whole.range.lowerBound
      let part = ExpressionName.Part(
        text: function, range: start..<start + function.unicodeScalars.count)
      names.append(ExpressionName(parts: [part], isFunction: true))
    }
    for argument in arguments { collect(argument, bound: bound, &names) }
  }

  /// The name that a chain of plain selections is.
  private static func name(of expression: Expression) -> ExpressionName? {
    switch expression.kind {
    case .identifier(let text, false):
      return ExpressionName(parts: [.init(text: text, range: expression.range)])
    case .select(let operand, let field, false):
      guard var name = name(of: operand) else { return nil }
      let end = expression.range.upperBound
      name.parts.append(
        .init(text: field, range: max(0, end - field.unicodeScalars.count)..<end))
      return name
    default: return nil
    }
  }

  // MARK: While it is written

  /// Names by their letters alone: texts in quotes are passed over.
  static func words(in text: String) -> [ExpressionName] {
    let scalars = Array(text.unicodeScalars)
    var names: [ExpressionName] = []
    var position = 0
    while position < scalars.count {
      let scalar = scalars[position]
      if scalar == "\"" || scalar == "'" {
        position = endOfQuote(from: position, in: scalars)
      } else if scalar.isNameStart {
        names.append(word(at: &position, in: scalars))
      } else {
        position += 1
        // The letters of a number are no name: `0x1F`, `5u`.
        guard ("0"..."9").contains(scalar) else { continue }
        while position < scalars.count, scalars[position].isNamePart { position += 1 }
      }
    }
    return names
  }

  private static func endOfQuote(from start: Int, in scalars: [Unicode.Scalar]) -> Int {
    var position = start + 1
    while position < scalars.count, scalars[position] != scalars[start] {
      position += scalars[position] == "\\" ? 2 : 1
    }
    return min(position + 1, scalars.count)
  }

  private static func word(at position: inout Int, in scalars: [Unicode.Scalar]) -> ExpressionName {
    var parts: [ExpressionName.Part] = []
    while position < scalars.count, scalars[position].isNameStart {
      let start = position
      while position < scalars.count, scalars[position].isNamePart { position += 1 }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars[start..<position])
      parts.append(.init(text: String(text), range: start..<position))
      guard position + 1 < scalars.count, scalars[position] == ".",
        scalars[position + 1].isNameStart
      else { break }
      position += 1
    }
    let isCall = position < scalars.count && scalars[position] == "("
    guard isCall, parts.count > 1, !namespaces.contains(parts[0].text) else {
      return ExpressionName(parts: parts, isFunction: isCall)
    }
    // A method: what stands before the last point is the name.
    return ExpressionName(parts: parts.dropLast())
  }
}

extension Unicode.Scalar {
  /// Whether a name of an expression can begin with it.
  var isNameStart: Bool {
    ("a"..."z").contains(self) || ("A"..."Z").contains(self) || self == "_"
  }

  /// Whether it can stand in such a name.
  var isNamePart: Bool { isNameStart || ("0"..."9").contains(self) }
}
