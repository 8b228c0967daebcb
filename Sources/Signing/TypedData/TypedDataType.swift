/// The type of a member of typed data (EIP-712, "Definition of typed structured data").
package indirect enum TypedDataType: Hashable, Sendable {
  /// `uint8` to `uint256`.
  case unsigned(bits: Int)
  /// `int8` to `int256`.
  case signed(bits: Int)
  /// `bool`.
  case bool
  /// `address`.
  case address
  /// `bytes1` to `bytes32`.
  case fixedBytes(Int)
  /// `bytes`.
  case bytes
  /// `string`.
  case string
  /// A struct by its name.
  case structure(String)
  /// `T[]`, or `T[count]`.
  case array(TypedDataType, count: Int?)

  /// How many pairs of brackets a type may have.
  private static let mostDimensions = 16

  /// The type written as in Solidity: `uint256`, `Person[]`, `bytes32[2][]`. `uint` and `int` are of 256 bits.
  /// Whether there is a struct of the name is for the schema to say.
  package init(parsing text: String) throws(DeclarationFault) {
    let core = text.prefix { $0 != "[" }
    var type = try Self.core(core, of: text)
    var rest = text[core.endIndex...]
    var dimensions = 0
    while !rest.isEmpty {
      dimensions += 1
      guard dimensions <= Self.mostDimensions else {
        throw .tooManyDimensions(text, limit: Self.mostDimensions)
      }
      guard rest.first == "[", let end = rest.firstIndex(of: "]") else {
        throw .malformedType(text)
      }
      let digits = rest[rest.index(after: rest.startIndex)..<end]
      var count: Int?
      if !digits.isEmpty {
        // A leading zero would give one type two names.
        guard digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
          digits == "0" || digits.first != "0", let number = Int(digits)
        else { throw .malformedType(text) }
        count = number
      }
      type = .array(type, count: count)
      rest = rest[rest.index(after: end)...]
    }
    self = type
  }

  /// The struct at the bottom of the type; nil where there is none.
  package var structureName: String? {
    switch self {
    case .structure(let name): name
    case .array(let element, _): element.structureName
    default: nil
    }
  }

  private static func core(_ core: Substring, of text: String) throws(DeclarationFault) -> Self {
    switch core {
    case "bool": return .bool
    case "address": return .address
    case "bytes": return .bytes
    case "string": return .string
    case "uint": return .unsigned(bits: 256)
    case "int": return .signed(bits: 256)
    default: break
    }
    if let width = width(core, after: "uint") {
      guard width % 8 == 0, (8...256).contains(width) else { throw .badWidth(text) }
      return .unsigned(bits: width)
    }
    if let width = width(core, after: "int") {
      guard width % 8 == 0, (8...256).contains(width) else { throw .badWidth(text) }
      return .signed(bits: width)
    }
    if let width = width(core, after: "bytes") {
      guard (1...32).contains(width) else { throw .badWidth(text) }
      return .fixedBytes(width)
    }
    guard isIdentifier(core) else { throw .malformedType(text) }
    return .structure(String(core))
  }

  /// The number behind `prefix`; nil where anything else stands there. Zero for a number that is written with a
  /// leading zero or is too long to be a width.
  private static func width(_ core: Substring, after prefix: String) -> Int? {
    guard core.hasPrefix(prefix), core.utf8.count > prefix.utf8.count else { return nil }
    let digits = core.utf8.dropFirst(prefix.utf8.count)
    guard digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
    return digits.first == UInt8(ascii: "0") ? 0 : Int(Substring(digits)) ?? 0
  }

  /// Whether `text` may name a struct or a member: a letter, `_` or `$`, and then digits too.
  static func isIdentifier(_ text: some StringProtocol) -> Bool {
    guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= first) else {
      return false
    }
    return text.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
        true
      default: false
      }
    }
  }
}
