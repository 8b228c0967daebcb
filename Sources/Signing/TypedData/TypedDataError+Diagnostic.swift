package import Diagnostics

extension TypedDataError {
  /// The finding for people: `PT1302` a declaration, `PT1304` a value. `file` is where the document came from.
  package func diagnostic(file: String?) -> Diagnostic {
    let location = file.map { Location(file: $0, line: 1, column: 1) }
    switch self {
    case .declaration(let fault, let structure, let member):
      let place = "types.\(structure)" + (member.map { "[\($0)]" } ?? "")
      return Diagnostic(
        "PT1302", .error, "\(place): \(fault.message)", at: location, help: fault.help)
    case .value(let fault, let path):
      return Diagnostic(
        "PT1304", .error, "\(path): \(fault.message)", at: location, help: fault.help)
    }
  }
}

extension TypedDataError.ValueFault {
  /// What is wrong, for people; no final full stop.
  package var message: String {
    switch self {
    case .missing: "is missing"
    case .unknownMember(let structure): "is no member of '\(structure)' and would not be signed"
    case .wrongForm(let expected): "must be \(expected.rawValue)"
    case .wrongCount(let expected, let found): "has \(found) elements, and its type \(expected)"
    case .notAnInteger(let text): "'\(text)' is no whole number"
    case .outOfRange(let type): "the number does not fit \(type)"
    case .notAnAddress(let text): "'\(text)' is no address"
    case .wrongChecksum(let expected):
      "the capitals of the address do not fit its digits, which are written \(expected)"
    case .notHexadecimal(let text): "'\(text)' is not 0x and pairs of hexadecimal digits"
    case .wrongLength(let expected, let found): "has \(found) bytes, and its type \(expected)"
    case .unknownPrimaryType(let name, _): "there is no type '\(name)' that could be signed"
    }
  }

  /// What to do about it.
  package var help: [String] {
    switch self {
    case .missing: ["every member of a struct is signed: give it a value"]
    case .unknownMember: ["remove it, or declare it in the types"]
    case .wrongChecksum: ["take the address from its source again"]
    case .unknownPrimaryType(let name, let known): suggestions(for: name, among: known)
    default: []
    }
  }
}
