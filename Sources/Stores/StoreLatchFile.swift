import Glibc
import Hashing
import JSON
package import Orders
import Runtime

/// The kill latch as a file of its own, which works when the store is down (facts/oms.md 6.2 rule 3): the first line
/// names the form and the SHA-256 of the rest, then one line of canonical JSON for each scope that was ever tripped.
///
/// It is written whole under another name, brought to the disk and renamed. What was edited by hand, cut or damaged
/// is unreadable, and unreadable is tripped.
package final class StoreLatchFile: KillLatch {
  /// The longest latch that is read, in bytes.
  static let maximumBytes = 16 << 20
  static let form = "polytraders-kill-latch/1"

  /// Where the latch lies.
  package let path: String
  /// What was read last, and of which version of the file.
  private var cached: (stamp: Stamp, reading: Reading)?

  /// What a version of the file is known by.
  private struct Stamp: Equatable {
    var inode: UInt64
    var size: Int64
    var seconds: Int
    var nanoseconds: Int
  }

  /// What lies there.
  enum Reading: Equatable {
    /// No file.
    case missing
    case register(KillRegister)
    case unreadable(String)
  }

  /// The latch at `path`, which need not exist yet.
  package init(path: String) {
    self.path = path
  }

  /// No file is nothing tripped: whoever knows that there was one has to ask ``exists``.
  package func read() -> KillReading {
    switch load() {
    case .missing: .kills([], epoch: 0)
    case .register(let register): .kills(register.entries, epoch: register.epoch)
    case .unreadable(let reason): .unreadable(reason)
    }
  }

  /// Whether there is a file.
  package var exists: Bool { load() != .missing }

  package func write(_ step: KillStep) throws(KillLatchFailure) {
    var register: KillRegister
    switch load() {
    case .missing: register = KillRegister()
    case .register(let known): register = known
    case .unreadable(let reason):
      guard step.record.scope == .global, step.record.state == .tripped else {
        throw KillLatchFailure(reason)
      }
      register = KillRegister()
    }
    guard register.take(step) else { return }
    try write(register)
  }

  /// Puts `register` in the place of what lies there.
  func write(_ register: KillRegister) throws(KillLatchFailure) {
    do {
      var body: [UInt8] = []
      for entry in register.entries { body += try CanonicalJSON.bytes(of: entry.json) + [0x0A] }
      let head: JSONValue = .object([
        .init("form", .string(Self.form)), .init("sha256", .string(SHA256.hash(body).hex)),
      ])
      let writer = try LineWriter(path: path)
      try writer.write(try CanonicalJSON.bytes(of: head) + [0x0A] + body)
      try writer.close()
    } catch let error as FileError {
      throw KillLatchFailure(error.message)
    } catch {
      throw KillLatchFailure("the latch cannot be written as JSON")
    }
    synchroniseFolder()
    cached = nil
  }

  /// What lies there; the file is read again only where it is another version.
  func load() -> Reading {
    guard let stamp = stamp() else {
      cached = nil
      return errno == ENOENT ? .missing : .unreadable("\(path): it cannot be looked at")
    }
    if let cached, cached.stamp == stamp { return cached.reading }
    let reading = parse()
    cached = (stamp, reading)
    return reading
  }

  private func parse() -> Reading {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try FileContents.read(path, maximumBytes: Self.maximumBytes)
    } catch {
      return .unreadable(error.message)
    }
    guard let end = bytes.firstIndex(of: 0x0A),
      let head = try? JSONValue(parsing: bytes[..<end]), head["form"]?.string == Self.form
    else { return .unreadable("\(path) is no kill latch") }
    let body = Array(bytes[(end + 1)...])
    guard head["sha256"]?.string == SHA256.hash(body).hex else {
      return .unreadable("\(path) was changed by something else than this program")
    }
    var entries: [LatchedKill] = []
    for line in body.split(separator: 0x0A) {
      guard let entry = (try? JSONValue(parsing: line)).flatMap({ LatchedKill(json: $0) }) else {
        return .unreadable("\(path) holds a line that is no kill")
      }
      entries.append(entry)
    }
    return .register(KillRegister(entries))
  }

  private func stamp() -> Stamp? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return Stamp(
      inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: status.st_mtim.tv_sec,
      nanoseconds: status.st_mtim.tv_nsec)
  }

  /// So that the new name survives a power cut. Some file systems refuse it, and keep names by themselves.
  private func synchroniseFolder() {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
