package import JSON

/// A message of a client, read from the body of a frame (JSON-RPC 2.0).
package enum IncomingMessage: Equatable, Sendable {
  /// Wants an answer. `id` is a number or a string.
  case request(id: JSONValue, method: String, parameters: JSONValue)
  case notification(method: String, parameters: JSONValue)
  /// The answer to a request of the server.
  case response(id: JSONValue)

  /// The longest array or object inside each other.
  private static let maximumDepth = 64

  /// Reads one body.
  package init(_ body: [UInt8], longestBody: Int = 16 << 20) throws(ResponseError) {
    let json: JSONValue
    do {
      let reader = JSONReader(maximumDepth: Self.maximumDepth, maximumBytes: longestBody)
      json = try reader.withNode(of: body) { JSONValue($0) }
    } catch {
      throw ResponseError(
        .parseError, "no JSON at byte \(error.byteOffset): \(error.message)")
    }
    guard json.members != nil else {
      throw ResponseError(.invalidRequest, "a message is one JSON object")
    }
    guard json["jsonrpc"]?.string == "2.0" else {
      throw ResponseError(.invalidRequest, "'jsonrpc' must be \"2.0\"", id: Self.id(json))
    }
    if let method = json["method"] {
      guard let method = method.string else {
        throw ResponseError(.invalidRequest, "'method' must be a text", id: Self.id(json))
      }
      let parameters = json["params"] ?? .null
      switch json["id"] {
      case nil: self = .notification(method: method, parameters: parameters)
      case .number, .string:
        self = .request(id: json["id"] ?? .null, method: method, parameters: parameters)
      default: throw ResponseError(.invalidRequest, "'id' must be a number or a text")
      }
    } else if json["result"] != nil || json["error"] != nil {
      self = .response(id: json["id"] ?? .null)
    } else {
      throw ResponseError(
        .invalidRequest, "a message has a 'method' or a 'result'", id: Self.id(json))
    }
  }

  /// The id that an answer to a message which is no request may still name.
  private static func id(_ json: JSONValue) -> JSONValue {
    switch json["id"] {
    case .number, .string: json["id"] ?? .null
    default: .null
    }
  }
}
