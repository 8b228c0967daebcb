internal import Glibc

/// Files that are either there whole or not there.
package enum AtomicFile {
  /// Writes `bytes` to a file beside `path`, syncs it, and renames it to `path`; on failure nothing
  /// is left of it and a file that was there before is untouched.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .system(path: path, operation: .open, code: errno) }
    if let failure = store(bytes, in: descriptor, path: path) {
      close(descriptor)
      unsafe unlink(temporary)
      throw failure
    }
    close(descriptor)
    guard unsafe rename(temporary, path) == 0 else {
      let code = errno
      unsafe unlink(temporary)
      throw .system(path: path, operation: .rename, code: code)
    }
    synchroniseFolder(of: path)
  }

  private static func store(_ bytes: [UInt8], in descriptor: Int32, path: String) -> FileError? {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes[written...].withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        return .system(path: path, operation: .write, code: errno)
      }
      written += count
    }
    guard fsync(descriptor) == 0 else {
      return .system(path: path, operation: .synchronise, code: errno)
    }
    return nil
  }

  /// So that the new name survives a power cut. Some file systems refuse it; the data are safe all
  /// the same.
  private static func synchroniseFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
