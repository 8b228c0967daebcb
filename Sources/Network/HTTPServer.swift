/// An HTTP/1.1 server on one port, with a thread of its own.
///
/// The handler is called on that thread for every complete request, and must not block: an answer that takes
/// time is given later, from any thread, by the `HTTPReply`. Requests that HTTP does not allow, or that can be
/// read in two ways (two lengths, a length and chunks), never reach it: they are answered 400 and the
/// connection is closed. Connections are kept alive, pipelined requests answered in their order.
package final class HTTPServer: Sendable {
  /// The port that is listened on, also where any was asked for.
  package var port: UInt16 { fatalError("not built yet") }

  /// Begins to listen on `port` (0: any that is free) of `host`, an address of this machine in digits.
  package init(
    host: String = "127.0.0.1", port: UInt16, limits: HTTPServerLimits = .standard,
    handler: @escaping @Sendable (HTTPRequest, HTTPReply) -> Void
  ) throws(NetworkError) {
    fatalError("not built yet")
  }

  /// Closes the port and every connection, answered or not, and waits for the thread to end; replies given
  /// afterwards go nowhere. Not to be called by the handler. A second call does nothing.
  package func stop() { fatalError("not built yet") }
}
