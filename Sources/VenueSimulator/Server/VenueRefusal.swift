import JSON
package import Network

/// Why the venue does not do what a request asks, in the venue's words: a status other than 200 and a body
/// `{"error":text}` (facts/polymarket-v2.md 2.6).
package struct VenueRefusal: Error, Equatable, Sendable {
  /// 400...599.
  package var status: Int
  /// The venue's text, word for word.
  package var text: String
  /// A word for programs, which few refusals have: `post_only_mode`.
  package var code: String?
  /// Seconds until another try makes sense; also sent as `Retry-After`.
  package var retryAfter: Int64?
  /// The id to go on with where a heartbeat broke its chain; such a refusal names its text `error_msg`.
  package var heartbeatID: String?
  /// How it is written; the guards before the venue do not speak its JSON.
  package var form = Form.json

  /// How a refusal is written.
  package enum Form: Sendable, Equatable {
    /// `{"error":text}`.
    case json
    /// The text alone, as while the engine restarts.
    case plain
    /// A page in HTML, as from the guard before the venue.
    case page
  }

  /// A refusal with these parts.
  package init(
    _ status: Int, _ text: String, code: String? = nil, retryAfter: Int64? = nil,
    heartbeatID: String? = nil
  ) {
    self.status = status
    self.text = text
    self.code = code
    self.retryAfter = retryAfter
    self.heartbeatID = heartbeatID
  }

  /// The answer that tells it.
  package var response: HTTPResponse {
    guard form == .json else {
      let type = form == .page ? "text/html; charset=UTF-8" : "text/plain; charset=utf-8"
      return HTTPResponse(
        status: status, headers: HTTPHeaders(["Content-Type": type]), body: Array(text.utf8))
    }
    var writer = JSONWriter()
    writer.beginObject()
    writer.key(heartbeatID == nil ? "error" : "error_msg")
    writer.string(text)
    if let heartbeatID {
      writer.key("heartbeat_id")
      writer.string(heartbeatID)
    }
    if let code {
      writer.key("code")
      writer.string(code)
    }
    if let retryAfter {
      writer.key("retry_after_seconds")
      writer.integer(retryAfter)
    }
    writer.endObject()
    var response = HTTPResponse.json(writer.bytes, status: status)
    if let retryAfter { response.headers.add("Retry-After", String(retryAfter)) }
    return response
  }
}

extension VenueRefusal {
  static let unauthorized = VenueRefusal(401, "Unauthorized/Invalid api key")
  static let badWalletHeaders = VenueRefusal(401, "Invalid L1 Request headers")
  static let cannotCreateKey = VenueRefusal(400, "Could not create api key")
  static let cannotDeriveKey = VenueRefusal(400, "Could not derive api key!")
  static let unknownPath = VenueRefusal(404, "not found")
  static let methodNotAllowed = VenueRefusal(405, "method not allowed")
  static let invalidToken = VenueRefusal(400, "Invalid token id")
  static let invalidSide = VenueRefusal(400, "Invalid side")
  static let invalidPayload = VenueRefusal(400, "Invalid payload")
  static let payloadTooLong = VenueRefusal(400, "Payload exceeds the limit")
  static let noBook = VenueRefusal(404, "No orderbook exists for the requested token id")
  static let noMarket = VenueRefusal(404, "market not found")
  static let invalidOrder = VenueRefusal(400, "Invalid order payload")
  static let wrongOwner = VenueRefusal(
    400, "the order owner has to be the owner of the API KEY")
  static let wrongSigner = VenueRefusal(
    400, "the order signer address has to be the address of the API KEY")
  static let versionMismatch = VenueRefusal(400, "order_version_mismatch")
  static let invalidSignature = VenueRefusal(400, "invalid signature")
  static let invalidOrderID = VenueRefusal(400, "Invalid orderID")
  static let invalidCursor = VenueRefusal(400, "invalid next_cursor")
  static let invalidParameter = VenueRefusal(400, "Invalid request parameters")
  /// Behind an own front door the venue lets nobody queue for ever.
  static let tooManyRequests = VenueRefusal(429, "Too Many Requests", retryAfter: 1)

  static func tooManyOrders(_ count: Int, limit: Int) -> VenueRefusal {
    VenueRefusal(400, "Too many orders in payload: \(count), max allowed: \(limit)")
  }
}

extension HTTPResponse {
  /// An answer with a JSON body.
  static func json(_ body: [UInt8], status: Int = 200) -> HTTPResponse {
    HTTPResponse(
      status: status, headers: HTTPHeaders(["Content-Type": "application/json"]), body: body)
  }
}
