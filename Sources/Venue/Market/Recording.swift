import JSON
import Runtime

/// A recorded session of the market channel: one frame a line, plain or gzipped, or standard input
/// (`-`).
///
/// A frame is a message, an array of messages (the first after a subscription), or a word such as
/// `PONG` that the venue sends on the same socket. A bad line is an error that names it; the next
/// call goes on behind it.
///
/// ```swift
/// let recording = try Recording(path: "nhl.ndjson.gz")
/// var message = MarketMessage()
/// while try recording.next(into: &message) { … }
/// ```
package final class Recording {
  /// What has been read so far.
  package struct Counts: Equatable, Sendable {
    /// Messages given.
    package var messages = 0
    /// `PONG` and `PING` frames.
    package var keepAlives = 0
    /// Other frames that are words, not JSON, such as `INVALID OPERATION`.
    package var textFrames = 0
    /// Lines that were errors.
    package var badLines = 0
    /// Messages of event types this project does not know; they are given all the same.
    package var unknownEvents = 0

    /// Nothing read yet.
    package init() {}
  }

  /// As the user named it.
  package var path: String { lines.path }
  /// What has been read so far.
  package private(set) var counts = Counts()
  /// The line of the current message, from 1.
  package private(set) var lineNumber = 0
  /// Where the current message begins in the uncompressed recording, in bytes.
  package private(set) var byteOffset = 0
  /// Uncompressed bytes taken in so far; at the end, the size of the recording.
  package var byteCount: Int { lines.byteCount }
  /// Gives ids their numbers; shared where several recordings make one session.
  package let decoder: MarketMessageDecoder

  private let lines: LineReader
  private let reader: JSONReader
  /// Elements of an array frame that are still to be given.
  private var rest: JSONElements?
  private var current: JSONNode?
  private var lineOffset = 0

  /// Opens `path`; lines may have up to `maximumLineLength` bytes.
  package init(
    path: String, decoder: MarketMessageDecoder = MarketMessageDecoder(),
    maximumLineLength: Int = 1 << 20
  ) throws(RecordingError) {
    do {
      lines = try LineReader(path: path, maximumLineLength: maximumLineLength)
    } catch {
      throw .file(error)
    }
    reader = JSONReader(maximumDepth: 64, maximumBytes: maximumLineLength)
    self.decoder = decoder
  }

  /// The text of the current message, valid until the next call of `next`.
  @unsafe package var currentBytes: UnsafeRawBufferPointer {
    unsafe current.map { unsafe $0.rawBytes } ?? UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// The event type of the current message as written, known or not; nil where it has none.
  package var currentEventType: String? {
    current?.member("event_type")?.string
  }

  /// Fills `message` with the next message; false at the end.
  package func next(into message: inout MarketMessage) throws(RecordingError) -> Bool {
    while true {
      if let node = rest?.next() {
        try decode(node, into: &message)
        return true
      }
      rest = nil
      current = nil
      guard let line = try unsafe nextLine() else { return false }
      lineNumber = unsafe line.number
      lineOffset = unsafe line.byteOffset
      guard unsafe !takeTextFrame(line.bytes) else { continue }
      let node = try unsafe parse(line)
      if node.kind == .array {
        rest = node.elements
        continue
      }
      try decode(node, into: &message)
      return true
    }
  }

  private func nextLine() throws(RecordingError) -> Line? {
    do {
      return try unsafe lines.next()
    } catch {
      throw .file(error)
    }
  }

  /// Whether the line is a word of the venue's and not meant as JSON: letters and blanks only.
  private func takeTextFrame(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let first = unsafe bytes.first, first != UInt8(ascii: "{"), first != UInt8(ascii: "[")
    else { return false }
    let isWord =
      unsafe bytes.count <= 64
      && bytes.allSatisfy { byte in
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF) || byte == UInt8(ascii: " ")
      }
    guard isWord else { return false }
    if unsafe bytes.elementsEqual("PONG".utf8) || bytes.elementsEqual("PING".utf8) {
      counts.keepAlives += 1
    } else {
      counts.textFrames += 1
    }
    return true
  }

  private func parse(_ line: Line) throws(RecordingError) -> JSONNode {
    do {
      return try unsafe reader.parse(line.bytes)
    } catch {
      counts.badLines += 1
      let offset = lineOffset + error.byteOffset
      switch error {
      case .unexpectedEnd, .unterminatedString, .badLiteral, .badNumber:
        // Without a line feed behind it, what does not fit may be the half of something that would.
        if unsafe !line.isComplete { throw .cutOff(line: lineNumber, byteOffset: offset) }
      default: break
      }
      throw .notJSON(error, line: lineNumber, byteOffset: offset)
    }
  }

  private func decode(
    _ node: JSONNode, into message: inout MarketMessage
  ) throws(RecordingError) {
    current = node
    byteOffset = lineOffset + node.byteOffset
    do {
      try decoder.decode(node, into: &message)
    } catch {
      counts.badLines += 1
      throw .notAMessage(error, line: lineNumber, byteOffset: lineOffset + error.byteOffset)
    }
    counts.messages += 1
    if message.kind == .unknown { counts.unknownEvents += 1 }
  }
}
