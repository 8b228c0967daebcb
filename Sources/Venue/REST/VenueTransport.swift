package import Network

/// What carries requests to the venue: the real HTTP client, or a stand-in of a test.
package protocol VenueTransport: Sendable {
  /// The answer, whatever its status; an error says whether the request can have arrived.
  func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPResponse
}

extension HTTPClient: VenueTransport {}

/// Where a client gets its times from, in milliseconds.
package protocol VenueTimeSource: Sendable {
  /// Since 1970, by a clock that may be set.
  var wall: Int64 { get }
  /// Since some moment before; never runs backwards.
  var steady: Int64 { get }
  /// Returns after that time, or at once where the task is cancelled.
  func sleep(milliseconds: Int64) async
}
