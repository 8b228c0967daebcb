internal import JSON

/// The result of one request: JSON, or an error.
typealias RPCResult = Result<[UInt8], RPCError>

/// Writes what stands around a result.
enum RPCReply {
  static func write(_ result: RPCResult, id: JSONValue, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("jsonrpc")
    writer.string("2.0")
    writer.key("id")
    id.write(to: &writer)
    switch result {
    case .success(let json):
      writer.key("result")
      writer.raw(json)
    case .failure(let error):
      writer.key("error")
      error.write(to: &writer)
    }
    writer.endObject()
  }
}

extension Chain {
  /// How many requests a batch may have, and how many bytes their answers: go-ethereum's limits.
  private static let longestBatch = 1_000
  private static let longestAnswer = 25_000_000

  /// Answers a text of JSON-RPC 2.0, one request or a batch, as a node. Nothing is answered to notifications.
  package mutating func answer(_ body: [UInt8], node: Int, now: Int64) -> [UInt8] {
    var writer = JSONWriter()
    let reader = JSONReader(maximumDepth: 32, maximumBytes: Self.longestBody)
    let json: JSONValue
    do throws(JSONError) {
      json = try reader.withNode(of: body) { JSONValue($0) }
    } catch {
      RPCReply.write(.failure(.parse), id: .null, to: &writer)
      return writer.bytes
    }
    guard case .array(let requests) = json else {
      answer(json, node: node, now: now, to: &writer)
      return writer.bytes
    }
    guard !requests.isEmpty, requests.count <= Self.longestBatch else {
      let error: RPCError = requests.isEmpty ? .emptyBatch : .batchTooLarge
      RPCReply.write(.failure(error), id: .null, to: &writer)
      return writer.bytes
    }
    writer.beginArray()
    for request in requests {
      guard writer.bytes.count <= Self.longestAnswer else {
        let error = RPCError(code: -32003, message: "response too large")
        RPCReply.write(.failure(error), id: request["id"] ?? .null, to: &writer)
        break
      }
      answer(request, node: node, now: now, to: &writer)
    }
    // A batch of notifications alone is answered by nothing.
    if writer.bytes.count == 1 { return [] }
    writer.endArray()
    return writer.bytes
  }

  private mutating func answer(
    _ request: JSONValue, node: Int, now: Int64, to writer: inout JSONWriter
  ) {
    let id = request["id"]
    guard request["jsonrpc"]?.string == "2.0", let method = request["method"]?.string,
      Self.isIdentity(id)
    else {
      let known = Self.isIdentity(id) ? id : nil
      RPCReply.write(.failure(.invalidRequest), id: known ?? .null, to: &writer)
      return
    }
    let result = perform(method, request["params"], node: node, now: now)
    guard let id else { return }
    RPCReply.write(result, id: id, to: &writer)
  }

  /// Texts, numbers and null; without one, a request is a notification.
  private static func isIdentity(_ json: JSONValue?) -> Bool {
    switch json {
    case nil, .null?, .string?, .number?: true
    default: false
    }
  }

  private mutating func perform(
    _ method: String, _ parameters: JSONValue?, node: Int, now: Int64
  ) -> RPCResult {
    do throws(RPCError) {
      if method == "eth_sendRawTransaction" {
        return .success(try send(RPCParameters(parameters, most: 1), now: now))
      }
      let methods = RPCMethods(view: ChainView(chain: self, node: nodes[node]))
      return .success(try methods.answer(method, parameters))
    } catch {
      return .failure(error)
    }
  }
}
