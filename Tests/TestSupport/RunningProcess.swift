import Glibc
import Synchronization

/// A child process with its three pipes. All waiting is done by `poll`, so that a child that fills one pipe
/// while it waits on another cannot block the test.
struct RunningProcess {
  private let pid: pid_t
  private var input: [UInt8]
  private var inputPipe: Int32
  private var outputPipe: Int32
  private var errorPipe: Int32
  private var output: [UInt8] = []
  private var errors: [UInt8] = []
  /// How far the watched stream was searched for the line that ends the child, and how often it was found.
  private var searched = 0
  private var found = 0

  /// Pipes are made and children started one at a time: a child started between `pipe` and `FD_CLOEXEC` would
  /// inherit the pipe of another and keep it open.
  private static let starting = Mutex(())

  init(
    _ path: String, _ arguments: [String], environment: [String: String], folder: String?,
    input: [UInt8]
  ) throws(ExecutableError) {
    // A child that is killed while we write to it must not end this process.
    signal(SIGPIPE, SIG_IGN)
    let started: Result<Started, ExecutableError> = Self.starting.withLock { _ in
      Result { () throws(ExecutableError) in
        try Self.start(path, arguments, environment, folder)
      }
    }
    let child = try started.get()
    pid = child.pid
    inputPipe = child.input
    outputPipe = child.output
    errorPipe = child.errors
    self.input = input
  }

  private struct Started {
    var pid: pid_t
    var input: Int32
    var output: Int32
    var errors: Int32
  }

  /// Feeds and reads the child until it ends or has to be killed.
  mutating func finish(timeout: Duration, kill moment: KillMoment?) -> Outcome {
    let clock = ContinuousClock()
    let start = clock.now
    var isTimedOut = false
    var isKilled = false
    while outputPipe >= 0 || errorPipe >= 0 {
      exchange(milliseconds: 20)
      let elapsed = start.duration(to: clock.now)
      if !isKilled, isTime(moment, elapsed) {
        isKilled = true
        kill(pid, SIGKILL)
      }
      if elapsed > timeout {
        isTimedOut = true
        kill(pid, SIGKILL)
        // A grandchild may hold the pipes open; what it writes belongs to nobody.
        break
      }
    }
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) == -1, errno == EINTR {}
    for pipe in [inputPipe, outputPipe, errorPipe] where pipe >= 0 { close(pipe) }
    let signal = status & 0x7F
    let ending: Outcome.Ending =
      isTimedOut ? .timedOut : signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
    return Outcome(ending: ending, outputBytes: output, errorBytes: errors)
  }

  private mutating func isTime(_ moment: KillMoment?, _ elapsed: Duration) -> Bool {
    switch moment {
    case nil: false
    case .after(let wait): elapsed >= wait
    case .onOutputLine(let text, let count): has(count, newLinesIn: output, with: text)
    case .onErrorLine(let text): has(1, newLinesIn: errors, with: text)
    }
  }

  /// Looks only at the lines that came since the last call.
  private mutating func has(
    _ count: Int, newLinesIn bytes: [UInt8], with text: String
  ) -> Bool {
    guard let end = bytes[searched...].lastIndex(of: 0x0A) else { return false }
    let lines = String(decoding: bytes[searched...end], as: UTF8.self).split(separator: "\n")
    searched = end + 1
    found += lines.count { $0.contains(text) }
    return found >= count
  }

  private mutating func exchange(milliseconds: Int32) {
    if input.isEmpty, inputPipe >= 0 {
      close(inputPipe)
      inputPipe = -1
    }
    // Negative descriptors are skipped by poll.
    var waits = [
      pollfd(fd: inputPipe, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: outputPipe, events: Int16(POLLIN), revents: 0),
      pollfd(fd: errorPipe, events: Int16(POLLIN), revents: 0),
    ]
    guard unsafe poll(&waits, nfds_t(waits.count), milliseconds) > 0 else { return }
    if waits[0].revents != 0 { feed() }
    if waits[1].revents != 0 { Self.drain(&outputPipe, into: &output) }
    if waits[2].revents != 0 { Self.drain(&errorPipe, into: &errors) }
  }

  private mutating func feed() {
    let count = unsafe input.withUnsafeBytes { unsafe write(inputPipe, $0.baseAddress, $0.count) }
    if count > 0 {
      input.removeFirst(count)
    } else if errno != EAGAIN, errno != EINTR {
      input = []
    }
  }

  private static func drain(_ pipe: inout Int32, into bytes: inout [UInt8]) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe read(pipe, &buffer, buffer.count)
    if count > 0 {
      bytes += buffer[..<count]
    } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
      close(pipe)
      pipe = -1
    }
  }

  private static func start(
    _ path: String, _ arguments: [String], _ environment: [String: String], _ folder: String?
  ) throws(ExecutableError) -> Started {
    var pipes: [(read: Int32, write: Int32)] = []
    for _ in 0..<3 {
      var ends: [Int32] = [-1, -1]
      guard unsafe pipe(&ends) == 0 else { throw .pipes(errno: errno) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      pipes.append((ends[0], ends[1]))
    }
    _ = fcntl(pipes[0].write, F_SETFL, O_NONBLOCK)
    let childEnds = [pipes[0].read, pipes[1].write, pipes[2].write]
    let ownEnds = [pipes[0].write, pipes[1].read, pipes[2].read]
    var pid: pid_t = 0
    var words = [path] + arguments
    if let folder {
      // Glibc's own action for this is not visible from Swift.
      words = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder] + words
    }
    let failure = spawn(words, environment, childEnds, &pid)
    for end in childEnds { close(end) }
    guard failure == 0 else {
      for end in ownEnds { close(end) }
      throw .spawn(path: path, errno: failure)
    }
    return Started(pid: pid, input: ownEnds[0], output: ownEnds[1], errors: ownEnds[2])
  }

  /// `posix_spawn` with SIGPIPE as every program expects it; 0 or an errno.
  private static func spawn(
    _ words: [String], _ environment: [String: String], _ ends: [Int32], _ pid: inout pid_t
  ) -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (target, end) in ends.enumerated() {
      unsafe posix_spawn_file_actions_adddup2(&actions, end, Int32(target))
    }

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    unsafe sigemptyset(&defaults)
    unsafe sigaddset(&defaults, SIGPIPE)
    unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    var arguments = unsafe words.map { unsafe strdup($0) }
    var settings = unsafe environment.sorted { $0.key < $1.key }.map {
      unsafe strdup("\($0.key)=\($0.value)")
    }
    defer { unsafe (arguments + settings).forEach { unsafe free($0) } }
    unsafe arguments.append(nil)
    unsafe settings.append(nil)
    return unsafe posix_spawn(&pid, words[0], &actions, &attributes, arguments, settings)
  }
}
