internal import CZlib
internal import Glibc

/// Called before every read with the descriptor that is to be read. Waits as its owner likes, and gives false where
/// nothing more is to be read: then the stream ends there.
package typealias ReadGate = (Int32) -> Bool

/// The bytes of a file, of standard input, or of a gzip file (uncompressed), piece by piece.
///
/// Compression is recognised by the gzip magic number, not by the name. A gzip file may consist of
/// several members, one behind the other, as `cat a.gz b.gz` makes. Zero bytes behind the last
/// member are padding.
@safe final class ByteSource {
  private static let pieceSize = 512 * 1024

  private let path: String
  private let descriptor: Int32
  private let gate: ReadGate?
  private let piece: UnsafeMutableRawBufferPointer
  /// The part of `piece` that has not been delivered or inflated.
  private var pending: Range<Int> = 0..<0
  private var isAtEnd = false
  private var stream: UnsafeMutablePointer<z_stream>?
  /// Inside a gzip member: its end is still to come.
  private var isInsideMember = false
  /// Bytes delivered so far.
  private(set) var delivered = 0

  /// Opens `path`, or takes standard input for `-`, and looks at the first bytes. With a gate nothing is waited
  /// for outside of it, not even the writer of a named pipe.
  init(path: String, gate: ReadGate? = nil) throws(FileError) {
    self.path = path
    self.gate = gate
    if path == "-" {
      descriptor = STDIN_FILENO
    } else {
      descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | (gate == nil ? 0 : O_NONBLOCK))
      guard descriptor >= 0 else { throw .system(path: path, operation: .open, code: errno) }
      var status = stat()
      if unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        close(descriptor)
        throw .isDirectory(path: path)
      }
    }
    unsafe piece = .allocate(byteCount: Self.pieceSize, alignment: 64)
    // A pipe may give the magic number byte by byte.
    while pending.count < 2, !isAtEnd { try fill() }
    if pending.count >= 2, unsafe piece[0] == 0x1F && piece[1] == 0x8B { startInflating() }
  }

  deinit {
    if let stream = unsafe stream {
      unsafe inflateEnd(stream)
      unsafe stream.deinitialize(count: 1)
      unsafe stream.deallocate()
    }
    if descriptor != STDIN_FILENO { close(descriptor) }
    unsafe piece.deallocate()
  }

  /// Puts up to `space.count` bytes into `space`, which is not empty; 0 at the end of the data.
  func read(into space: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    let count = unsafe stream == nil ? try readPlain(into: space) : try inflatePiece(into: space)
    delivered += count
    return count
  }

  private func readPlain(into space: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    // What was read to look for the magic number goes out first; then the caller's memory is read
    // into.
    if pending.isEmpty { return try unsafe readFile(into: space) }
    let count = min(space.count, pending.count)
    unsafe space.copyMemory(
      from: UnsafeRawBufferPointer(rebasing: piece[pending.lowerBound..<pending.lowerBound + count])
    )
    pending = (pending.lowerBound + count)..<pending.upperBound
    return count
  }

  private func readFile(into space: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    while true {
      if let gate, !gate(descriptor) { return 0 }
      let count = unsafe Glibc.read(descriptor, space.baseAddress, min(space.count, Self.pieceSize))
      if count >= 0 { return count }
      if errno == EINTR || (errno == EAGAIN && gate != nil) { continue }
      throw .system(path: path, operation: .read, code: errno)
    }
  }

  /// Appends to `pending`, or starts it anew where it is empty.
  private func fill() throws(FileError) {
    if pending.isEmpty { pending = 0..<0 }
    let free = unsafe UnsafeMutableRawBufferPointer(rebasing: piece[pending.upperBound...])
    let count = try unsafe readFile(into: free)
    if count == 0 { isAtEnd = true }
    pending = pending.lowerBound..<(pending.upperBound + count)
  }

  private func startInflating() {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15 bits of window, plus 16: a gzip wrapper is demanded.
    let status = unsafe inflateInit2_(
      stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { fatalError("zlib could not be initialised") }
    unsafe self.stream = unsafe stream
    isInsideMember = true
  }

  private func inflatePiece(into space: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    guard let stream = unsafe stream else { return 0 }
    unsafe stream.pointee.next_out = space.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(space.count)
    while true {
      let produced = unsafe space.count - Int(stream.pointee.avail_out)
      if produced == space.count { return produced }
      if pending.isEmpty {
        if !isAtEnd { try fill() }
        if pending.isEmpty {
          // What was inflated goes out first; the next call reports the missing rest.
          if produced > 0 || !isInsideMember { return produced }
          throw .truncatedGzip(path: path, readable: delivered)
        }
      }
      if !isInsideMember, try unsafe !startNextMember(stream) {
        if produced > 0 { return produced }
        continue
      }
      unsafe stream.pointee.next_in = piece.baseAddress?
        .assumingMemoryBound(to: UInt8.self).advanced(by: pending.lowerBound)
      unsafe stream.pointee.avail_in = UInt32(pending.count)
      let status = unsafe inflate(stream, Z_NO_FLUSH)
      pending = unsafe (pending.upperBound - Int(stream.pointee.avail_in))..<pending.upperBound
      switch status {
      case Z_OK, Z_BUF_ERROR: continue
      case Z_STREAM_END: isInsideMember = false
      default:
        // Deliver the good part now; zlib stays in its error state and says so again.
        let good = unsafe space.count - Int(stream.pointee.avail_out)
        if good > 0 { return good }
        throw .corruptGzip(path: path, readable: delivered)
      }
    }
  }

  /// Skips zero padding and begins the next member; false where nothing but padding was pending.
  private func startNextMember(_ stream: UnsafeMutablePointer<z_stream>) throws(FileError) -> Bool {
    var start = pending.lowerBound
    while start < pending.upperBound, unsafe piece[start] == 0 { start += 1 }
    pending = start..<pending.upperBound
    guard !pending.isEmpty else { return false }
    guard unsafe inflateReset(stream) == Z_OK else { fatalError("zlib could not be reset") }
    isInsideMember = true
    return true
  }
}
