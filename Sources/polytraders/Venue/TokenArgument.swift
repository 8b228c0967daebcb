import CommandLine
import FixedPoint

/// The id of an outcome token on the command line: decimal digits.
struct TokenArgument: ArgumentValue, CustomStringConvertible {
  let id: UInt256

  init?(argument: String) {
    guard let id = UInt256(decimal: argument), id != .zero else { return nil }
    self.id = id
  }

  static var expectation: String { "a token id in decimal digits" }
  var description: String { "\(id)" }
}

/// An amount on the command line: a decimal of up to six places.
struct AmountArgument: ArgumentValue, CustomStringConvertible {
  let amount: Micros

  init?(argument: String) {
    guard let amount = try? Micros.parse(argument) else { return nil }
    self.amount = amount
  }

  static var expectation: String { "a decimal number of up to six places, such as 0.57" }
  var description: String { "\(amount)" }
}
