/// The text of a close frame.
enum CloseReason {
  /// At most 123 bytes (RFC 6455 5.5), without half a character at the end.
  static func bytes(_ reason: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for character in reason.unicodeScalars {
      let next = Array(String(character).utf8)
      guard bytes.count + next.count <= 123 else { break }
      bytes += next
    }
    return bytes
  }
}
