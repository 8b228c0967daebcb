import JSON
package import Runtime

/// Writes what a market channel tells as a recording that `Recording` reads: one frame a line.
///
/// A frame is written as it came, but for line breaks between its parts; one that is longer than a line may
/// be is an array and laid out one message a line. Where the stream was interrupted stand the words
/// `CONNECTION LOST`, and where it begins again `CONNECTION RESTORED`, which a reader takes for frames of text.
package struct MarketRecorder {
  /// What has been written so far.
  package struct Counts: Equatable, Sendable {
    /// Frames of JSON.
    package var frames = 0
    /// Messages in them.
    package var messages = 0
    /// Frames that begin like JSON and are none, and messages that are longer than a line may be; they are left
    /// out, since a recording must be readable.
    package var bad = 0
    /// Times that the connection was lost.
    package var losses = 0
    /// Times that the stream began.
    package var starts = 0

    /// Nothing yet.
    package init() {}
  }

  /// The longest line that is written, in bytes: a little less than what `Recording` takes.
  private static let longestLine = (1 << 20) - 64

  /// What has been written so far.
  package private(set) var counts = Counts()
  private let file: LineAppender
  private let reader = JSONReader(maximumDepth: 64, maximumBytes: 64 << 20)
  private var isLost = false

  /// Writes to `file`, which is flushed and closed by whoever owns it.
  package init(file: LineAppender) {
    self.file = file
  }

  /// Takes what a channel tells.
  package mutating func take(_ output: ChannelConnection.Output) throws(FileError) {
    switch output {
    case .data(let frame, _): try write(frame)
    case .word(let word):
      // Only words that a reader knows for such; others would be lines that are no JSON.
      if Self.isWord(word) { try file.write(word) }
    case .reread:
      counts.starts += 1
      if isLost { try file.write(Array("CONNECTION RESTORED".utf8)) }
      isLost = false
    case .interrupted:
      // Attempts to come back may fail many times; the gap is one.
      guard !isLost, counts.starts > 0 else { return }
      isLost = true
      counts.losses += 1
      try file.write(Array("CONNECTION LOST".utf8))
    }
  }

  private mutating func write(_ frame: [UInt8]) throws(FileError) {
    var lines: [[UInt8]] = []
    var count = 1
    do {
      try reader.withNode(of: frame) { node in
        if node.kind == .array {
          count = node.elements.reduce(0) { count, _ in count + 1 }
          guard frame.count > Self.longestLine else { return }
          for element in node.elements {
            lines.append(unsafe Self.line(Array(element.rawBytes)))
          }
        }
      }
    } catch {
      counts.bad += 1
      return
    }
    // One message alone may be too long as well, and so may a part of an array.
    if frame.count <= Self.longestLine || lines.isEmpty { lines = [Self.line(frame)] }
    let written = lines.filter { $0.count <= Self.longestLine }
    let dropped = lines.count - written.count
    counts.bad += dropped
    guard !written.isEmpty else { return }
    counts.frames += 1
    counts.messages += count - dropped
    for line in written { try file.write(line) }
  }

  /// Line breaks in JSON stand between its parts only, where a blank means the same.
  private static func line(_ json: [UInt8]) -> [UInt8] {
    guard json.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return json }
    return json.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
  }

  /// As `Recording` sees it: letters and blanks, at most 64.
  private static func isWord(_ frame: [UInt8]) -> Bool {
    (1...64).contains(frame.count)
      && frame.allSatisfy { byte in
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF) || byte == 0x20
      }
  }
}
