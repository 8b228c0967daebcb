internal import CMicroHTTPD
internal import Synchronization

/// The one answer to a request, given inside the handler or later from any thread. The first of the calls
/// counts, those after it do nothing; where none comes before the reply dies, the answer is 500. A client that is
/// gone meanwhile is nobody's error.
///
/// Answers have a status of 200...599; those with 204 and 304 have no body. Fields that the transport sets itself (Content-Length,
/// Transfer-Encoding) and fields with line breaks are left out.
///
/// `@unchecked`: the pointer is taken by one thread, and what it leads to takes one answer from any.
@safe package final class HTTPReply: @unchecked Sendable {
  /// Nil once the answer is given.
  private let exchange: Atomic<OpaquePointer?>

  /// Takes over the duty to answer `exchange`.
  @unsafe init(_ exchange: OpaquePointer) {
    unsafe self.exchange = unsafe Atomic(exchange)
  }

  deinit {
    send(HTTPResponse(status: 500))
  }

  /// Sends `response` as fast as the client takes it.
  package func send(_ response: HTTPResponse) {
    send(response, bytesPerSecond: 0, cutAfter: .max)
  }

  /// Sends the header fields at once and the body at `bytesPerSecond` (1 and more), as an overloaded or
  /// hostile server does.
  package func send(_ response: HTTPResponse, bytesPerSecond: Int) {
    send(response, bytesPerSecond: UInt64(max(1, bytesPerSecond)), cutAfter: .max)
  }

  /// Announces the whole body but closes the connection after its first `bodyBytes`.
  package func send(_ response: HTTPResponse, cutAfter bodyBytes: Int) {
    send(response, bytesPerSecond: 0, cutAfter: max(0, bodyBytes))
  }

  /// Closes the connection without an answer.
  package func drop() {
    guard let exchange = unsafe take() else { return }
    unsafe polytraders_http_exchange_answer(exchange, nil)
  }

  private func send(_ response: HTTPResponse, bytesPerSecond: UInt64, cutAfter: Int) {
    guard let exchange = unsafe take() else { return }
    precondition((200...599).contains(response.status), "status \(response.status) of an answer")
    // RFC 9110 15.3.5, 15.4.5: a body would be taken for the next answer.
    let body = [204, 304].contains(response.status) ? [] : response.body
    let answer = unsafe polytraders_http_answer_create(
      UInt32(response.status), body, body.count, bytesPerSecond, cutAfter)
    if let answer = unsafe answer {
      for field in response.headers.fields where !Self.isOfTransport(field.name) {
        _ = unsafe polytraders_http_answer_add(answer, field.name, field.value)
      }
    }
    unsafe polytraders_http_exchange_answer(exchange, answer)
  }

  /// Set by the transport: a second one would contradict it.
  private static func isOfTransport(_ name: String) -> Bool {
    let name = name.lowercased()
    return name == "content-length" || name == "transfer-encoding"
  }

  private func take() -> OpaquePointer? {
    unsafe exchange.exchange(nil, ordering: .acquiringAndReleasing)
  }
}
