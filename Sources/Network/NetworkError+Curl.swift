internal import CCurl

extension NetworkError {
  /// What libcurl's `code` means; `detail` is what it says in words.
  init(
    _ code: CURLcode, request: HTTPClientRequest, configuration: HTTPClientConfiguration,
    detail: String
  ) {
    let place = try? URLParts(request.url, secure: "https", plain: "http")
    let host = place?.host ?? request.url
    switch code {
    case CURLE_URL_MALFORMAT: self = .badURL(request.url)
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .unresolved(host: host)
    case CURLE_COULDNT_CONNECT:
      self = .unreachable(host: host, port: place?.port ?? 0, detail: detail)
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
      CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
      self = .untrusted(host: host, detail: detail)
    case CURLE_SSL_CACERT_BADFILE: self = .badAuthorities(file: configuration.trust.file ?? "")
    case CURLE_OPERATION_TIMEDOUT:
      self = .timedOut(milliseconds: request.milliseconds ?? configuration.wholeMilliseconds)
    // An answer without status line is "HTTP/0.9", which is not spoken.
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING, CURLE_WEIRD_SERVER_REPLY,
      CURLE_HTTP2, CURLE_HTTP2_STREAM:
      self = .undecodable(detail: detail)
    case CURLE_ABORTED_BY_CALLBACK:
      self = .connectionLost(detail: "the kept connection ended without an answer")
    default: self = .connectionLost(detail: detail)
    }
  }
}
