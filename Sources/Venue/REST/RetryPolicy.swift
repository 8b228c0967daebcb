package import Runtime

/// Whether and when a read is made again. Nothing that changes anything at the venue is ever repeated by
/// itself.
package struct RetryPolicy: Equatable, Sendable {
  /// Requests in all; 1 repeats nothing.
  package var attempts = 1
  /// The longest wait before the first repetition, in milliseconds; it doubles with every further one.
  package var backoff: Int64 = 250
  package var longestBackoff: Int64 = 8_000
  /// The longest `Retry-After` that is waited for, in milliseconds.
  package var longestWait: Int64 = 30_000

  /// Repeats nothing.
  package static let never = RetryPolicy()
  /// For commands and snapshots: up to four requests.
  package static let patient = RetryPolicy(attempts: 4)

  /// At most so many requests.
  package init(attempts: Int = 1) {
    self.attempts = attempts
  }

  /// Milliseconds to wait after attempt number `attempt` (from 1) failed; nil to give up.
  package func wait(
    after failure: VenueFailure, attempt: Int, random: inout SplitMix64
  ) -> Int64? {
    guard attempt < attempts else { return nil }
    let bound = min(longestBackoff, backoff << Int64(min(attempt - 1, 20)))
    switch failure {
    case .notSent, .unknown(.unanswered), .unknown(.status), .unknown(.page):
      return random.number(0...bound)
    case .throttled(let notice):
      // Without a time the venue asks for no repetition.
      return notice.retryAfter.flatMap { wait(seconds: $0) }
    case .restarting(let retryAfter):
      if let retryAfter { return wait(seconds: retryAfter) }
      return min(longestWait, random.number(1_000...2_000) << Int64(min(attempt - 1, 10)))
    case .halted(_, let retryAfter?): return wait(seconds: retryAfter)
    default: return nil
    }
  }

  private func wait(seconds: Int) -> Int64? {
    let wait = Int64(min(max(0, seconds), 86_400)) * 1_000
    return wait <= longestWait ? wait : nil
  }
}
