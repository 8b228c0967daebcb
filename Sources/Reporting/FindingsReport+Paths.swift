extension FindingsReport {
  /// A path as it stands in a pull request: below `folder`, without `./`.
  func relative(_ path: String) -> String {
    var path = path
    if !folder.isEmpty, path.hasPrefix(folder + "/") {
      path = String(path.dropFirst(folder.count + 1))
    }
    while path.hasPrefix("./") { path = String(path.dropFirst(2)) }
    return path
  }

  /// A relative reference of RFC 3986, or a `file:` URI for what lies elsewhere.
  func uri(_ path: String) -> String {
    let relative = relative(path)
    var uri = relative.hasPrefix("/") ? "file://" : ""
    for byte in relative.utf8 {
      let isPlain =
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || Self.plainBytes.contains(byte)
      let hex = String(byte, radix: 16, uppercase: true)
      uri += isPlain ? String(UnicodeScalar(byte)) : "%" + (hex.count == 1 ? "0" : "") + hex
    }
    return uri
  }

  /// Those that stand for themselves in a path; a colon would make its first part a scheme.
  private static let plainBytes = Set("-._~/!$&'()*+,;=@".utf8)
}
