internal import CEL

/// Reads types as the conformance cases write them: `map(string,list(int))`, `param(T)`, `tuple(int,dyn)`.
enum TypeText {
  private static let simple: [String: Type] = [
    "bool": .bool, "int": .int, "uint": .uint, "double": .double, "string": .string,
    "bytes": .bytes, "null_type": .null, "dyn": .dyn, "timestamp": .timestamp,
    "duration": .duration, "google.protobuf.Timestamp": .timestamp,
    "google.protobuf.Duration": .duration, "type": .type(.dyn),
  ]

  static func parse(_ text: String) throws(MalformedCase) -> Type {
    var rest = text.filter { $0 != " " }[...]
    let type = try parse(&rest)
    guard rest.isEmpty else { throw MalformedCase(problem: "'\(text)' is no type") }
    return type
  }

  private static func parse(_ rest: inout Substring) throws(MalformedCase) -> Type {
    let name = String(rest.prefix { !"(),".contains($0) })
    rest = rest.dropFirst(name.count)
    guard !name.isEmpty else { throw MalformedCase(problem: "a type without a name") }
    guard rest.first == "(" else { return simple[name] ?? .abstract(name, []) }
    rest.removeFirst()
    if name == "param" {
      let parameter = String(rest.prefix { $0 != ")" })
      rest = rest.dropFirst(parameter.count + 1)
      return .parameter(parameter)
    }
    var arguments: [Type] = []
    repeat {
      arguments.append(try parse(&rest))
    } while rest.popFirst(",")
    guard rest.popFirst(")") else { throw MalformedCase(problem: "'\(name)(' without an end") }
    switch (name, arguments.count) {
    case ("list", 1): return .list(arguments[0])
    case ("map", 2): return .map(key: arguments[0], value: arguments[1])
    case ("type", 1): return .type(arguments[0])
    default: return .abstract(name, arguments)
    }
  }
}

extension Substring {
  /// Whether the text begins with `character`, which is then taken off.
  fileprivate mutating func popFirst(_ character: Character) -> Bool {
    guard first == character else { return false }
    removeFirst()
    return true
  }
}
