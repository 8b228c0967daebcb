package import Diagnostics
package import JSON

/// Why a line is no order event. Offsets count bytes from the start of the line.
package enum EventError: Error, Equatable, Sendable {
  case notJSON(JSONError)
  case notAnObject
  /// `now_ms` is not there; without a time nothing can be judged.
  case noTime
  case wrongKind(path: String, wanted: String, found: String, offset: Int)
  case badNumber(path: String, text: String, wanted: String, offset: Int)
  case outOfBounds(path: String, text: String, bounds: String, offset: Int)

  package var byteOffset: Int {
    switch self {
    case .notJSON(let error): error.byteOffset
    case .notAnObject, .noTime: 0
    case .wrongKind(_, _, _, let offset), .badNumber(_, _, _, let offset),
      .outOfBounds(_, _, _, let offset):
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
    }
  }

  private var message: String {
    switch self {
    case .notJSON(let error): error.message
    case .notAnObject: "an event must be a JSON object"
    case .noTime: "the event has no 'now_ms'"
    case .wrongKind(let path, let wanted, let found, _):
      "'\(path)' must be \(wanted), found \(found)"
    case .badNumber(let path, let text, let wanted, _): "'\(path)' is '\(text)', not \(wanted)"
    case .outOfBounds(let path, let text, let bounds, _):
      "'\(path)' is \(text), outside \(bounds)"
    }
  }

  private var help: String {
    switch self {
    case .notJSON: "one complete JSON object a line; the file may have been cut or merged"
    case .notAnObject, .noTime: "see the inputs of 'polytraders graph' for the form of an event"
    case .wrongKind, .badNumber:
      "prices and sizes are decimal texts such as \"0.57\", times whole milliseconds"
    case .outOfBounds: "the bounds are declared with the field in bots/"
    }
  }
}
