import Diagnostics

extension TypedDataFileProblem {
  /// The finding for people: `PT1301` the form of the file, `PT1302` a declaration, `PT1303` a domain,
  /// `PT1305` a file that is not the program's.
  func diagnostic(at location: Location) -> Diagnostic {
    Diagnostic(code, severity, message, at: location, help: help)
  }

  private var severity: DiagnosticSeverity {
    switch self {
    case .differs, .notBuiltIn: .warning
    default: .error
    }
  }

  private var code: String {
    switch self {
    case .wrongKind, .missingKey, .unknownKey, .wrongWord: "PT1301"
    case .declaration, .unknownPrimaryType: "PT1302"
    case .notAChain, .badAddress, .chainsBesideContracts: "PT1303"
    case .differs, .notBuiltIn: "PT1305"
    }
  }

  private var message: String {
    switch self {
    case .wrongKind(let subject, let wanted, let found):
      "\(subject) must be \(wanted), found \(found)"
    case .missingKey(let key, let subject): "\(subject) has no '\(key)'"
    case .unknownKey(let key, let subject, _): "\(subject) has no key '\(key)'"
    case .wrongWord(let word, let key, let wanted): "'\(key)' is '\(word)', not '\(wanted)'"
    case .declaration(let fault, let structure): "type '\(structure)': \(fault.message)"
    case .unknownPrimaryType(let name, _): "there is no type '\(name)' to be the primary one"
    case .notAChain(let text): "'\(text)' is no chain: a whole number from 1 is expected"
    case .badAddress(_, .wrongChecksum(let expected)):
      "the capitals of the address do not fit its digits, which are written \(expected)"
    case .badAddress(let text, .malformed): "'\(text)' is no address"
    case .chainsBesideContracts(let label): "domain '\(label)' has both 'chains' and 'contracts'"
    case .differs(let name): "this program signs by another '\(name)' than this file"
    case .notBuiltIn(let name, _): "this program does not know '\(name)' and signs nothing by it"
    }
  }

  private var help: [String] {
    switch self {
    case .wrongKind, .missingKey, .wrongWord:
      ["compare with specs/eip712/order-v2.yaml, which has every part of the form"]
    case .unknownKey(let key, _, let known): suggestions(for: key, among: known)
    case .declaration(let fault, _): fault.help
    case .unknownPrimaryType(let name, let known): suggestions(for: name, among: known)
    case .notAChain: ["Polygon is 137 and its test network Amoy 80002"]
    case .badAddress(_, .wrongChecksum):
      [
        "a digit was mistyped: take the address from its source again; do not only mend the capitals"
      ]
    case .badAddress(_, .malformed): ["an address is 0x and 40 hexadecimal digits, in quotes"]
    case .differs, .notBuiltIn(_, known: []):
      [
        "the files are part of the program from when it was built: build it again, or restore the file"
      ]
    case .notBuiltIn(let name, let known): suggestions(for: name, among: known)
    case .chainsBesideContracts:
      ["'contracts' gives a contract for every chain; 'chains' is for domains without one"]
    }
  }
}

extension DeclarationFault {
  /// What is wrong, for people; no final full stop.
  package var message: String {
    switch self {
    case .malformedType(let text): "'\(text)' is no type"
    case .badWidth(let text): "'\(text)' has a width that no type has"
    case .tooManyDimensions(_, let limit): "an array has at most \(limit) dimensions"
    case .unknownStructure(let name, _): "there is no type '\(name)'"
    case .badName(let name): "'\(name)' is no name"
    case .reservedName(let name): "'\(name)' is a type of its own and no struct can have its name"
    case .duplicate(let name): "'\(name)' is declared twice"
    case .tooLarge(let limit): "the declarations are beyond the limit of \(limit)"
    }
  }

  /// What to do about it.
  package var help: [String] {
    switch self {
    case .malformedType, .reservedName:
      [
        "types are uint8 to uint256, int8 to int256, bytes1 to bytes32, bool, address, bytes, string,"
          + " names of structs, and arrays of these such as uint8[3][]"
      ]
    case .badWidth: ["integers have 8 to 256 bits in steps of 8, fixed bytes 1 to 32"]
    case .unknownStructure(let name, let known):
      suggestions(
        for: name, among: known + ["address", "bool", "bytes", "bytes32", "string", "uint256"])
    case .badName: ["names are letters, digits, _ and $, and do not begin with a digit"]
    case .tooManyDimensions, .duplicate, .tooLarge: []
    }
  }
}
