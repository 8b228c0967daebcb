internal import JSON
package import Network

/// What a node sends back, and how.
package struct ChainAnswer: Sendable {
  /// The answer.
  package var response: HTTPResponse
  /// Milliseconds to wait before it is sent.
  package var delay: Int64 = 0
  /// The connection is to be closed without it.
  package var isLost = false
}

extension Chain {
  /// The longest body of a request, as in go-ethereum.
  package static let longestBody = 5 << 20

  /// Answers a request to one of the nodes: `/` is the first, `/1` the second and so on. What is due by `now`, in
  /// milliseconds since 1970, happens before.
  package mutating func answer(_ request: HTTPRequest, now: Int64) -> ChainAnswer {
    advance(to: now)
    guard let node = node(at: request.path) else {
      return Self.plain(404, "there is no node at this path: use / or /1 to /\(nodes.count - 1)")
    }
    guard request.method == "POST" else {
      return Self.plain(405, "JSON-RPC wants POST")
    }
    guard request.body.count <= Self.longestBody else {
      return Self.plain(413, "content length too large (\(request.body.count)>\(Self.longestBody))")
    }
    if nodes[node].refusals > 0 {
      nodes[node].refusals -= 1
      return Self.refusal()
    }
    if nodes[node].silences > 0 {
      nodes[node].silences -= 1
      if nodes[node].isDoneInSilence { _ = answer(request.body, node: node, now: now) }
      var answer = Self.plain(504, "")
      answer.isLost = true
      return answer
    }
    var delay: Int64 = 0
    if nodes[node].delays > 0 {
      nodes[node].delays -= 1
      delay = nodes[node].delay
    }
    let body = answer(request.body, node: node, now: now)
    return ChainAnswer(
      response: HTTPResponse(
        status: 200, headers: HTTPHeaders(["Content-Type": "application/json"]), body: body),
      delay: delay)
  }

  private func node(at path: String) -> Int? {
    let name = path.hasPrefix("/") ? path.dropFirst() : path[...]
    guard !name.isEmpty else { return 0 }
    guard let number = Int(name), String(number) == name, nodes.indices.contains(number) else {
      return nil
    }
    return number
  }

  private static func plain(_ status: Int, _ text: String) -> ChainAnswer {
    ChainAnswer(
      response: HTTPResponse(
        status: status, headers: HTTPHeaders(["Content-Type": "text/plain; charset=utf-8"]),
        body: Array(text.utf8)))
  }

  private static func refusal() -> ChainAnswer {
    var writer = JSONWriter()
    RPCReply.write(.failure(.limitExceeded), id: .null, to: &writer)
    return ChainAnswer(
      response: HTTPResponse(
        status: 429,
        headers: HTTPHeaders(["Content-Type": "application/json", "Retry-After": "1"]),
        body: writer.bytes))
  }
}
