package import Diagnostics
import FixedPoint
import JSON
import Runtime

extension RecordingError {
  /// The finding for people: `PT0601` not JSON, `PT0602` cut off, `PT0603` no message, `PT0801` the
  /// file.
  package func diagnostic(path: String) -> Diagnostic {
    switch self {
    case .file(let error):
      Diagnostic(
        "PT0801", .error, error.message,
        at: error.line.map { Location(file: path, line: $0, column: 1) },
        help: [error.help])
    case .notJSON(let error, let line, let byteOffset):
      Diagnostic(
        "PT0601", .error, "\(error.message) (byte \(byteOffset) of the recording)",
        at: Location(file: path, line: line, column: error.byteOffset + 1),
        help: ["a recording holds one JSON message, or one array of them, on each line"])
    case .cutOff(let line, let byteOffset):
      Diagnostic(
        "PT0602", .error, "the last line stops in the middle of a message, at byte \(byteOffset)",
        at: Location(file: path, line: line, column: 1),
        help: ["the recorder was cut off: remove the line, or fetch the recording again"])
    case .notAMessage(let error, let line, let byteOffset):
      Diagnostic(
        "PT0603", .error, "\(error.message) (byte \(byteOffset) of the recording)",
        at: Location(file: path, line: line, column: error.byteOffset + 1), help: [error.help])
    }
  }
}

extension MarketMessageError {
  /// What is wrong, for people; no final full stop.
  package var message: String {
    switch self {
    case .notAnObject: "a message of the market channel is an object"
    case .missing(let field, _): "the field \"\(field.rawValue)\" is missing"
    case .wrongType(let field, _): "the field \"\(field.rawValue)\" has a value of the wrong type"
    case .notDecimal(let field, .tooPrecise, _):
      "\"\(field.rawValue)\" has more than six decimals"
    case .notDecimal(let field, .outOfRange, _): "\"\(field.rawValue)\" is too large"
    case .notDecimal(let field, _, _): "\"\(field.rawValue)\" is not a decimal number"
    case .priceOutOfRange(let field, let value, _):
      "\"\(field.rawValue)\" is \(value), outside 0 to 1"
    case .negativeSize(let value, _): "\"size\" is \(value), below zero"
    case .unknownSide(let text, _): "\"side\" is \"\(text)\""
    case .badTimestamp: "\"timestamp\" is no time in milliseconds"
    case .badIdentifier(let field, _): "\"\(field.rawValue)\" holds no id"
    case .tokenOfOtherMarket: "this token was seen before in another market"
    }
  }

  /// What to do about it.
  package var help: String {
    switch self {
    case .notDecimal, .priceOutOfRange, .negativeSize:
      "amounts are decimal texts such as \"0.57\"; prices lie from 0 to 1, sizes are not negative"
    case .unknownSide: "the venue writes \"BUY\" or \"SELL\""
    case .badTimestamp: "the venue writes milliseconds since 1970 as text: \"1780795913023\""
    case .tokenOfOtherMarket: "check whether recordings of different venues were mixed"
    default: "compare with a message as the venue sends it; the line is skipped"
    }
  }
}
