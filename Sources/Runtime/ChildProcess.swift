internal import Glibc
internal import Synchronization

/// A running program and our ends of its three streams. All waiting is done by `poll`, so that a program which
/// fills one stream while it waits on another blocks nobody.
package struct ChildProcess {
  /// What its standard input is.
  package enum Input: Sendable {
    /// A program that ended early gives an error and no signal.
    case socket
    /// For programs that open `/dev/stdin`; whoever uses it ignores SIGPIPE.
    case pipe
  }

  /// It could not be started; errno.
  package struct StartError: Error, Hashable, Sendable {
    package let code: Int32
  }

  private let pid: pid_t
  private let kind: Input
  private let mostErrors: Int
  private var input: ArraySlice<UInt8>
  private var inputEnd: Int32
  private var outputEnd: Int32
  private var errorEnd: Int32
  /// All it wrote so far.
  package private(set) var output: [UInt8] = []
  /// The last `mostErrors` bytes that it wrote on standard error.
  package private(set) var errors: [UInt8] = []

  /// One at a time in a whole process: a child that starts between the making of a pipe and its mark "close on
  /// exec" would hold the pipe of another open.
  private static let starting = Mutex(())

  /// Starts a program: a path or a name that is looked for in `PATH`, and its arguments.
  package init(
    _ words: [String], environment: [String: String], input: [UInt8], as kind: Input = .socket,
    mostErrors: Int = .max
  ) throws(StartError) {
    let started = Self.starting.withLock { _ in Self.start(words, environment, kind) }
    let child = try started.get()
    self.input = input[...]
    self.kind = kind
    self.mostErrors = mostErrors
    pid = child.pid
    inputEnd = child.input
    outputEnd = child.output
    errorEnd = child.errors
  }

  /// Whether it may still write something.
  package var isOpen: Bool { outputEnd >= 0 || errorEnd >= 0 }

  /// Ends it as a crash would.
  package func kill() {
    Glibc.kill(pid, SIGKILL)
  }

  /// Lets go of its streams and waits for its end; the status of `waitpid`.
  package mutating func wait() -> Int32 {
    for end in [inputEnd, outputEnd, errorEnd] where end >= 0 { close(end) }
    (inputEnd, outputEnd, errorEnd) = (-1, -1, -1)
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) == -1, errno == EINTR {}
    return status
  }

  /// Feeds and reads what is ready, or waits so long for it.
  package mutating func exchange(milliseconds: Int32) {
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
      if errors.count > mostErrors { errors.removeFirst(errors.count - mostErrors) }
    }
  }

  private mutating func feed() {
    let count = unsafe input.prefix(1 << 20).withUnsafeBytes {
      switch kind {
      case .socket: unsafe send(inputEnd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      case .pipe: unsafe write(inputEnd, $0.baseAddress, $0.count)
      }
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

  private static func start(
    _ words: [String], _ environment: [String: String], _ kind: Input
  ) -> Result<Started, StartError> {
    var ends: [(ours: Int32, theirs: Int32)] = []
    func fail(_ code: Int32) -> Result<Started, StartError> {
      for end in ends {
        close(end.ours)
        close(end.theirs)
      }
      return .failure(StartError(code: code))
    }
    for stream in 0..<3 {
      var pair: [Int32] = [-1, -1]
      let failed =
        stream == 0 && kind == .socket
        ? unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) : unsafe pipe(&pair)
      guard failed == 0 else { return fail(errno) }
      for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      // Of a pipe, the second end is the one to write to.
      ends.append(stream == 0 ? (pair[1], pair[0]) : (pair[0], pair[1]))
    }
    _ = fcntl(ends[0].ours, F_SETFL, O_NONBLOCK)
    var pid: pid_t = 0
    let code = spawn(words, environment, ends.map(\.theirs), &pid)
    guard code == 0 else { return fail(code) }
    for end in ends { close(end.theirs) }
    return .success(
      Started(pid: pid, input: ends[0].ours, output: ends[1].ours, errors: ends[2].ours))
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
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    var arguments = unsafe words.map { unsafe strdup($0) }
    var settings = unsafe environment.sorted { $0.key < $1.key }.map {
      unsafe strdup("\($0.key)=\($0.value)")
    }
    defer { unsafe (arguments + settings).forEach { unsafe free($0) } }
    unsafe arguments.append(nil)
    unsafe settings.append(nil)
    return unsafe posix_spawnp(
      &pid, words[0], &actions, &attributes, arguments, settings)
  }
}
