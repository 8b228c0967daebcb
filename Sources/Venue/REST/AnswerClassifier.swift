import JSON
package import Network

/// Sorts answers into classes, by status and body.
package enum AnswerClassifier {
  /// The class of an answer; nil for one of status 200, whose body then decides.
  package static func failure(of response: HTTPResponse) -> VenueFailure? {
    guard response.status != 200 else { return nil }
    let body = ErrorBody(response)
    let notice = RateNotice(response.headers)
    let wait = notice.retryAfter ?? body.retryAfter
    switch response.status {
    case 401: return .unauthorised(text: body.text)
    case 425: return .restarting(retryAfter: wait)
    case 429:
      var notice = notice
      notice.retryAfter = wait
      return .throttled(notice)
    default: break
    }
    guard body.isObject else {
      return .unknown(
        body.isPage
          ? .page(status: response.status) : .status(response.status, text: body.text))
    }
    if let halt = halt(body), response.status == 503 || body.code != nil {
      return .halted(halt, retryAfter: wait)
    }
    let rejection = VenueFailure.Rejection(text: body.text, status: response.status)
    switch response.status {
    case 400, 402..<500:
      return body.text.isEmpty
        ? .unknown(.status(response.status, text: "")) : .rejected(rejection)
    case 500 where rejection.reason == .engineTimedOut: return .rejected(rejection)
    default: return .unknown(.status(response.status, text: body.text))
    }
  }

  /// The class of a request that got no answer.
  package static func failure(of error: HTTPClientError) -> VenueFailure {
    switch error {
    case .notSent(let reason): .notSent(reason)
    case .unanswered(let reason): .unknown(.unanswered(reason))
    }
  }

  private static func halt(_ body: ErrorBody) -> VenueFailure.Halt? {
    let text = body.text.lowercased()
    if body.code == "post_only_mode" || text.contains("post-only mode") { return .postOnly }
    if text.contains("cancel-only") { return .cancelOnly }
    return text.contains("trading is currently disabled") ? .disabled : nil
  }
}

/// The body of an answer that is not 200: an object with `error`, a plain text, or a web page.
struct ErrorBody {
  /// The venue's words; for a plain text its beginning, without control characters.
  var text = ""
  /// `code`, where it is told.
  var code: String?
  /// `retry_after_seconds`, where it is told.
  var retryAfter: Int?
  /// Whether the body is a JSON object.
  var isObject = false
  /// Whether it is HTML or XML.
  var isPage = false

  init(_ response: HTTPResponse) {
    let body = response.body
    let reader = JSONReader(maximumBytes: 1 << 20)
    let isRead: Void? = try? reader.withNode(of: body) { node in
      if node.kind == .object {
        isObject = true
        let words = node.member("error") ?? node.member("error_msg") ?? node.member("errorMsg")
        text = words?.string ?? ""
        code = node.member("code")?.string
        retryAfter = node.member("retry_after_seconds")?.int64.flatMap(Int.init(exactly:))
          .flatMap { $0 >= 0 ? $0 : nil }
      } else {
        text = node.string ?? ""
      }
    }
    guard isRead == nil else { return }
    isPage = body.first { $0 > 0x20 } == UInt8(ascii: "<")
    text = String(
      String.UnicodeScalarView(
        String(decoding: body.prefix(200), as: UTF8.self).unicodeScalars
          .filter { $0.value >= 0x20 && $0.value != 0x7F }))
  }
}
