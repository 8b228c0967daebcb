internal import Glibc

/// One line of a stream. The bytes are valid until the reader's next `next()`.
@unsafe package struct Line {
  /// The line without its line feed, without a carriage return before it, and in line 1 without a
  /// byte order mark. Never empty.
  package var bytes: UnsafeRawBufferPointer
  /// Counts from 1, empty lines included.
  package var number: Int
  /// Where `bytes` begins in the uncompressed stream.
  package var byteOffset: Int
  /// False for a last line without a line feed: its writer may have been cut off in the middle of
  /// it.
  package var isComplete: Bool
}

/// Reads the lines of an NDJSON file, a gzip file or standard input (`-`) in bounded memory.
///
/// Memory is the line limit plus one piece of 512 KiB, whatever the file. Empty lines are counted,
/// not given.
@safe package final class LineReader {
  /// So many bytes behind a line may be looked at, whatever they are.
  package static let padding = 64
  /// The longest line in bytes, without its end.
  package let maximumLineLength: Int
  /// As the user named it.
  package let path: String
  /// Lines seen so far, empty ones included.
  package private(set) var lineCount = 0
  /// Empty lines seen so far.
  package private(set) var emptyLineCount = 0
  /// Bytes of the uncompressed stream taken in so far; at the end of the stream, all of them.
  package var byteCount: Int { source.delivered }

  private let source: ByteSource
  /// All that `buffer` lies in, with the padding behind it.
  private let memory: UnsafeMutableRawBufferPointer
  private let buffer: UnsafeMutableRawBufferPointer
  /// The part of `buffer` that has been read and not yet given.
  private var pending: Range<Int> = 0..<0
  /// How far behind `pending.lowerBound` no line feed was found.
  private var searched = 0
  /// Offset in the stream of `buffer[0]`.
  private var bufferOffset = 0
  private var isAtEnd = false

  /// Opens `path`; lines may have up to `maximumLineLength` bytes. A `gate` is asked before every read, so that
  /// whoever serves a pipe can do something else while nothing comes.
  package init(
    path: String, maximumLineLength: Int = 1 << 20, gate: ReadGate? = nil
  ) throws(FileError) {
    precondition(maximumLineLength > 0, "a line has at least one byte")
    self.path = path
    self.maximumLineLength = maximumLineLength
    source = try ByteSource(path: path, gate: gate)
    unsafe memory = .allocate(
      byteCount: maximumLineLength + 512 * 1024 + 2 + Self.padding, alignment: 64)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
    unsafe buffer = UnsafeMutableRawBufferPointer(
      rebasing: memory.dropLast(Self.padding))
  }

  deinit {
    unsafe memory.deallocate()
  }

  /// The next line that is not empty, or nil at the end of the stream.
  @unsafe package func next() throws(FileError) -> Line? {
    while let line = try unsafe nextRaw() {
      if unsafe line.bytes.isEmpty {
        emptyLineCount += 1
        continue
      }
      return unsafe line
    }
    return nil
  }

  /// Passes over the line that was refused as too long, whatever its length: up to its line feed, or to the end of
  /// the stream.
  package func skipLongLine() throws(FileError) {
    while true {
      let start = pending.lowerBound
      if let base = unsafe buffer.baseAddress,
        let found = unsafe memchr(base + start, 0x0A, pending.count)
      {
        let end = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
        pending = (end + 1)..<pending.upperBound
        break
      }
      pending = pending.upperBound..<pending.upperBound
      guard !isAtEnd else { break }
      try refill()
    }
    searched = 0
    lineCount += 1
  }

  private func nextRaw() throws(FileError) -> Line? {
    while true {
      let start = pending.lowerBound + searched
      if let base = unsafe buffer.baseAddress,
        let found = unsafe memchr(base + start, 0x0A, pending.upperBound - start)
      {
        return try unsafe take(upTo: UnsafeRawPointer(found) - UnsafeRawPointer(base), feed: 1)
      }
      searched = pending.count
      // One byte more for a carriage return whose line feed is still to come.
      guard searched <= maximumLineLength + 1 else { throw tooLong() }
      if isAtEnd {
        guard !pending.isEmpty else { return nil }
        return try unsafe take(upTo: pending.upperBound, feed: 0)
      }
      try refill()
    }
  }

  /// Cuts off the line that ends in front of `end`; `feed` is the length of the line feed behind
  /// it.
  private func take(upTo end: Int, feed: Int) throws(FileError) -> Line {
    var start = pending.lowerBound
    var stop = end
    if lineCount == 0, end - start >= 3,
      unsafe buffer[start] == 0xEF && buffer[start + 1] == 0xBB && buffer[start + 2] == 0xBF
    {
      start += 3
    }
    if stop > start, unsafe buffer[stop - 1] == 0x0D { stop -= 1 }
    guard stop - start <= maximumLineLength else { throw tooLong() }
    lineCount += 1
    pending = (end + feed)..<pending.upperBound
    searched = 0
    return unsafe Line(
      bytes: UnsafeRawBufferPointer(rebasing: buffer[start..<stop]), number: lineCount,
      byteOffset: bufferOffset + start, isComplete: feed > 0)
  }

  private func refill() throws(FileError) {
    // The unfinished line moves to the front, so that every piece comes into the same memory, which then stays in
    // the processor's cache; a long one moves only where there is no room.
    let room = unsafe buffer.count - pending.upperBound
    if pending.lowerBound > 0, pending.count <= 16 * 1024 || room < 256 * 1024 {
      unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[pending]))
      bufferOffset += pending.lowerBound
      pending = 0..<pending.count
    }
    let free = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[pending.upperBound...])
    let count = try unsafe source.read(into: free)
    if count == 0 { isAtEnd = true }
    pending = pending.lowerBound..<(pending.upperBound + count)
  }

  private func tooLong() -> FileError {
    .lineTooLong(
      path: path, line: lineCount + 1, offset: bufferOffset + pending.lowerBound,
      limit: maximumLineLength)
  }
}
