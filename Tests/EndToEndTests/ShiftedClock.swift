import FoundationEssentials
import TestSupport
import Testing

/// A clock on the wall that a test moves: a library that is loaded before the C library and adds to the time of
/// day what a file says. So the built program lives through days without knowing that it is tested.
struct ShiftedClock {
  private let library: String
  private let file: String

  /// In a folder that is gone after the test.
  init(in folder: String) throws {
    library = folder + "/clock.so"
    file = folder + "/clock.txt"
    try Places.write(Array(Self.source.utf8), to: folder + "/clock.c")
    let outcome = try Executable(path: "/usr/bin/env").run(
      ["cc", "-shared", "-fPIC", "-O1", "-o", library, folder + "/clock.c", "-ldl"])
    try #require(outcome.exitCode == 0, "\(outcome.errors)")
    try set(hours: 0)
  }

  /// Sets how many hours the clock is ahead; may be less than none.
  func set(hours: Int) throws {
    try Places.write(Array("\(hours * 3_600)\n".utf8), to: file)
  }

  /// What the program needs to see it.
  var environment: [String: String] { ["LD_PRELOAD": library, "SHIFTED_CLOCK": file] }

  private static let source = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <fcntl.h>
    #include <stdlib.h>
    #include <time.h>
    #include <unistd.h>
    static long offset(void) {
      const char *path = getenv("SHIFTED_CLOCK");
      char text[32] = {0};
      int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
      if (file < 0) return 0;
      if (read(file, text, sizeof text - 1) < 0) text[0] = 0;
      close(file);
      return atol(text);
    }
    int clock_gettime(clockid_t clock, struct timespec *time) {
      static int (*real)(clockid_t, struct timespec *);
      if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
      int result = real(clock, time);
      if (result == 0 && clock == CLOCK_REALTIME) time->tv_sec += offset();
      return result;
    }

    """
}
