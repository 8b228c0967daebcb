/// A type that can be written as one word on the command line.
package protocol ArgumentValue: Sendable {
  /// nil where the text is no such value.
  init?(argument: String)

  /// What a text must be, for "expected …".
  static var expectation: String { get }

  /// The words that are allowed, where they can be listed; nil otherwise.
  static var choices: [String]? { get }
}

extension ArgumentValue {
  package static var choices: [String]? { nil }

  static func complaint(_ text: String) -> String? {
    if Self(argument: text) != nil { return nil }
    return choices.map { "one of " + $0.joined(separator: ", ") } ?? expectation
  }
}

extension String: ArgumentValue {
  package init?(argument: String) { self = argument }
  package static var expectation: String { "text" }
}

extension Int: ArgumentValue {
  package init?(argument: String) { self.init(argument) }
  package static var expectation: String { "a whole number" }
}

extension UInt64: ArgumentValue {
  package init?(argument: String) { self.init(argument) }
  package static var expectation: String { "a whole number from 0 to 18446744073709551615" }
}

extension Duration: ArgumentValue {
  /// A whole number and one of `ms`, `s`, `m`, `h`, as in policies: `250ms`, `45s`.
  package init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int64(digits) else { return nil }
    let milliseconds: Int64
    switch argument.dropFirst(digits.count) {
    case "ms": milliseconds = 1
    case "s": milliseconds = 1_000
    case "m": milliseconds = 60_000
    case "h": milliseconds = 3_600_000
    default: return nil
    }
    let (total, overflow) = count.multipliedReportingOverflow(by: milliseconds)
    guard !overflow else { return nil }
    self = .milliseconds(total)
  }

  package static var expectation: String { "a duration such as 250ms, 45s, 10m or 2h" }
}

/// An enum of words, such as `enum OutputFormat: String, CaseIterable, ArgumentChoice`.
package protocol ArgumentChoice: ArgumentValue, RawRepresentable, CaseIterable
where RawValue == String {}

extension ArgumentChoice {
  /// In any case of letters: people write `gtc` as well as `GTC`.
  package init?(argument: String) {
    let wanted = argument.lowercased()
    guard let word = Self.allCases.first(where: { $0.rawValue.lowercased() == wanted }) else {
      return nil
    }
    self = word
  }

  package static var expectation: String { "a known word" }
  package static var choices: [String]? { allCases.map(\.rawValue) }
}
