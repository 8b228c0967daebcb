import Hashing
import Signing

/// Why a fault cannot be read. Names are those of scripts.
package enum FaultError: Error, Equatable, Sendable {
  /// No fault of this name; `Fault.kindNames` are.
  case unknownKind(String)
  /// The fault has no field of this name; `Fault.fieldNames(of:)` are.
  case unknownField(String, kind: String)
  /// The field was given twice.
  case repeatedField(String)
  /// The fault needs the field.
  case missingField(String, kind: String)
  /// The field has a value that is not `expected`.
  case badValue(field: String, value: String, expected: String)

  /// The field in question, where it is one.
  package var field: String? {
    switch self {
    case .unknownKind: nil
    case .unknownField(let field, _), .repeatedField(let field), .missingField(let field, _),
      .badValue(let field, _, _):
      field
    }
  }

  /// What is wrong, for people; no final full stop.
  package var message: String {
    switch self {
    case .unknownKind(let name): "there is no fault \"\(name)\""
    case .unknownField(let field, let kind): "the fault \"\(kind)\" has no field \"\(field)\""
    case .repeatedField(let field): "the field \"\(field)\" is given twice"
    case .missingField(let field, let kind): "the fault \"\(kind)\" needs the field \"\(field)\""
    case .badValue(let field, let value, let expected):
      "\"\(field)\" is \"\(value)\", not \(expected)"
    }
  }
}

extension Fault {
  /// The names of all faults.
  package static let kindNames = [
    "latency", "slow-reply", "lost-reply", "refuse", "slow-answer", "duplicate-events",
    "reordered-events", "late-events", "late-trades", "silent-socket", "dropped-socket",
    "ghost-book", "hash-mismatch",
  ]

  /// The fields of a fault: its own, then those that say where, when and how often.
  package static func fieldNames(of kind: String) -> [String] {
    let own: [String]
    switch kind {
    case "latency", "slow-reply", "late-events", "late-trades": own = ["delay", "jitter"]
    case "refuse": own = ["with"]
    case "slow-answer": own = ["bytes_per_second"]
    case "duplicate-events": own = ["copies"]
    case "reordered-events": own = ["window"]
    case "ghost-book": own = ["levels"]
    default: own = []
    }
    return own + [
      "endpoint", "channel", "market", "signer", "after", "for", "times", "per_mille",
    ]
  }

  /// Reads a fault from the fields of a script or a request, all as text.
  ///
  /// `delay`, `jitter`, `after` and `for` are times such as `250ms`, `5s`, `2m`, or a number of ms; `after` and
  /// `for` count from `now` and from the start. `market` is a condition id and `signer` an address, in
  /// hexadecimal digits with `0x`; `times` and the others are whole numbers above zero.
  package init(
    kind: String, fields: [(name: String, value: String)], now: Int64
  ) throws(FaultError) {
    let reader = try FaultReader(kind: kind, fields: fields)
    let after = try reader.time("after") ?? 0
    self.init(try reader.kind(), start: now + after)
    end = try reader.time("for").map { now + after + $0 }
    endpoint = try reader.word("endpoint", Endpoint.self)
    channel = try reader.word("channel", Channel.self)
    count = try reader.number("times", 1...1_000_000_000).map { Int($0) }
    perMille = try reader.number("per_mille", 1...1_000) ?? 1_000
    if let text = reader["market"] {
      guard text.hasPrefix("0x"), let id = Digest32(hex: text.dropFirst(2).lowercased()) else {
        throw .badValue(
          field: "market", value: text, expected: "a condition id: 0x and 64 hexadecimal digits")
      }
      market = id
    }
    if let text = reader["signer"] {
      guard let address = Address(hex: text) else {
        throw .badValue(
          field: "signer", value: text, expected: "an address: 0x and 40 hexadecimal digits")
      }
      signer = address
    }
  }
}

/// The fields of one fault, looked up by name.
private struct FaultReader {
  let name: String
  var values: [String: String] = [:]

  init(kind: String, fields: [(name: String, value: String)]) throws(FaultError) {
    guard Fault.kindNames.contains(kind) else { throw .unknownKind(kind) }
    name = kind
    let known = Fault.fieldNames(of: kind)
    for field in fields {
      guard known.contains(field.name) else { throw .unknownField(field.name, kind: kind) }
      guard values.updateValue(field.value, forKey: field.name) == nil else {
        throw .repeatedField(field.name)
      }
    }
  }

  subscript(name: String) -> String? { values[name] }

  func kind() throws(FaultError) -> Fault.Kind {
    switch name {
    case "latency": return .latency(try delay())
    case "slow-reply": return .slowReply(try delay())
    case "late-events": return .lateEvents(try delay())
    case "late-trades": return .lateTrades(try delay())
    case "refuse":
      guard let refusal = try word("with", Fault.Refusal.self) else {
        throw .missingField("with", kind: name)
      }
      return .refusal(refusal)
    case "slow-answer":
      return .slowAnswer(bytesPerSecond: try number("bytes_per_second", 1...1_000_000_000) ?? 10)
    case "duplicate-events":
      return .duplicateEvents(copies: Int(try number("copies", 1...100) ?? 1))
    case "reordered-events":
      return .reorderedEvents(window: Int(try number("window", 2...1_000) ?? 4))
    case "ghost-book": return .ghostBook(levels: Int(try number("levels", 1...100) ?? 1))
    case "lost-reply": return .lostReply
    case "silent-socket": return .silentSocket
    case "dropped-socket": return .droppedSocket
    default: return .hashMismatch
    }
  }

  /// `delay` to `delay` + `jitter`.
  private func delay() throws(FaultError) -> ClosedRange<Int64> {
    guard let least = try time("delay") else { throw .missingField("delay", kind: name) }
    return least...(least + (try time("jitter") ?? 0))
  }

  /// ms, at most ten days.
  func time(_ field: String) throws(FaultError) -> Int64? {
    guard let text = self[field] else { return nil }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let factor: Int64
    switch text.dropFirst(digits.count) {
    case "", "ms": factor = 1
    case "s": factor = 1_000
    case "m": factor = 60_000
    case "h": factor = 3_600_000
    default: factor = 0
    }
    guard factor > 0, let number = Int64(digits), number <= 864_000_000 / factor else {
      throw .badValue(field: field, value: text, expected: "a time such as 250ms, 5s or 2m")
    }
    return number * factor
  }

  func number(_ field: String, _ range: ClosedRange<Int64>) throws(FaultError) -> Int64? {
    guard let text = self[field] else { return nil }
    guard let number = Int64(text), range.contains(number) else {
      throw .badValue(
        field: field, value: text,
        expected: "a whole number of \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func word<Word: RawRepresentable & CaseIterable>(
    _ field: String, _: Word.Type
  ) throws(FaultError) -> Word? where Word.RawValue == String {
    guard let text = self[field] else { return nil }
    guard let word = Word(rawValue: text) else {
      let all = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw .badValue(field: field, value: text, expected: "one of \(all)")
    }
    return word
  }
}
