internal import CZlib
internal import Glibc

/// Adds lines to a file while they come, so that the file is whole at every moment between two flushes:
/// for recordings that last for days. `-` is standard output.
///
/// A flush writes whole lines only; in a file whose name ends in `.gz` it adds a gzip member of its own, so
/// that what was flushed stays readable whatever happens to the process. Where the file was renamed or
/// removed meanwhile, as rotation does, the next flush begins a new one at the path, between two lines.
@safe package final class LineAppender {
  /// Of uncompressed lines that wait; more are flushed without being asked.
  private static let pieceSize = 1 << 20

  private let path: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  /// Bytes taken so far, before compression.
  package private(set) var byteCount = 0
  /// How often a new file was begun because the old one was gone.
  package private(set) var rotationCount = 0

  private var isStandardOutput: Bool { path == "-" }

  /// Opens the file to add to it, or makes it. With `isNew` a file that holds something is an error (EEXIST).
  package init(path: String, isNew: Bool) throws(FileError) {
    self.path = path
    descriptor = STDOUT_FILENO
    guard !isStandardOutput else { return }
    descriptor = try Self.open(path)
    var status = stat()
    guard isNew, unsafe fstat(descriptor, &status) == 0, status.st_size > 0 else { return }
    Glibc.close(descriptor)
    descriptor = -1
    throw .system(path: path, operation: .open, code: EEXIST)
  }

  deinit {
    if !isStandardOutput, descriptor >= 0 { Glibc.close(descriptor) }
  }

  /// Adds a line, which has no line feed yet and none inside.
  @unsafe package func write(_ line: UnsafeRawBufferPointer) throws(FileError) {
    unsafe buffer.append(contentsOf: line)
    buffer.append(UInt8(ascii: "\n"))
    byteCount += line.count + 1
    if buffer.count >= Self.pieceSize { try flush() }
  }

  /// Adds a line, which has no line feed yet and none inside.
  package func write(_ line: [UInt8]) throws(FileError) {
    buffer += line
    buffer.append(UInt8(ascii: "\n"))
    byteCount += line.count + 1
    if buffer.count >= Self.pieceSize { try flush() }
  }

  /// Hands everything to the system.
  package func flush() throws(FileError) {
    guard !buffer.isEmpty else { return }
    try followRotation()
    var status = stat()
    let isSized = unsafe !isStandardOutput && fstat(descriptor, &status) == 0
    do throws(FileError) {
      if path.hasSuffix(".gz") { try writeMember() } else { try writePlain() }
    } catch {
      // Half a line, as a full disk leaves it, is taken back: what was flushed before stays whole.
      if isSized { _ = ftruncate(descriptor, status.st_size) }
      throw error
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Hands everything to the disk.
  package func close() throws(FileError) {
    try flush()
    guard !isStandardOutput, descriptor >= 0 else { return }
    guard fsync(descriptor) == 0 else { throw failure(.synchronise) }
    Glibc.close(descriptor)
    descriptor = -1
  }

  private static func open(_ path: String) throws(FileError) -> Int32 {
    let descriptor = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .system(path: path, operation: .open, code: errno) }
    return descriptor
  }

  private func followRotation() throws(FileError) {
    guard !isStandardOutput else { return }
    var named = stat()
    var held = stat()
    let isThere = unsafe stat(path, &named) == 0
    guard unsafe fstat(descriptor, &held) == 0 else { throw failure(.write) }
    if isThere, named.st_ino == held.st_ino, named.st_dev == held.st_dev { return }
    let new = try Self.open(path)
    guard fsync(descriptor) == 0 else { throw failure(.synchronise) }
    Glibc.close(descriptor)
    descriptor = new
    rotationCount += 1
  }

  private func writeMember() throws(FileError) {
    guard let gzip = unsafe gzdopen(dup(descriptor), "ab6") else { throw failure(.write) }
    let count = unsafe buffer.withUnsafeBytes {
      unsafe gzwrite(gzip, $0.baseAddress, UInt32($0.count))
    }
    // Most of it is only written here; errno is that of the write.
    guard unsafe gzclose(gzip) == Z_OK, count > 0 else { throw failure(.write) }
  }

  private func writePlain() throws(FileError) {
    if let code = writeWhole(buffer, to: descriptor) {
      throw .system(path: path, operation: .write, code: code)
    }
  }

  private func failure(_ operation: FileError.Operation) -> FileError {
    .system(path: path, operation: operation, code: errno)
  }
}
