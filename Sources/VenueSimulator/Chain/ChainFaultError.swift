/// Why a fault cannot be had.
package enum ChainFaultError: Error, Equatable, Sendable {
  /// The parts of a fault, by their names in scripts and requests.
  package enum Field: String, Sendable {
    case fault, node, count, after, reason, depth, fate, milliseconds, wei, blocks, done, program
  }

  /// There is no fault of that name.
  case unknownFault(String)
  /// A part that the fault has not.
  case unknownField(String, known: [Field])
  /// A part that the fault needs and is not there, or is not of its form.
  case badField(Field)
  /// A number outside of what it may be.
  case outOfRange(Field, least: Int64, most: Int64)

  /// What is wrong, for people. No final full stop.
  package var message: String {
    switch self {
    case .unknownFault(let name):
      "there is no chain fault \"\(name)\": " + ChainFault.names.joined(separator: ", ")
    case .unknownField(let name, let known):
      "the fault has no \"\(name)\": " + known.map(\.rawValue).joined(separator: ", ")
    case .badField(let field): "\"\(field.rawValue)\" is missing or not of its form"
    case .outOfRange(let field, let least, let most):
      "\"\(field.rawValue)\" lies between \(least) and \(most)"
    }
  }
}
