import CEL

/// Types of documents as completion writes their values.
enum FormTypes {
  /// The type that a document means by a word: `duration`, `ticks`.
  static func type(named name: String) -> Type? {
    switch name {
    case "bool": .bool
    case "int": .int
    case "duration": .duration
    default: Unit(rawValue: name).map { .quantity($0) }
    }
  }

  /// What may follow a number.
  static func units(of type: Type) -> [String] {
    switch type {
    case .duration: ["ms", "s", "m", "h"]
    case .quantity(.price): [""]
    case .quantity(let unit): [" \(unit.rawValue)"]
    default: []
    }
  }

  /// A value as YAML has it: a bare number needs quotes to stay a text.
  static func written(_ value: Int64, _ type: Type) -> String {
    let text = QuantityText.format(value, as: type)
    switch type {
    case .int, .quantity(.price): return "\"\(text)\""
    default: return text
    }
  }

  static func sample(of type: Type) -> String {
    switch type {
    case .duration: "45s"
    case .quantity(.price): "\"0.57\""
    case .quantity(let unit): "3 \(unit.rawValue)"
    default: "\"3\""
    }
  }
}
