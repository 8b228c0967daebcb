internal import CCurl

/// Where a URL leads, as libcurl reads it.
struct URLParts: Equatable {
  /// Without brackets around an IPv6 address.
  var host: String
  var port: UInt16
  var isSecure: Bool
  /// Path and query, as sent.
  var target: String

  /// Reads `url`, which is of one of the two schemes, without user name or password.
  init(_ url: String, secure: String, plain: String) throws(NetworkError) {
    guard let handle = unsafe curl_url() else { throw .system(operation: "curl_url", code: 0) }
    defer { unsafe curl_url_cleanup(handle) }
    let flags = UInt32(CURLU_NON_SUPPORT_SCHEME)
    guard !url.utf8.contains(0), unsafe curl_url_set(handle, CURLUPART_URL, url, flags) == CURLUE_OK
    else { throw .badURL(url) }
    func part(_ part: CURLUPart) -> String? {
      var text: UnsafeMutablePointer<CChar>?
      guard unsafe curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text = unsafe text else {
        return nil
      }
      defer { unsafe curl_free(text) }
      return unsafe String(cString: text)
    }
    let scheme = part(CURLUPART_SCHEME)
    guard scheme == secure || scheme == plain, part(CURLUPART_USER) == nil,
      let host = part(CURLUPART_HOST), !host.isEmpty
    else { throw .badURL(url) }
    isSecure = scheme == secure
    guard let port = UInt16(part(CURLUPART_PORT) ?? (isSecure ? "443" : "80")), port > 0 else {
      throw .badURL(url)
    }
    self.port = port
    self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    target = (part(CURLUPART_PATH) ?? "/") + (part(CURLUPART_QUERY).map { "?" + $0 } ?? "")
  }
}
