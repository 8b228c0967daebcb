internal import CCurl
internal import Synchronization

/// One request on its way, and what came of it so far.
///
/// `@unchecked`: `completion` is set before the transfer is given to the loop, all else belongs to the loop's
/// thread.
@safe final class HTTPTransfer: @unchecked Sendable {
  let request: HTTPClientRequest
  /// Called once.
  var completion: (@Sendable (Result<HTTPResponse, HTTPClientError>) -> Void)?
  let isCancelled = Atomic<Bool>(false)
  private(set) var handle: UnsafeMutableRawPointer?

  /// How often the request was about to be sent.
  private var sendings = 0
  /// The lines of the header; they live as long as the handle.
  var fields: UnsafeMutablePointer<curl_slist>?
  /// Where libcurl writes what went wrong.
  let complaint: UnsafeMutablePointer<CChar>
  private(set) var configuration = HTTPClientConfiguration()
  private var answer = IncomingAnswer(bodyLimit: 0)

  init(_ request: HTTPClientRequest) {
    self.request = request
    unsafe complaint = .allocate(capacity: Int(CURL_ERROR_SIZE))
    unsafe complaint.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    if let handle = unsafe handle { unsafe curl_easy_cleanup(handle) }
    unsafe curl_slist_free_all(fields)
    unsafe complaint.deallocate()
  }

  /// The handle that carries the request, not yet begun.
  @unsafe func prepare(
    _ configuration: HTTPClientConfiguration
  ) throws(NetworkError) -> UnsafeMutableRawPointer {
    guard let handle = unsafe curl_easy_init() else {
      throw .system(operation: "curl_easy_init", code: 0)
    }
    unsafe self.handle = unsafe handle
    self.configuration = configuration
    answer = IncomingAnswer(bodyLimit: configuration.responseBytes)
    guard !request.url.utf8.contains(0) else { throw .badURL(request.url) }
    _ = try URLParts(request.url, secure: "https", plain: "http")
    unsafe setOptions(handle)
    unsafe try setMethodAndBody(handle)
    unsafe try setFields(handle)
    if case .authorities(let file) = configuration.trust { try TLSTrust.checkReadable(file) }
    return unsafe handle
  }

  /// The transfer ended by itself.
  func end(_ code: CURLcode) {
    guard code == CURLE_OK else { return end(error(code)) }
    // libcurl takes a connection that ends inside the fields for the end of the fields.
    guard answer.isHeadComplete else {
      return end(error(.connectionLost(detail: "the answer ends inside its header fields")))
    }
    guard let handle = unsafe handle else { fatalError("a transfer ended that never began") }
    var response = answer.response
    response.status = unsafe polytraders_curl_status(handle)
    finish(.success(response))
  }

  /// The transfer was ended, or never began.
  func end(_ error: HTTPClientError) {
    finish(.failure(error))
  }

  /// `reason` on the side of the wire on which the request is. In doubt it was sent.
  func error(_ reason: NetworkError) -> HTTPClientError {
    sendings == 0 ? .notSent(reason) : .unanswered(reason)
  }

  private func finish(_ result: Result<HTTPResponse, HTTPClientError>) {
    if let handle = unsafe handle { unsafe curl_easy_cleanup(handle) }
    unsafe handle = nil
    let completion = completion
    self.completion = nil
    completion?(result)
  }

  private func error(_ code: CURLcode) -> HTTPClientError {
    if answer.isTooLarge { return error(.tooLarge(limit: configuration.responseBytes)) }
    let detail = unsafe String(cString: complaint)
    return error(
      NetworkError(
        code, request: request, configuration: configuration,
        detail: detail.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : detail))
  }

  /// A connection stands and the request is about to go out. libcurl repeats a request by itself where a kept
  /// connection ends without an answer; but the server may have acted on it.
  func maySend() -> Bool {
    guard sendings == 0 || request.isRepeatable else { return false }
    sendings += 1
    return true
  }

  /// A line of the answer's head; false ends the transfer.
  @unsafe func takeField(_ bytes: UnsafeRawBufferPointer) -> Bool {
    unsafe answer.takeField(bytes)
  }

  /// A piece of the answer's body; false ends the transfer.
  @unsafe func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    unsafe answer.takeBody(bytes)
  }
}
