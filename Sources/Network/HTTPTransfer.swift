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
  private var fields: UnsafeMutablePointer<curl_slist>?
  /// Where libcurl writes what went wrong.
  private let complaint: UnsafeMutablePointer<CChar>
  private var response = HTTPResponse(status: 0)
  private var fieldBytes = 0
  /// The blank line behind the fields was there.
  private var isHeadComplete = false
  private var isBodyBegun = false
  private var isTooLarge = false
  private var configuration = HTTPClientConfiguration()

  private static let largestFields = 256 * 1_024

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
    guard isHeadComplete else {
      return end(error(.connectionLost(detail: "the answer ends inside its header fields")))
    }
    guard let handle = unsafe handle else { fatalError("a transfer ended that never began") }
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
    if isTooLarge { return error(.tooLarge(limit: configuration.responseBytes)) }
    let detail = unsafe String(cString: complaint)
    return error(
      NetworkError(
        code, request: request, configuration: configuration,
        detail: detail.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : detail))
  }

  @unsafe private func setOptions(_ handle: UnsafeMutableRawPointer) {
    func set(_ option: CURLoption, _ value: Int) {
      unsafe polytraders_curl_set_number(handle, option, value)
    }
    func set(_ option: CURLoption, _ value: String?) {
      unsafe polytraders_curl_set_text(handle, option, value)
    }
    set(CURLOPT_URL, request.url)
    // As written, also `..`: what is signed has to be what is sent.
    set(CURLOPT_PATH_AS_IS, 1)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_PROXY, configuration.proxy ?? "")
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if let file = configuration.trust.file {
      set(CURLOPT_CAINFO, file)
      set(CURLOPT_CAPATH, nil)
    }
    set(CURLOPT_ACCEPT_ENCODING, "")
    set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectMilliseconds)
    set(CURLOPT_TIMEOUT_MS, request.milliseconds ?? configuration.wholeMilliseconds)
    // Below the time after which servers close what is idle: a connection that is just being closed costs an
    // order its answer.
    set(CURLOPT_MAXAGE_CONN, 50)
    unsafe polytraders_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, complaint)
    unsafe polytraders_curl_set_callbacks(
      handle, { unsafe HTTPTransfer.take($0, $1, $2, $3) { unsafe $0.takeField($1) } },
      { unsafe HTTPTransfer.take($0, $1, $2, $3) { unsafe $0.takeBody($1) } },
      { user, _, _, _, _ in
        guard let user = unsafe user else { return CURL_PREREQFUNC_ABORT }
        let transfer = unsafe Unmanaged<HTTPTransfer>.fromOpaque(user).takeUnretainedValue()
        return transfer.maySend() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  @unsafe private func setMethodAndBody(
    _ handle: UnsafeMutableRawPointer
  ) throws(NetworkError) {
    let method = request.method
    guard !method.isEmpty, method.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
      throw .badMethod(method)
    }
    let isBodyUsual = ["POST", "PUT", "PATCH"].contains(method)
    if let body = request.body ?? (isBodyUsual ? [] : nil) {
      unsafe polytraders_curl_set_number(handle, CURLOPT_POST, 1)
      unsafe polytraders_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, body.count)
      unsafe body.withUnsafeBytes { bytes in
        // Copied; an empty body is not "read it by a callback".
        _ = unsafe polytraders_curl_set_pointer(
          handle, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress ?? UnsafeRawPointer(complaint))
      }
    } else if method == "HEAD" {
      unsafe polytraders_curl_set_number(handle, CURLOPT_NOBODY, 1)
    }
    unsafe polytraders_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, method)
  }

  @unsafe private func setFields(_ handle: UnsafeMutableRawPointer) throws(NetworkError) {
    // Without a value, libcurl leaves out what it would add by itself.
    var lines = ["Expect:"]
    if request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
    for field in request.headers.fields {
      let name = field.name.lowercased()
      guard field.isSafe, name != "content-length", name != "transfer-encoding" else {
        throw .badHeader(name: field.name)
      }
      lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
    }
    for line in lines {
      guard let longer = unsafe curl_slist_append(fields, line) else {
        throw .system(operation: "curl_slist_append", code: 0)
      }
      unsafe fields = unsafe longer
    }
    unsafe polytraders_curl_set_pointer(handle, CURLOPT_HTTPHEADER, fields)
  }

  /// A connection stands and the request is about to go out. libcurl repeats a request by itself where a kept
  /// connection ends without an answer; but the server may have acted on it.
  private func maySend() -> Bool {
    guard sendings == 0 || request.isRepeatable else { return false }
    sendings += 1
    return true
  }

  /// Bytes of an answer, from C; anything but their number ends the transfer.
  private static func take(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
    _ user: UnsafeMutableRawPointer?, _ body: (HTTPTransfer, UnsafeRawBufferPointer) -> Bool
  ) -> Int {
    guard let user = unsafe user else { return 0 }
    let transfer = unsafe Unmanaged<HTTPTransfer>.fromOpaque(user).takeUnretainedValue()
    let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe body(transfer, piece) ? piece.count : 0
  }

  private func takeField(_ bytes: UnsafeRawBufferPointer) -> Bool {
    fieldBytes += bytes.count
    guard fieldBytes <= Self.largestFields else {
      isTooLarge = true
      return false
    }
    // Fields behind the body tell nothing that is asked for here.
    guard !isBodyBegun else { return true }
    let line = unsafe String(decoding: bytes, as: UTF8.self)
    if line.hasPrefix("HTTP/") {
      // Those of an interim answer do not count.
      response.headers = HTTPHeaders()
      isHeadComplete = false
    } else if unsafe bytes.elementsEqual([0x0D, 0x0A]) || bytes.elementsEqual([0x0A]) {
      isHeadComplete = true
    } else if let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) {
      let value = line[line.utf8.index(after: colon)...]
      response.headers.add(String(line[..<colon]), Self.trimmed(value))
    }
    return true
  }

  private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    isBodyBegun = true
    guard response.body.count + bytes.count <= configuration.responseBytes else {
      isTooLarge = true
      return false
    }
    unsafe response.body.append(contentsOf: bytes)
    return true
  }

  private static func trimmed(_ text: Substring) -> String {
    func isBlank(_ byte: UInt8) -> Bool {
      byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
    }
    var bytes = text.utf8[...]
    while let first = bytes.first, isBlank(first) { bytes.removeFirst() }
    while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    return String(Substring(bytes))
  }
}
