internal import CZlib
internal import Glibc

/// Writes a stream of lines to a file, to a gzip file (`.gz`) or to standard output (`-`). A file
/// gets its name when it is complete: until `close`, what was there before stays.
@safe package final class LineWriter {
  private let path: String
  private let temporary: String?
  private let descriptor: Int32
  private let gzip: gzFile?
  private var buffer: [UInt8] = []
  private var isClosed = false
  private static let pieceSize = 1 << 18

  package init(path: String) throws(FileError) {
    self.path = path
    guard path != "-" else {
      temporary = nil
      descriptor = STDOUT_FILENO
      unsafe gzip = nil
      return
    }
    let temporary = "\(path).\(getpid()).tmp"
    self.temporary = temporary
    descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      unsafe gzip = nil
      throw .system(path: path, operation: .open, code: errno)
    }
    unsafe gzip = path.hasSuffix(".gz") ? gzdopen(dup(descriptor), "wb6") : nil
  }

  deinit {
    guard !isClosed, let temporary else { return }
    if let gzip = unsafe gzip { unsafe gzclose(gzip) }
    Glibc.close(descriptor)
    unsafe unlink(temporary)
  }

  /// Adds a line that ends with its line feed.
  @unsafe package func write(_ line: UnsafeRawBufferPointer) throws(FileError) {
    unsafe buffer.append(contentsOf: line)
    if buffer.count >= Self.pieceSize { try flush() }
  }

  /// Adds lines that end with their line feeds.
  package func write(_ lines: [UInt8]) throws(FileError) {
    buffer.append(contentsOf: lines)
    if buffer.count >= Self.pieceSize { try flush() }
  }

  /// Writes what is left and gives the file its name.
  package func close() throws(FileError) {
    try flush()
    guard let temporary else { return }
    if let gzip = unsafe gzip, unsafe gzclose(gzip) != Z_OK { throw failure(.write) }
    guard fsync(descriptor) == 0 else { throw failure(.synchronise) }
    isClosed = true
    Glibc.close(descriptor)
    guard unsafe rename(temporary, path) == 0 else {
      let error = failure(.rename)
      unsafe unlink(temporary)
      throw error
    }
  }

  private func failure(_ operation: FileError.Operation) -> FileError {
    .system(path: path, operation: operation, code: errno)
  }

  private func flush() throws(FileError) {
    defer { buffer.removeAll(keepingCapacity: true) }
    if let gzip = unsafe gzip {
      guard !buffer.isEmpty else { return }
      let count = unsafe buffer.withUnsafeBytes {
        unsafe gzwrite(gzip, $0.baseAddress, UInt32($0.count))
      }
      guard count > 0 else { throw failure(.write) }
      return
    }
    if let code = writeWhole(buffer, to: descriptor) {
      throw .system(path: path, operation: .write, code: code)
    }
  }
}
