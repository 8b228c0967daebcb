extension QuantityText {
  /// A regular expression (ECMA 262, as JSON Schema has it, anchored) that every text which `parse` reads as a value
  /// of this type matches; nil for types that have no text. It refuses all that lacks the unit or has another one, and
  /// more decimals than units of one grain hold; how many decimals of a minute are whole milliseconds it cannot say.
  package static func pattern(of type: Type) -> String? {
    switch type {
    case .duration: "^-?(\(number(places: nil)) *(ms|s|m|h))+$"
    case .quantity(.price): "^-?\(number(places: 6))( *price)?$"
    case .quantity(let unit):
      "^-?\(number(places: unit.grain == 1 ? 0 : 6)) *(\(unit.spellings.joined(separator: "|")))$"
    case .int: "^-?\(number(places: 0))$"
    case .bool: "^(true|false)$"
    case .enumeration(let enumeration): "^(\(enumeration.cases.joined(separator: "|")))$"
    default: nil
    }
  }

  /// Digits with `_` between them, and decimals of which all behind the first `places` are zeros.
  private static func number(places: Int?) -> String {
    let digits = "[0-9](_?[0-9])*"
    switch places {
    case nil: return "\(digits)(\\.\(digits))?"
    case 0: return "\(digits)(\\.0(_?0)*)?"
    case .some(let places): return "\(digits)(\\.[0-9](_?[0-9]){0,\(places - 1)}(_?0)*)?"
    }
  }
}
