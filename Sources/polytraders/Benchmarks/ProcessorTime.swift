import Glibc

/// What this thread has used of a processor.
enum ProcessorTime {
  /// In nanoseconds, calls of the system included: what other programs do meanwhile does not count.
  static var now: UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
