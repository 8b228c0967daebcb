package import CEL
package import Diagnostics
package import JSON

/// Why a line is no order event. Offsets count bytes from the start of the line.
package enum EventError: Error, Equatable, Sendable {
  case notJSON(JSONError)
  case notAnObject
  /// `now_ms` is not there; without a time nothing can be judged.
  case noTime
  case wrongKind(path: String, wanted: Wanted, found: String, offset: Int)
  /// `fault` is what the number is not: `a decimal of at most six places`.
  case badNumber(path: String, text: String, wanted: Wanted, fault: String, offset: Int)
  case outOfBounds(path: String, text: String, bounds: String, offset: Int)

  /// More items or characters than the field declares.
  case tooLarge(path: String, kind: Bound.Kind, count: Int, limit: Int, offset: Int)

  /// What an event must have at a path.
  package enum Wanted: Equatable, Sendable {
    case truth, decimal, wholeNumber, milliseconds, object, text, texts, list
    /// One of these words.
    case word([String])

    package var text: String {
      switch self {
      case .truth: "true or false"
      case .decimal: "a decimal"
      case .wholeNumber: "a whole number"
      case .milliseconds: "whole milliseconds"
      case .object: "an object"
      case .text: "a text"
      case .texts: "a list of texts"
      case .list: "a list"
      case .word(let words): "one of \(words.joined(separator: ", "))"
      }
    }

    fileprivate var help: String {
      switch self {
      case .truth: "write true or false, without quotes"
      case .decimal: "prices and sizes are decimal texts such as \"0.57\""
      case .wholeNumber: "counts are whole numbers such as 30"
      case .milliseconds: "times and ages are whole milliseconds such as 1700000000000"
      case .object: "write an object such as {\"name\": value}, or leave it out"
      case .text: "write a text in quotes, or leave it out"
      case .texts: "write a list such as [\"a\", \"b\"], or leave it out"
      case .list: "write a list in brackets, or leave it out"
      case .word(let words): "write it in quotes as it stands here: \"\(words.first ?? "")\""
      }
    }
  }

  package var byteOffset: Int {
    switch self {
    case .notJSON(let error): error.byteOffset
    case .notAnObject, .noTime: 0
    case .wrongKind(_, _, _, let offset), .badNumber(_, _, _, _, let offset),
      .outOfBounds(_, _, _, let offset), .tooLarge(_, _, _, _, let offset):
      offset
    }
  }
}

extension EventError {
  /// The finding for people; the table of the codes PT05xx. Columns are bytes of the line, counted from 1.
  package func diagnostic(file: String, line: Int) -> Diagnostic {
    Diagnostic(
      code, .error, message, at: Location(file: file, line: line, column: byteOffset + 1),
      help: [help])
  }

  private var code: String {
    switch self {
    case .notJSON: "PT0501"
    case .notAnObject: "PT0502"
    case .noTime: "PT0503"
    case .wrongKind: "PT0504"
    case .badNumber: "PT0505"
    case .outOfBounds: "PT0506"
    case .tooLarge: "PT0507"
    }
  }

  private var message: String {
    switch self {
    case .notJSON(let error): error.message
    case .notAnObject: "an event must be a JSON object"
    case .noTime: "the event has no 'now_ms'"
    case .wrongKind(let path, let wanted, let found, _):
      "'\(path)' must be \(wanted.text), found \(found)"
    case .badNumber(let path, let text, _, let fault, _): "'\(path)' is '\(text)', not \(fault)"
    case .outOfBounds(let path, let text, let bounds, _):
      "'\(path)' is \(text), outside \(bounds)"
    case .tooLarge(let path, .items, let count, let limit, _):
      "'\(path)' has \(count) items, and its '\(Bound.Kind.items.rawValue)' is \(limit)"
    case .tooLarge(let path, .length, let count, let limit, _):
      "'\(path)' has a text of \(count) characters, and its '\(Bound.Kind.length.rawValue)' is "
        + "\(limit)"
    }
  }

  private var help: String {
    switch self {
    case .notJSON: "one complete JSON object a line; the file may have been cut or merged"
    case .notAnObject, .noTime: "see the inputs of 'polytraders graph' for the form of an event"
    case .wrongKind(_, let wanted, _, _): wanted.help
    case .badNumber(_, _, let wanted, _, _):
      switch wanted {
      case .wholeNumber, .milliseconds: wanted.help + ", below 9223372036854775808"
      default: wanted.help + ", with at most six places"
      }
    case .outOfBounds, .tooLarge: "the bounds are declared with the field in bots/"
    }
  }
}

extension EventError {
  /// A value of another kind than `wanted`, told as a person would read it.
  static func wrongKind(_ value: JSONNode, path: String, wanted: Wanted) -> EventError {
    let found =
      switch value.kind {
      case .null: "null"
      case .true, .false: "true or false"
      case .number: "the number \(text(of: value))"
      case .string: "the text \"\(text(of: value))\""
      case .array: "a list"
      case .object: "an object"
      }
    return .wrongKind(path: path, wanted: wanted, found: found, offset: value.byteOffset)
  }

  /// A number or a text, as far as a message has room for it.
  static func text(of value: JSONNode) -> String {
    String((value.numberText ?? value.string ?? "").prefix(40))
  }
}
