/// What is asked of a server.
package struct HTTPClientRequest: Sendable {
  /// In capitals.
  package var method: String
  /// `http://` or `https://`, sent as written: percent-encode what needs it.
  package var url: String
  /// Content-Length, Host and the like come by themselves. Values with line breaks or NUL are refused.
  package var headers: HTTPHeaders
  /// The exact bytes; nil sends no body.
  package var body: [UInt8]?
  /// Whether the request may be sent a second time where a kept connection turns out to be dead. False: it is sent
  /// at most once, and the error is `unanswered`.
  package var isRepeatable: Bool
  /// Milliseconds for everything; nil: as configured.
  package var milliseconds: Int?

  /// A request that is repeatable if its method is GET or HEAD.
  package init(
    method: String, url: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8]? = nil,
    milliseconds: Int? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.milliseconds = milliseconds
    isRepeatable = method == "GET" || method == "HEAD"
  }
}
