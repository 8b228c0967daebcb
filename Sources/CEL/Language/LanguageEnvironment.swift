/// What an expression of the whole language may name: variables, types and functions. Policies are checked in
/// one without doubles and `dyn`; the conformance suite in `standard`.
package struct LanguageEnvironment: Sendable {
  package enum Meaning: Sendable {
    /// A value that the caller gives, identified by him.
    case variable(Int)
    case constant(Value)
  }

  package struct Declaration: Sendable {
    package var type: Type
    package var meaning: Meaning
  }

  /// The namespace that names are looked up in, from the inside outwards; empty for none.
  package var container = ""
  package private(set) var declarations: [String: Declaration] = [:]
  package private(set) var functions: [String: Function] = [:]

  /// Knows nothing.
  package init() {}

  /// The standard definitions and every extension library.
  package static let standard: LanguageEnvironment = {
    var environment = LanguageEnvironment()
    environment.add(Function.operators)
    environment.add(Function.conversions)
    environment.add(Function.time)
    environment.add(Function.text)
    environment.add(Function.math)
    environment.add(Function.optionals)
    environment.add(Function.encoders)
    environment.add(Function.network)
    environment.add(Function.regex)
    let types: [(String, Type)] = [
      ("bool", .bool), ("int", .int), ("uint", .uint), ("double", .double), ("string", .string),
      ("bytes", .bytes), ("list", .list(.dyn)), ("map", .map(key: .dyn, value: .dyn)),
      ("null_type", .null), ("type", .type(.dyn)), ("google.protobuf.Timestamp", .timestamp),
      ("google.protobuf.Duration", .duration), ("optional_type", .optional(.dyn)),
      ("net.IP", .abstract("net.IP", [])), ("net.CIDR", .abstract("net.CIDR", [])),
    ]
    for (name, type) in types {
      environment.declare(name, .type(type), .constant(.type(name)))
    }
    return environment
  }()

  /// A name, perhaps with points in it; an earlier meaning of it is forgotten.
  package mutating func declare(_ name: String, _ type: Type, _ meaning: Meaning) {
    declarations[name] = Declaration(type: type, meaning: meaning)
  }

  /// Adds functions; overloads of a name that is known already are added to those it has.
  package mutating func add(_ functions: [Function]) {
    for function in functions {
      self.functions[function.name] =
        self.functions[function.name]?.merged(with: function) ?? function
    }
  }

  /// The names that `name` may stand for, innermost first: in the container `A.B` these are `A.B.name`,
  /// `A.name` and `name`; a leading point means the last alone (langdef.md, "Name Resolution").
  func candidates(for name: String) -> [String] {
    guard !name.hasPrefix(".") else { return [String(name.dropFirst())] }
    var names: [String] = []
    var prefix = container[...]
    while !prefix.isEmpty {
      names.append("\(prefix).\(name)")
      prefix = prefix.lastIndex(of: ".").map { prefix[..<$0] } ?? ""
    }
    names.append(name)
    return names
  }

  func declaration(of name: String) -> (name: String, Declaration)? {
    for candidate in candidates(for: name) {
      if let declaration = declarations[candidate] { return (candidate, declaration) }
    }
    return nil
  }

  func function(named name: String) -> Function? {
    candidates(for: name).lazy.compactMap { functions[$0] }.first
  }
}
