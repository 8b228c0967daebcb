/// Counts durations in buckets of at most 1/64 relative width, in fixed memory, without allocation
/// per value.
///
/// Values up to 127 ns are exact; above, the highest bit picks the octave and the next six bits the
/// bucket in it, as in HdrHistogram. A percentile is the upper end of its bucket, at most 1.6 % too
/// high, and never more than the largest value seen.
package struct LatencyHistogram: Sendable {
  private static let subBits = 6
  private static let octaves = 64 - subBits
  private var counts: [UInt64]
  /// Number of values.
  package private(set) var count: UInt64 = 0
  /// The largest value, 0 where there is none.
  package private(set) var maximum: UInt64 = 0
  /// The smallest value, 0 where there is none.
  package private(set) var minimum: UInt64 = 0
  private var sum: UInt64 = 0

  /// No values yet; about 30 kB.
  package init() {
    counts = Array(repeating: 0, count: (Self.octaves + 1) << Self.subBits)
  }

  /// Counts one duration in nanoseconds.
  package mutating func record(_ nanoseconds: UInt64) {
    counts[Self.bucket(nanoseconds)] += 1
    minimum = count == 0 ? nanoseconds : min(minimum, nanoseconds)
    maximum = max(maximum, nanoseconds)
    count += 1
    sum &+= nanoseconds
  }

  /// The mean, rounded down; 0 where there is no value.
  package var mean: UInt64 {
    count == 0 ? 0 : sum / count
  }

  /// The value that `perMille` of 1,000 values do not exceed (500 is the median, 999 the 99.9th
  /// percentile); 0 where there is no value.
  package func percentile(perMille: UInt64) -> UInt64 {
    precondition(perMille <= 1000, "a percentile lies in 0...1000 per mille")
    guard count > 0 else { return 0 }
    let (high, low) = count.multipliedFullWidth(by: perMille)
    let (quotient, remainder) = UInt64(1000).dividingFullWidth((high, low))
    let rank = max(1, quotient + (remainder > 0 ? 1 : 0))
    var seen: UInt64 = 0
    for (index, bucket) in counts.enumerated() {
      seen += bucket
      if seen >= rank { return min(maximum, Self.upperEnd(index)) }
    }
    return maximum
  }

  /// Adds all values of another histogram.
  package mutating func merge(_ other: LatencyHistogram) {
    guard other.count > 0 else { return }
    for index in counts.indices { counts[index] += other.counts[index] }
    minimum = count == 0 ? other.minimum : min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    count += other.count
    sum &+= other.sum
  }

  private static func bucket(_ value: UInt64) -> Int {
    let magnitude = UInt64.bitWidth - value.leadingZeroBitCount
    guard magnitude > subBits + 1 else { return Int(value) }
    let shift = magnitude - subBits - 1
    return (shift << subBits) + Int(value >> UInt64(shift))
  }

  private static func upperEnd(_ bucket: Int) -> UInt64 {
    guard bucket >= 2 << subBits else { return UInt64(bucket) }
    let shift = (bucket >> subBits) - 1
    let mantissa = UInt64(bucket - (shift << subBits))
    return (mantissa << UInt64(shift)) + ((1 << UInt64(shift)) - 1)
  }
}
