package import JSON

/// A message to the client.
package enum OutgoingMessage: Equatable, Sendable {
  case response(id: JSONValue, result: JSONValue)
  case failure(id: JSONValue, ResponseError)
  case notification(method: String, parameters: JSONValue)
  /// A request of the server; the client's answer is taken note of and nothing hangs on it.
  case request(id: Int64, method: String, parameters: JSONValue)

  /// The message without its frame.
  package var json: JSONValue {
    switch self {
    case .response(let id, let result):
      ["jsonrpc": "2.0", "id": id, "result": result]
    case .failure(let id, let error):
      [
        "jsonrpc": "2.0", "id": id,
        "error": [
          "code": .number("\(error.code.rawValue)"), "message": .string(error.message),
        ],
      ]
    case .notification(let method, let parameters):
      ["jsonrpc": "2.0", "method": .string(method), "params": parameters]
    case .request(let id, let method, let parameters):
      [
        "jsonrpc": "2.0", "id": .number("\(id)"), "method": .string(method), "params": parameters,
      ]
    }
  }

  /// As it goes over the wire.
  package var frame: [UInt8] {
    var writer = JSONWriter()
    json.write(to: &writer)
    return Array("Content-Length: \(writer.bytes.count)\r\n\r\n".utf8) + writer.bytes
  }
}
