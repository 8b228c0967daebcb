/// What can be said about the data of a scope at one moment.
package enum FreshnessState: String, CaseIterable, Sendable {
  /// Not older than its threshold. The only state in which a scope may be traded.
  case fresh
  /// Older than its threshold, strictly.
  case stale
  /// It was stale, and has not yet been regular for long enough.
  case recovering
  /// Nothing has arrived yet, and the threshold since the start has not passed.
  case unseen
  /// No threshold is configured for it.
  case unconfigured
  /// The last arrival lies in the future by more than the tolerance, or so far away that no clock gave it.
  case clockError = "clock_error"

  /// Whether somebody must be told.
  package var isAlert: Bool {
    switch self {
    case .stale, .clockError, .unconfigured: true
    case .fresh, .recovering, .unseen: false
    }
  }

  /// Whether orders may rest on this data.
  package var isTradable: Bool { self == .fresh }
}

/// A state with the numbers behind it.
package struct FreshnessVerdict: Hashable, Sendable {
  /// What follows from the numbers.
  package var state: FreshnessState
  /// The age that decides, in milliseconds; nil where there is none that can be trusted.
  package var age: Int64?
  /// The threshold in milliseconds; nil for an unconfigured scope.
  package var threshold: Int64?

  /// Judges the data of a scope by its last arrival alone. All times are milliseconds of one monotonic local
  /// clock; the venue's own times never count (facts/monitoring.md 1.2).
  ///
  /// - Parameters:
  ///   - started: when the scope was subscribed to.
  ///   - accepted: when the last valid update arrived, nil before the first.
  ///   - skewTolerance: how far `accepted` may lie in the future and count as now; nil: without limit.
  package static func judge(
    now: Int64, started: Int64, accepted: Int64?, threshold: Int64?, skewTolerance: Int64?
  ) -> FreshnessVerdict {
    guard let threshold else {
      return FreshnessVerdict(state: .unconfigured, age: nil, threshold: nil)
    }
    let clockError = FreshnessVerdict(state: .clockError, age: nil, threshold: threshold)
    let reference = accepted ?? started
    let (_, overflow) = now.subtractingReportingOverflow(reference)
    if overflow, skewTolerance != nil { return clockError }
    let age = now.milliseconds(since: reference)
    guard accepted != nil else {
      return FreshnessVerdict(
        state: age > threshold ? .stale : .unseen, age: age, threshold: threshold)
    }
    if let skewTolerance {
      // age < -skewTolerance, for every pair of values.
      let (margin, isBeyond) = age.addingReportingOverflow(skewTolerance)
      if isBeyond ? age < 0 : margin < 0 { return clockError }
    }
    return FreshnessVerdict(
      state: age > threshold ? .stale : .fresh, age: max(age, 0), threshold: threshold)
  }
}

extension Int64 {
  /// The time from `earlier` to this one; the end of the range where 64 bits do not hold it, since times come
  /// from files.
  func milliseconds(since earlier: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(earlier)
    guard overflow else { return difference }
    return self < earlier ? .min : .max
  }
}
