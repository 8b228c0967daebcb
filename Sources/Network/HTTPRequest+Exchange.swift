internal import CMicroHTTPD

extension HTTPRequest {
  /// A copy of the request of `exchange`.
  @unsafe init(_ exchange: OpaquePointer) {
    method = unsafe String(polytraders_http_method(exchange))
    path = unsafe String(polytraders_http_path(exchange))
    body = unsafe Array(polytraders_http_body(exchange).bytes)
    headers = HTTPHeaders()
    headers.fields = unsafe Self.fields { unsafe polytraders_http_visit_headers(exchange, $0, $1) }
    query = unsafe Self.fields { unsafe polytraders_http_visit_query(exchange, $0, $1) }.map {
      (name: $0.name, value: $0.value)
    }
  }

  /// What `walk` visits.
  private static func fields(
    _ walk: (polytraders_http_visit, UnsafeMutableRawPointer) -> Void
  ) -> [HTTPHeaders.Field] {
    var fields: [HTTPHeaders.Field] = []
    unsafe withUnsafeMutablePointer(to: &fields) { fields in
      unsafe walk(
        { user, name, value in
          let fields = unsafe user?.assumingMemoryBound(to: [HTTPHeaders.Field].self)
          unsafe fields?.pointee.append(
            HTTPHeaders.Field(name: String(name), value: String(value)))
        }, fields)
    }
    return fields
  }
}

extension polytraders_http_text {
  fileprivate var bytes: UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: start, count: length)
  }
}

extension String {
  /// What is not UTF-8 becomes U+FFFD.
  fileprivate init(_ text: polytraders_http_text) {
    self = unsafe String(decoding: text.bytes, as: UTF8.self)
  }
}
