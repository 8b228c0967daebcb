import Glibc

/// Files that hold secrets: a regular file of the user's own that nobody else may read or write.
enum SecretFile {
  /// The most bytes that are read: many times those of any key, password or keystore.
  static let mostBytes = 65_536

  /// The bytes of the file, after a check of the file that was opened, not of the path.
  static func read(_ path: String) throws(KeyError) -> SecretBytes {
    // Not through a link, and not waiting for the other end of a pipe.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .file(path: path, errno == ELOOP ? .symbolicLink : .system(.open, code: errno))
    }
    defer { close(descriptor) }
    let size = try check(descriptor, path)
    return try unsafe SecretBytes(capacity: size) { (room) throws(KeyError) in
      var filled = 0
      while filled < size, let base = room.baseAddress {
        let count = unsafe Glibc.read(descriptor, base + filled, size - filled)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw .file(path: path, .system(.read, code: errno)) }
        if count == 0 { break }
        filled += count
      }
      guard filled > 0 else { throw .file(path: path, .empty) }
      return filled
    }
  }

  /// Makes a file that only the user may read, and that was not there before.
  static func create(_ path: String, _ bytes: [UInt8]) throws(KeyError) {
    let descriptor = unsafe open(
      path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR)
    guard descriptor >= 0 else {
      throw .file(path: path, errno == EEXIST ? .exists : .system(.open, code: errno))
    }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes[written...].withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw abandoned(path, errno) }
      written += count
    }
    guard fsync(descriptor) == 0 else { throw abandoned(path, errno) }
  }

  /// Half a key file is worse than none.
  private static func abandoned(_ path: String, _ code: Int32) -> KeyError {
    unsafe unlink(path)
    return .file(path: path, .system(.write, code: code))
  }

  /// The size of the open file, which must be a secret's.
  private static func check(_ descriptor: Int32, _ path: String) throws(KeyError) -> Int {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .file(path: path, .system(.open, code: errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .file(path: path, .notRegular) }
    guard status.st_uid == geteuid() else {
      throw .file(path: path, .wrongOwner(user: status.st_uid))
    }
    guard status.st_mode & 0o077 == 0 else {
      throw .file(path: path, .openToOthers(mode: status.st_mode & 0o777))
    }
    guard status.st_size > 0 else { throw .file(path: path, .empty) }
    guard status.st_size <= mostBytes else { throw .file(path: path, .tooLarge(limit: mostBytes)) }
    return Int(status.st_size)
  }
}
