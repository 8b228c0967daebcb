/// What the parser and the help need to know of a parameter, whatever the type of its value.
package protocol ParameterDeclaration: Sendable {
  var shape: ParameterShape { get }
}

/// How a parameter is written on the command line.
package struct ParameterShape: Sendable {
  package enum Kind: Sendable, Hashable {
    /// By position.
    case argument
    /// `--name VALUE` or `--name=VALUE`.
    case option
    /// `--name`.
    case flag
  }

  package let kind: Kind
  /// Without dashes for options and flags; as shown in help for arguments: `FILE`.
  package let name: String
  /// What stands for the value in help: `FILE`; empty for flags.
  package let valueName: String
  /// One line without a full stop.
  package let help: String
  package let isRequired: Bool
  package let isRepeatable: Bool
  /// What holds when it is not given, for help.
  package let defaultText: String?
  /// nil when the text is a value; otherwise what was expected: `a whole number`.
  let complaint: @Sendable (String) -> String?
}

/// A parameter of a command, and the key to its value: `values[Self.seed]`.
package struct Parameter<Value: Sendable>: ParameterDeclaration {
  package let shape: ParameterShape
  /// From the texts given, already checked, in their order.
  let read: @Sendable ([String]) -> Value
}

extension Parameter where Value: ArgumentValue {
  /// A value by position that must be given.
  package static func argument(_ name: String, _ help: String) -> Parameter {
    required(.argument, name, name, help)
  }

  /// `--name VALUE` that must be given.
  package static func requiredOption(
    _ name: String, _ valueName: String, _ help: String
  ) -> Parameter {
    required(.option, name, valueName, help)
  }

  /// `--name VALUE` with the value that holds when it is not given.
  package static func option(
    _ name: String, _ valueName: String, _ help: String, default value: Value
  ) -> Parameter {
    let shape = ParameterShape(
      kind: .option, name: name, valueName: valueName, help: help, isRequired: false,
      isRepeatable: false, defaultText: "\(value)", complaint: Value.complaint)
    return Parameter(shape: shape) { texts in texts.first.flatMap(Value.init(argument:)) ?? value }
  }

  private static func required(
    _ kind: ParameterShape.Kind, _ name: String, _ valueName: String, _ help: String
  ) -> Parameter {
    let shape = ParameterShape(
      kind: kind, name: name, valueName: valueName, help: help, isRequired: true,
      isRepeatable: false, defaultText: nil, complaint: Value.complaint)
    return Parameter(shape: shape) { texts in
      guard let value = texts.first.flatMap(Value.init(argument:)) else {
        preconditionFailure("the parser let a command run without its '\(name)'")
      }
      return value
    }
  }
}

extension Parameter {
  /// `--name VALUE`; nil when it is not given.
  package static func option<Element: ArgumentValue>(
    _ name: String, _ valueName: String, _ help: String
  ) -> Parameter where Value == Element? {
    optional(.option, name, valueName, help)
  }

  /// A value by position that may be left out; only behind the required ones.
  package static func optionalArgument<Element: ArgumentValue>(
    _ name: String, _ help: String
  ) -> Parameter where Value == Element? {
    optional(.argument, name, name, help)
  }

  /// All values by position that remain; at least one of them where `isRequired`. Only as the last argument.
  package static func arguments<Element: ArgumentValue>(
    _ name: String, _ help: String, isRequired: Bool = false
  ) -> Parameter where Value == [Element] {
    list(.argument, name, name, help, isRequired: isRequired)
  }

  /// `--name VALUE`, any number of times, in the order given.
  package static func options<Element: ArgumentValue>(
    _ name: String, _ valueName: String, _ help: String, isRequired: Bool = false
  ) -> Parameter where Value == [Element] {
    list(.option, name, valueName, help, isRequired: isRequired)
  }

  /// `--name`; true when it is given.
  package static func flag(_ name: String, _ help: String) -> Parameter where Value == Bool {
    let shape = ParameterShape(
      kind: .flag, name: name, valueName: "", help: help, isRequired: false, isRepeatable: false,
      defaultText: nil, complaint: { _ in nil })
    return Parameter(shape: shape) { texts in !texts.isEmpty }
  }

  private static func optional<Element: ArgumentValue>(
    _ kind: ParameterShape.Kind, _ name: String, _ valueName: String, _ help: String
  ) -> Parameter where Value == Element? {
    let shape = ParameterShape(
      kind: kind, name: name, valueName: valueName, help: help, isRequired: false,
      isRepeatable: false, defaultText: nil, complaint: Element.complaint)
    return Parameter(shape: shape) { texts in texts.first.flatMap(Element.init(argument:)) }
  }

  private static func list<Element: ArgumentValue>(
    _ kind: ParameterShape.Kind, _ name: String, _ valueName: String, _ help: String,
    isRequired: Bool
  ) -> Parameter where Value == [Element] {
    let shape = ParameterShape(
      kind: kind, name: name, valueName: valueName, help: help, isRequired: isRequired,
      isRepeatable: true, defaultText: nil, complaint: Element.complaint)
    return Parameter(shape: shape) { texts in texts.compactMap(Element.init(argument:)) }
  }
}

/// The values of one call, read by their parameters.
package struct ParsedValues: Sendable {
  /// Texts in the order given, by the name of the parameter. Arguments and options may share a name.
  var texts: [String: [String]] = [:]

  package subscript<Value>(parameter: Parameter<Value>) -> Value {
    parameter.read(texts[Self.key(parameter.shape)] ?? [])
  }

  static func key(_ shape: ParameterShape) -> String {
    shape.kind == .argument ? shape.name : "--" + shape.name
  }
}
