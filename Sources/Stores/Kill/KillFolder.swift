import Glibc
import Orders
import Runtime

/// What the files about kills have in common.
enum KillFolder {
  /// nil where there is no such file; what is there and cannot be read is a failure.
  static func bytes(_ path: String) throws(KillLatchFailure) -> [UInt8]? {
    do throws(FileError) {
      return try FileContents.read(path)
    } catch {
      if case .system(_, .open, ENOENT) = error { return nil }
      throw KillLatchFailure(error.message)
    }
  }

  /// Gives a file new bytes as a whole, on the disk when it returns.
  static func replace(_ path: String, in folder: String, _ bytes: [UInt8]) throws(KillLatchFailure)
  {
    do throws(FileError) {
      let writer = try LineWriter(path: path)
      try writer.write(bytes)
      try writer.close()
    } catch {
      throw KillLatchFailure(error.message)
    }
    synchronise(folder)
  }

  /// Makes the folder, and those that it is in.
  static func prepare(_ folder: String) throws(KillLatchFailure) {
    var made = ""
    for part in folder.split(separator: "/", omittingEmptySubsequences: false) {
      made += made.isEmpty && !part.isEmpty ? String(part) : "/\(part)"
      guard !part.isEmpty, unsafe mkdir(made, 0o755) != 0, errno != EEXIST else { continue }
      throw KillLatchFailure("\(made) cannot be made: \(text(errno))")
    }
  }

  /// Makes a new name in a folder survive a crash of the machine.
  static func synchronise(_ folder: String) {
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  static func text(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
