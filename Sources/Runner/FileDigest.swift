import Glibc
import Hashing
import Runtime

/// The digest of a file, read in pieces.
enum FileDigest {
  static func sha256(_ path: String) throws(FileError) -> Digest32 {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(path: path, operation: .open, code: errno) }
    defer { close(descriptor) }
    var state = SHA256()
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = unsafe piece.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        let code = errno
        throw code == EISDIR
          ? .isDirectory(path: path) : .system(path: path, operation: .read, code: code)
      }
      if count == 0 { return state.finalize() }
      state.update(piece.span.extracting(0..<count))
    }
  }
}
