/// The one answer to a request, given inside the handler or later from any thread. The first of the calls
/// counts, those after it do nothing; where none comes before the reply dies, the answer is 500. A client that is
/// gone meanwhile is nobody's error.
package final class HTTPReply: Sendable {
  init() {}

  /// Sends `response` as fast as the client takes it.
  package func send(_ response: HTTPResponse) { fatalError("not built yet") }

  /// Sends the header fields at once and the body at `bytesPerSecond` (1 and more), as an overloaded or hostile server.
  package func send(_ response: HTTPResponse, bytesPerSecond: Int) { fatalError("not built yet") }

  /// Announces the whole body but closes the connection after its first `bodyBytes`.
  package func send(_ response: HTTPResponse, cutAfter bodyBytes: Int) {
    fatalError("not built yet")
  }

  /// Closes the connection without an answer.
  package func drop() { fatalError("not built yet") }
}
