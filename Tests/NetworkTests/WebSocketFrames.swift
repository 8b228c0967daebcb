/// What a client without manners sends, byte by byte (RFC 6455 5.2).
enum WebSocketFrames {
  /// A handshake for `path`.
  static func handshake(_ path: String = "/ws/market", _ more: String = "") -> String {
    "GET \(path) HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\(more)\r\n"
  }

  /// A frame; `first` is the byte of FIN, RSV and opcode, `announced` the length that is told.
  static func frame(
    _ first: UInt8, _ payload: [UInt8], isMasked: Bool = true, announced: UInt64? = nil
  ) -> [UInt8] {
    let length = announced ?? UInt64(payload.count)
    let mask: UInt8 = isMasked ? 0x80 : 0
    var bytes = [first]
    if length < 126 {
      bytes.append(mask | UInt8(length))
    } else if length < 65_536 {
      bytes += [mask | 126, UInt8(length >> 8), UInt8(length & 0xFF)]
    } else {
      bytes.append(mask | 127)
      for shift in stride(from: 56, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: length >> UInt64(shift)))
      }
    }
    guard isMasked else { return bytes + payload }
    let key: [UInt8] = [1, 2, 3, 4]
    bytes += key
    return bytes + payload.enumerated().map { $1 ^ key[$0 % 4] }
  }

  static func text(_ text: String) -> [UInt8] {
    frame(0x81, Array(text.utf8))
  }

  /// The code of the close frame in what a server sent behind its handshake; nil where there is none.
  static func closeCode(_ bytes: [UInt8]) -> UInt16? {
    var rest = bytes[...]
    while rest.count >= 2 {
      let first = rest[rest.startIndex]
      var length = Int(rest[rest.startIndex + 1] & 0x7F)
      rest = rest.dropFirst(2)
      if length == 126 {
        guard rest.count >= 2 else { return nil }
        length = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
        rest = rest.dropFirst(2)
      }
      guard rest.count >= length else { return nil }
      if first & 0x0F == 8 {
        guard length >= 2 else { return 1005 }
        return UInt16(rest[rest.startIndex]) << 8 | UInt16(rest[rest.startIndex + 1])
      }
      rest = rest.dropFirst(length)
    }
    return nil
  }
}
