internal import Glibc

/// The right to write one journal: an exclusive `flock` on `<journal>-lock`, held as long as the value lives
/// and gone with its process.
///
/// A file of its own, because closing any descriptor of the database itself would drop SQLite's locks on it.
struct JournalLock: ~Copyable {
  private let descriptor: Int32

  /// Takes the lock or fails at once.
  static func take(forJournal path: String) throws(JournalError) -> JournalLock {
    let name = path + "-lock"
    let descriptor = unsafe Glibc.open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .cannotLock(path: name, code: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = readHolder(descriptor)
      Glibc.close(descriptor)
      throw .locked(path: path, holder: holder)
    }
    writeHolder(descriptor)
    return JournalLock(descriptor: descriptor)
  }

  private init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    Glibc.close(descriptor)
  }

  /// The process number is only for the message; a full disk must not stop a writer from saying so itself.
  private static func writeHolder(_ descriptor: Int32) {
    let text = Array("\(getpid())\n".utf8)
    guard ftruncate(descriptor, 0) == 0 else { return }
    _ = unsafe text.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  private static func readHolder(_ descriptor: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
    }
    return Int32(String(decoding: bytes.prefix(max(count, 0)).prefix { $0 != 10 }, as: UTF8.self))
  }
}
