internal import Glibc
internal import Synchronization

/// A running program and our ends of its three streams. All waiting is done by `poll`, so that a program which
/// fills one stream while it waits on another blocks nobody.
struct ChildProcess {
  private let subprocess: Subprocess
  private let pid: pid_t
  private var input: ArraySlice<UInt8>
  private var inputEnd: Int32
  private var outputEnd: Int32
  private var errorEnd: Int32
  private var output: [UInt8] = []
  private var errors: [UInt8] = []

  private static let mostErrors = 64 << 10
  /// One at a time: a child that starts between the making of a pipe and its mark "close on exec" would hold
  /// the pipe of another open.
  private static let starting = Mutex(())

  init(_ subprocess: Subprocess, input: [UInt8]) throws(SubprocessError) {
    let started = Self.starting.withLock { _ in Self.start(subprocess) }
    let child = try started.get()
    self.subprocess = subprocess
    self.input = input[...]
    pid = child.pid
    inputEnd = child.input
    outputEnd = child.output
    errorEnd = child.errors
  }

  /// Feeds and reads until both streams of the program are closed, then waits for its end.
  mutating func finish() throws(SubprocessError) -> Subprocess.Completion {
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: subprocess.timeout)
    while outputEnd >= 0 || errorEnd >= 0 {
      exchange(milliseconds: 100)
      if output.count > subprocess.outputLimit {
        end()
        throw .tooMuchOutput(program: subprocess.program, limit: subprocess.outputLimit)
      }
      if clock.now > deadline {
        end()
        throw .timedOut(program: subprocess.program, after: subprocess.timeout)
      }
    }
    let status = wait()
    let signal = status & 0x7F
    return Subprocess.Completion(
      code: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: output, errors: errors)
  }

  private mutating func end() {
    kill(pid, SIGKILL)
    _ = wait()
  }

  private mutating func wait() -> Int32 {
    for end in [inputEnd, outputEnd, errorEnd] where end >= 0 { close(end) }
    (inputEnd, outputEnd, errorEnd) = (-1, -1, -1)
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) == -1, errno == EINTR {}
    return status
  }

  private mutating func exchange(milliseconds: Int32) {
    if input.isEmpty, inputEnd >= 0 {
      close(inputEnd)
      inputEnd = -1
    }
    // Negative descriptors are skipped by poll.
    var waits = [
      pollfd(fd: inputEnd, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: outputEnd, events: Int16(POLLIN), revents: 0),
      pollfd(fd: errorEnd, events: Int16(POLLIN), revents: 0),
    ]
    guard unsafe poll(&waits, nfds_t(waits.count), milliseconds) > 0 else { return }
    if waits[0].revents != 0 { feed() }
    if waits[1].revents != 0 { Self.drain(&outputEnd, into: &output) }
    if waits[2].revents != 0 {
      Self.drain(&errorEnd, into: &errors)
      if errors.count > Self.mostErrors { errors.removeFirst(errors.count - Self.mostErrors) }
    }
  }

  private mutating func feed() {
    // A socket, so that a program which ended early gives an error and no signal.
    let count = unsafe input.prefix(1 << 20).withUnsafeBytes {
      unsafe send(inputEnd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    if count > 0 {
      input = input.dropFirst(count)
    } else if errno != EAGAIN, errno != EINTR {
      input = []
    }
  }

  private static func drain(_ end: inout Int32, into bytes: inout [UInt8]) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe read(end, &buffer, buffer.count)
    if count > 0 {
      bytes += buffer[..<count]
    } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
      close(end)
      end = -1
    }
  }

  // MARK: Starting

  private struct Started {
    var pid: pid_t
    var input, output, errors: Int32
  }

  private static func start(_ subprocess: Subprocess) -> Result<Started, SubprocessError> {
    var ends: [(ours: Int32, theirs: Int32)] = []
    func fail(_ code: Int32) -> Result<Started, SubprocessError> {
      for end in ends {
        close(end.ours)
        close(end.theirs)
      }
      return .failure(.cannotStart(program: subprocess.program, code: code))
    }
    for stream in 0..<3 {
      var pair: [Int32] = [-1, -1]
      let failed =
        stream == 0
        ? unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) : unsafe pipe(&pair)
      guard failed == 0 else { return fail(errno) }
      for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      ends.append((pair[0], pair[1]))
    }
    _ = fcntl(ends[0].ours, F_SETFL, O_NONBLOCK)
    var pid: pid_t = 0
    let code = spawn(subprocess, ends.map(\.theirs), &pid)
    guard code == 0 else { return fail(code) }
    for end in ends { close(end.theirs) }
    return .success(
      Started(pid: pid, input: ends[0].ours, output: ends[1].ours, errors: ends[2].ours))
  }

  /// `posix_spawn` with SIGPIPE as every program expects it; 0 or an errno.
  private static func spawn(
    _ subprocess: Subprocess, _ ends: [Int32], _ pid: inout pid_t
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
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    let words = [subprocess.program] + subprocess.arguments
    var arguments = unsafe words.map { unsafe strdup($0) }
    var settings = unsafe subprocess.environment.sorted { $0.key < $1.key }.map {
      unsafe strdup("\($0.key)=\($0.value)")
    }
    defer { unsafe (arguments + settings).forEach { unsafe free($0) } }
    unsafe arguments.append(nil)
    unsafe settings.append(nil)
    return unsafe posix_spawnp(
      &pid, subprocess.program, &actions, &attributes, arguments, settings)
  }
}
