internal import CCurl

extension HTTPTransfer {
  /// How to connect and how long to wait.
  @unsafe func setOptions(_ handle: UnsafeMutableRawPointer) {
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
    // A name that is slow to be looked up holds up only the request that asks for it.
    set(CURLOPT_QUICK_EXIT, 1)
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

  /// What is asked.
  @unsafe func setMethodAndBody(
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

  /// The fields of the request, and none that libcurl would add without being asked.
  @unsafe func setFields(_ handle: UnsafeMutableRawPointer) throws(NetworkError) {
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
}
