import Glibc
import Hashing
import JSON
package import Orders
import Runtime

/// The kill switch in two files of a run's folder: `kill.json`, one line for each scope, and `kill.log`, every step
/// ever taken, chained by hashes. It works when the shared store is down, and without a run.
///
/// The log is written and synchronised first, then the latch takes its new form as a whole. Where one of them is
/// missing, damaged, or says something else than the other, the latch cannot be read, which counts as tripped
/// everywhere (facts/oms.md 6.2 rule 2).
package final class KillLatchFile: KillLatch {
  private let folder: String
  /// Whether a latch that never was counts as lost: for a run that has latched before.
  private let mustExist: Bool
  /// What was read last, with the marks of the files that it was read from.
  private var known: (marks: [FileMark?], reading: KillReading)?

  /// The latch of a run's folder.
  package init(folder: String, mustExist: Bool = false) {
    self.folder = folder
    self.mustExist = mustExist
  }

  /// `<folder>/kill.json`
  package var path: String { "\(folder)/kill.json" }
  /// `<folder>/kill.log`
  package var logPath: String { "\(folder)/kill.log" }

  // MARK: Reading

  /// Cheap enough for every signature: files that have not changed are not read again. Both always change together,
  /// by a new file in the place of the old one and by a longer log.
  package func read() -> KillReading {
    let marks = [FileMark(path), FileMark(logPath)]
    if let known, known.marks == marks, !marks.contains(nil) { return known.reading }
    let reading: KillReading
    do throws(KillLatchFailure) {
      let state = try settledState()
      reading = .kills(state.kills, epoch: state.epoch)
    } catch {
      reading = .unreadable(error.message)
    }
    known = (marks, reading)
    return reading
  }

  /// What the files say. Where they do not hang together somebody may be in the middle of a step: it is waited for, and
  /// what they say then counts.
  private func settledState() throws(KillLatchFailure) -> KillLatchText.State {
    do throws(KillLatchFailure) {
      return try state()
    } catch {
      guard let lock = sharedLock() else { throw error }
      defer { close(lock) }
      return try state()
    }
  }

  /// The lock of the writers, for reading; nil where there is none to take, or none of them lets go of it: whoever
  /// stands still in the middle of a step must not keep a desk from stopping.
  private func sharedLock() -> Int32? {
    let descriptor = unsafe open("\(folder)/kill.lock", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    for _ in 0..<Self.lockAttempts {
      if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return descriptor }
      guard errno == EWOULDBLOCK || errno == EINTR else { break }
      usleep(Self.lockPause)
    }
    close(descriptor)
    return nil
  }

  /// A step takes two synchronisations of the disk: two seconds are more than any of them.
  private static let lockAttempts = 400
  /// Microseconds.
  private static let lockPause: UInt32 = 5_000

  /// Every step ever latched here, the first first.
  package func steps() throws(KillLatchFailure) -> [KillStep] {
    try log(KillFolder.bytes(logPath) ?? []).steps
  }

  private func state() throws(KillLatchFailure) -> KillLatchText.State {
    let (latch, log) = (try KillFolder.bytes(path), try KillFolder.bytes(logPath))
    if latch == nil, log == nil {
      guard !mustExist else { throw KillLatchFailure("\(path) is gone") }
      return KillLatchText.State()
    }
    guard let latch else {
      // A crash between the two writes of the first step ever leaves the log alone: it is that step. A longer log has
      // had a latch.
      if let log, case let chain = try self.log(log), chain.steps.count == 1,
        chain.steps.allSatisfy({ $0.record.state != .armed })
      {
        return chain.state
      }
      throw KillLatchFailure("\(path) is gone, and \(logPath) is there")
    }
    guard let log else { throw KillLatchFailure("\(logPath) is gone, and \(path) is there") }
    let chain = try self.log(log)
    let held = try named(path) { () throws(KillLatchFailure) in try KillLatchText.latch(latch) }
    // A crash between the two writes leaves the log one step ahead; it is the log that is believed.
    guard held == chain.state || held == chain.previous else {
      throw KillLatchFailure("\(path) says something else than \(logPath)")
    }
    return chain.state
  }

  private func log(_ bytes: [UInt8]) throws(KillLatchFailure) -> KillLatchText.Chain {
    try named(logPath) { () throws(KillLatchFailure) in try KillLatchText.log(bytes) }
  }

  private func named<R>(
    _ path: String, _ body: () throws(KillLatchFailure) -> R
  ) throws(KillLatchFailure) -> R {
    do throws(KillLatchFailure) {
      return try body()
    } catch {
      throw KillLatchFailure("\(path): \(error.message)")
    }
  }

  // MARK: Writing

  /// Latches a step, under a lock that other processes wait for. A trip goes through even where the latch cannot be
  /// read: what was there is put aside under another name. Nothing else does.
  package func write(_ step: KillStep) throws(KillLatchFailure) {
    try KillFolder.prepare(folder)
    let lock = try lock()
    defer { close(lock) }
    let state: KillLatchText.State
    do throws(KillLatchFailure) {
      state = try self.state()
    } catch {
      guard step.record.state == .tripped || step.record.state == .cancelling else { throw error }
      try putAside()
      // Whoever writes over what nobody can read stops everything, not its own scope alone.
      var record = step.record
      record.scope = .global
      record.trigger = .unreadable
      record.reason = "\(error.message); \(step.record.reason)"
      let first = record.scope == step.record.scope ? [] : [KillStep(record)]
      try append(first + [step], to: KillLatchText.State())
      return
    }
    guard let step = state.completing(step) else { return }
    guard step.record.state != .armed || KillLatchText.isSigned(step) else {
      throw KillLatchFailure("\(step.record.id) is armed by the signatures of two people alone")
    }
    try append([step], to: state)
  }

  private func append(
    _ steps: [KillStep], to state: KillLatchText.State
  ) throws(KillLatchFailure) {
    var state = state
    var lines: [UInt8] = []
    for step in steps { lines += state.take(step) }
    do throws(FileError) {
      let log = try LineAppender(path: logPath, isNew: false)
      // The line feed is the appender's.
      try log.write(Array(lines.dropLast()))
      try log.close()
      let latch = try LineWriter(path: path)
      try latch.write(state.latch)
      try latch.close()
    } catch {
      throw KillLatchFailure(error.message)
    }
    KillFolder.synchronise(folder)
  }

  private func putAside() throws(KillLatchFailure) {
    for path in [path, logPath] {
      var number = 1
      while unsafe access("\(path).unreadable-\(number)", F_OK) == 0 { number += 1 }
      guard unsafe rename(path, "\(path).unreadable-\(number)") == 0 || errno == ENOENT else {
        throw KillLatchFailure("\(path) cannot be put aside: \(KillFolder.text(errno))")
      }
    }
  }

  private func lock() throws(KillLatchFailure) -> Int32 {
    let path = "\(folder)/kill.lock"
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw KillLatchFailure("\(path): \(KillFolder.text(errno))") }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        let code = errno
        close(descriptor)
        throw KillLatchFailure("\(path): \(KillFolder.text(code))")
      }
    }
    return descriptor
  }
}

/// By what a file is known to be the same as before.
private struct FileMark: Equatable {
  private let device: UInt
  private let number: UInt
  private let size: Int
  private let seconds: Int
  private let nanoseconds: Int

  /// nil where there is no such file.
  init?(_ path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    device = UInt(status.st_dev)
    number = UInt(status.st_ino)
    size = Int(status.st_size)
    seconds = Int(status.st_mtim.tv_sec)
    nanoseconds = Int(status.st_mtim.tv_nsec)
  }
}
