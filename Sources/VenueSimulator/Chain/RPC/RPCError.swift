internal import JSON

/// An error of JSON-RPC 2.0 as go-ethereum gives it.
struct RPCError: Error, Equatable {
  /// The class: negative ones by JSON-RPC, 3 for a reverted call.
  var code: Int64
  /// The words of the node.
  var message: String
  /// More of it; of a reverted call the encoded reason.
  var data: String?

  static let parse = RPCError(code: -32700, message: "parse error")
  static let invalidRequest = RPCError(code: -32600, message: "invalid request")
  static let emptyBatch = RPCError(code: -32600, message: "empty batch")
  static let batchTooLarge = RPCError(code: -32600, message: "batch too large")
  static let notPositional = RPCError(code: -32602, message: "non-array args")
  static let limitExceeded = RPCError(code: -32005, message: "limit exceeded")

  static func unknownMethod(_ name: String) -> RPCError {
    RPCError(
      code: -32601, message: "the method \(name) does not exist/is not available")
  }

  static func missing(_ index: Int) -> RPCError {
    RPCError(code: -32602, message: "missing value for required argument \(index)")
  }

  static func tooMany(_ most: Int) -> RPCError {
    RPCError(code: -32602, message: "too many arguments, want at most \(most)")
  }

  static func argument(_ index: Int, _ problem: String) -> RPCError {
    RPCError(code: -32602, message: "invalid argument \(index): \(problem)")
  }

  /// The class of everything that the node itself has to say.
  static func server(_ message: String) -> RPCError { RPCError(code: -32000, message: message) }

  /// `execution reverted`, with the reason where there is one.
  static func reverted(_ outcome: CallOutcome) -> RPCError {
    let text = outcome.reason.map { "execution reverted: " + $0 } ?? "execution reverted"
    return RPCError(code: 3, message: text, data: RPCText.hex(outcome.output))
  }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("code")
    writer.integer(code)
    writer.key("message")
    writer.string(message)
    if let data {
      writer.key("data")
      writer.string(data)
    }
    writer.endObject()
  }
}
