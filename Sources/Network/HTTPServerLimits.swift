/// What one HTTP server takes from strangers before it refuses them. Every value is above zero.
package struct HTTPServerLimits: Sendable, Hashable {
  /// Connections open at once; further ones are closed as soon as they are accepted.
  package var connections = 4_096
  /// Of those, from one address.
  package var connectionsPerAddress = 4_096
  /// Bytes of a request's line and header fields, with the memory of the connection itself: more is answered
  /// 431, or 414 where it is the line.
  package var headBytes = 32 * 1_024
  /// Header fields of one request: more is answered 431.
  package var headerFields = 128
  /// Bytes of a body, counted while it arrives: more is answered 413 and the connection closed.
  package var bodyBytes = 4 * 1_024 * 1_024
  /// Bytes of all bodies that are being read at once: a request that exceeds it is answered 503.
  package var bodiesBytes = 256 * 1_024 * 1_024
  /// Milliseconds from the first byte of a request to its last one, however steadily they drip: then 408 and
  /// the connection is closed.
  package var requestMilliseconds = 10_000
  /// Milliseconds in which an answer has to be taken by the client, unless it is sent slowly on purpose.
  package var answerMilliseconds = 30_000
  /// Milliseconds that a connection may lie idle between requests.
  package var idleMilliseconds = 60_000

  /// For clients on this machine and desks of ordinary size.
  package static let standard = HTTPServerLimits()

  /// The standard limits, to change some of them.
  package init() {}
}
