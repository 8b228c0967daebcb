extension Expression: CustomStringConvertible {
  /// The expression in one canonical spelling: single blanks, only the parentheses that are needed. Two texts
  /// that differ in layout and comments alone have the same description; digests are made over it.
  package var description: String {
    var text = ""
    write(to: &text, parentLevel: 0)
    return text
  }

  /// The spelling as an operand of an operator that binds with `level`: in parentheses where it binds less.
  func text(level: Int) -> String {
    var text = ""
    write(to: &text, parentLevel: level)
    return text
  }

  /// How tightly the operators bind, loosest first.
  private static let operators: [String: (symbol: String, level: Int)] = [
    "_||_": ("||", 2), "_&&_": ("&&", 3), "_<_": ("<", 4), "_<=_": ("<=", 4), "_>_": (">", 4),
    "_>=_": (">=", 4), "_==_": ("==", 4), "_!=_": ("!=", 4), "@in": ("in", 4), "_+_": ("+", 5),
    "_-_": ("-", 5), "_*_": ("*", 6), "_/_": ("/", 6), "_%_": ("%", 6),
  ]

  private func write(to text: inout String, parentLevel: Int) {
    switch kind {
    case .literal(let literal): text += literal.text
    case .identifier(let name, let isAbsolute): text += isAbsolute ? ".\(name)" : name
    case .select(let operand, let field, let isOptional):
      operand.write(to: &text, parentLevel: 9)
      text += isOptional ? ".?" : "."
      text += Self.field(field)
    case .call(let function, let receiver, let arguments):
      writeCall(function, receiver, arguments, to: &text, parentLevel: parentLevel)
    case .list(let elements):
      text += "["
      Self.writeList(elements, to: &text) { element, text in
        text += element.isOptional ? "?" : ""
        element.value.write(to: &text, parentLevel: 0)
      }
      text += "]"
    case .map(let entries):
      Self.writeEntries(entries, to: &text) { $0.write(to: &$1, parentLevel: 0) }
    case .message(let name, let entries):
      text += name
      Self.writeEntries(entries, to: &text) { key, text in
        if case .literal(.string(let name)) = key.kind { text += Self.field(name) }
      }
    }
  }

  private func writeCall(
    _ function: String, _ receiver: Expression?, _ arguments: [Expression], to text: inout String,
    parentLevel: Int
  ) {
    if let (symbol, level) = Self.operators[function], arguments.count == 2 {
      Self.parenthesised(level < parentLevel, &text) { text in
        arguments[0].write(to: &text, parentLevel: level)
        text += " \(symbol) "
        arguments[1].write(to: &text, parentLevel: level + 1)
      }
    } else if function == "_?_:_", arguments.count == 3 {
      Self.parenthesised(parentLevel > 1, &text) { text in
        arguments[0].write(to: &text, parentLevel: 2)
        text += " ? "
        arguments[1].write(to: &text, parentLevel: 2)
        text += " : "
        arguments[2].write(to: &text, parentLevel: 1)
      }
    } else if function == "!_" || function == "-_", arguments.count == 1 {
      Self.parenthesised(parentLevel > 8, &text) { text in
        text += function == "!_" ? "!" : "-"
        // The sign must not become part of the number.
        Self.parenthesised(function == "-_" && arguments[0].beginsWithDigit, &text) { text in
          // Signs of one kind may follow each other, two kinds may not.
          arguments[0].write(to: &text, parentLevel: arguments[0].function == function ? 8 : 9)
        }
      }
    } else if function == "_[_]" || function == "_[?_]", arguments.count == 2 {
      arguments[0].write(to: &text, parentLevel: 9)
      text += function == "_[_]" ? "[" : "[?"
      arguments[1].write(to: &text, parentLevel: 0)
      text += "]"
    } else {
      if let receiver {
        receiver.write(to: &text, parentLevel: 9)
        text += "."
      }
      text += "\(function)("
      Self.writeList(arguments, to: &text) { $0.write(to: &$1, parentLevel: 0) }
      text += ")"
    }
  }

  private static func parenthesised(
    _ needed: Bool, _ text: inout String, _ body: (inout String) -> Void
  ) {
    if needed { text += "(" }
    body(&text)
    if needed { text += ")" }
  }

  private static func writeList<Item>(
    _ items: [Item], to text: inout String, _ write: (Item, inout String) -> Void
  ) {
    for (index, item) in items.enumerated() {
      if index > 0 { text += ", " }
      write(item, &text)
    }
  }

  private static func writeEntries(
    _ entries: [Entry], to text: inout String, key: (Expression, inout String) -> Void
  ) {
    text += "{"
    writeList(entries, to: &text) { entry, text in
      text += entry.isOptional ? "?" : ""
      key(entry.key, &text)
      text += ": "
      entry.value.write(to: &text, parentLevel: 0)
    }
    text += "}"
  }

  private var function: String? {
    if case .call(let function, nil, _) = kind { function } else { nil }
  }

  private static func field(_ name: String) -> String {
    isPlainField(name) ? name : "`\(name)`"
  }

  /// Whether the text of a member expression begins with a whole number.
  private var beginsWithDigit: Bool {
    switch kind {
    case .literal(.int(let value)): value >= 0
    case .select(let operand, _, _): operand.beginsWithDigit
    case .call(let function, let receiver, let arguments):
      if let receiver {
        receiver.beginsWithDigit
      } else {
        function.hasPrefix("_[") && arguments[0].beginsWithDigit
      }
    default: false
    }
  }
}

extension Expression.Literal {
  /// The literal as CEL reads it back.
  var text: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .int(let value): "\(value)"
    case .uint(let value): "\(value)u"
    case .double(let value): "\(value)"
    case .string(let value): Self.quoted(value)
    case .bytes(let value):
      "b\"" + value.map { "\\x" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\""
    }
  }

  private static func quoted(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let hex = String(scalar.value, radix: 16)
          text += "\\x" + (hex.count == 1 ? "0" : "") + hex
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    return text + "\""
  }
}
