import JSON

/// The two channels of the venue (facts/polymarket-v2.md 3).
package enum ChannelKind: String, Sendable {
  /// Books and trades of tokens; anybody may listen.
  case market
  /// The orders and trades of one API key.
  case user

  /// Behind the host.
  package var path: String { "/ws/\(rawValue)" }
}

/// The frames that a client sends.
enum ChannelFrame {
  static let ping = Array("PING".utf8)
  static let pong = Array("PONG".utf8)

  /// The first frame behind the handshake. A user channel without markets tells of all.
  static func subscription(
    _ kind: ChannelKind, _ topics: [String], _ credentials: APICredentials?,
    hasCustomFeatures: Bool
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    switch kind {
    case .market:
      writer.key("assets_ids")
      write(topics, to: &writer)
      writer.key("type")
      writer.string("market")
      writer.key("custom_feature_enabled")
      writer.bool(hasCustomFeatures)
    case .user:
      if let credentials {
        writer.key("auth")
        writer.beginObject()
        writer.key("apiKey")
        writer.string(credentials.key)
        writer.key("secret")
        writer.string(credentials.secret)
        writer.key("passphrase")
        writer.string(credentials.passphrase)
        writer.endObject()
      }
      if !topics.isEmpty {
        writer.key("markets")
        write(topics, to: &writer)
      }
      writer.key("type")
      writer.string("user")
    }
    writer.endObject()
    return writer.bytes
  }

  /// A change of what an open channel tells.
  static func change(
    _ kind: ChannelKind, isSubscribe: Bool, _ topics: [String]
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    if kind == .market { writer.key("assets_ids") } else { writer.key("markets") }
    write(topics, to: &writer)
    writer.key("operation")
    if isSubscribe { writer.string("subscribe") } else { writer.string("unsubscribe") }
    writer.endObject()
    return writer.bytes
  }

  private static func write(_ topics: [String], to writer: inout JSONWriter) {
    writer.beginArray()
    for topic in topics { writer.string(topic) }
    writer.endArray()
  }
}

extension ChannelFrame {
  /// What a frame of the venue holds, by its first bytes.
  static func kind(of frame: [UInt8]) -> ChannelMachine.FrameKind {
    if frame == pong { return .pong }
    if frame == ping { return .ping }
    let first = frame.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .data : .other
  }
}
