/// Cuts the byte stream of a client into message bodies: header lines that end with CR LF, an empty line, as
/// many bytes as `Content-Length` says (LSP 3.17, "Base Protocol"). Bytes may come in pieces of any size.
///
/// A stream cannot be trusted: what a header announces is bounded, a header without a length is skipped to its
/// end, and the decoder goes on behind it. It never fails and never keeps more than its limits.
package struct FrameDecoder: Sendable {
  /// What came out of the stream.
  package enum Frame: Equatable, Sendable {
    /// The bytes of one message.
    case body([UInt8])
    /// A header that could not be followed; the stream goes on behind it.
    case fault(Fault)
  }

  /// Why a header could not be followed.
  package enum Fault: Error, Equatable, Sendable {
    /// A header block without `Content-Length`.
    case noLength
    /// The value of `Content-Length` as it stood there, which is no number.
    case badLength(String)
    /// A body of more bytes than are read; it is passed over.
    case bodyTooLong(Int, limit: Int)
    /// Header lines of more bytes than are read.
    case headerTooLong(limit: Int)
    /// A character set other than UTF-8.
    case notUTF8(String)

    /// What is wrong, for the log of the client.
    package var message: String {
      switch self {
      case .noLength: "a header has no Content-Length"
      case .badLength(let text): "Content-Length '\(text)' is no number"
      case .bodyTooLong(let count, let limit):
        "a message has \(count) bytes; at most \(limit) are read"
      case .headerTooLong(let limit): "a header has more than \(limit) bytes"
      case .notUTF8(let name): "messages are UTF-8, not '\(name)'"
      }
    }
  }

  /// The longest body, in bytes.
  package let longestBody: Int
  /// The longest header block, in bytes.
  package static let longestHeader = 4_096

  private var header: [UInt8] = []
  private var body: [UInt8] = []
  /// Bytes of the body that are still to come; nil inside a header.
  private var missing: Int?
  /// Whether the body is passed over.
  private var isSkipping = false
  /// Whether the rest of a header that is too long is passed over.
  private var isHeaderLost = false

  /// A decoder at the beginning of a stream.
  package init(longestBody: Int = 16 << 20) {
    self.longestBody = longestBody
  }

  /// Takes the next bytes of the stream and gives what they complete.
  package mutating func receive(_ bytes: some Sequence<UInt8>) -> [Frame] {
    var frames: [Frame] = []
    let bytes = Array(bytes)
    var position = 0
    while position < bytes.count {
      if let missing {
        let count = min(missing, bytes.count - position)
        if !isSkipping { body += bytes[position..<position + count] }
        position += count
        self.missing = missing - count
      } else {
        header.append(bytes[position])
        position += 1
        if header.suffix(4) == [13, 10, 13, 10] || header == [13, 10] { endHeader(&frames) }
        boundHeader(&frames)
      }
      if missing == 0 { endBody(&frames) }
    }
    return frames
  }

  private mutating func endBody(_ frames: inout [Frame]) {
    if !isSkipping { frames.append(.body(body)) }
    body = []
    missing = nil
    isSkipping = false
  }

  /// Keeps of a header that is too long no more than what tells its end.
  private mutating func boundHeader(_ frames: inout [Frame]) {
    guard missing == nil, header.count > Self.longestHeader else { return }
    if !isHeaderLost { frames.append(.fault(.headerTooLong(limit: Self.longestHeader))) }
    isHeaderLost = true
    header = header.suffix(3)
  }

  private mutating func endHeader(_ frames: inout [Frame]) {
    let text = String(decoding: header, as: UTF8.self)
    header = []
    guard !isHeaderLost else {
      isHeaderLost = false
      return
    }
    do throws(Fault) {
      let length = try Self.length(text)
      guard length <= longestBody else {
        frames.append(.fault(.bodyTooLong(length, limit: longestBody)))
        isSkipping = true
        missing = length
        return
      }
      missing = length
      body.reserveCapacity(length)
    } catch {
      frames.append(.fault(error))
    }
  }

  private static func length(_ header: String) throws(Fault) -> Int {
    var length: Int?
    for line in header.unicodeScalars.split(whereSeparator: { $0 == "\r" || $0 == "\n" }) {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      let value = String(parts[1]).filter { $0 != " " && $0 != "\t" }
      switch String(parts[0]).lowercased() {
      case "content-length":
        guard !value.isEmpty, value.utf8.allSatisfy({ (48...57).contains($0) }),
          let number = Int(value)
        else { throw .badLength(String(value.prefix(40))) }
        length = number
      case "content-type":
        let lower = value.lowercased()
        guard let start = lower.range(ofText: "charset=") else { continue }
        let name = lower[start...].prefix { $0 != ";" }
        guard ["utf-8", "utf8", "\"utf-8\""].contains(String(name)) else {
          throw .notUTF8(String(name.prefix(40)))
        }
      default: continue
      }
    }
    guard let length else { throw .noLength }
    return length
  }
}

extension String {
  /// The index behind the first occurrence of `text`.
  fileprivate func range(ofText text: String) -> String.Index? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
