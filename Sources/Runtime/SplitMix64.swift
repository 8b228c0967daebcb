/// The only source of chance in a run: the same seed gives the same numbers on every machine, in
/// integers only.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts the sequence of `seed`.
  package init(seed: UInt64) {
    state = seed
  }

  /// The next 64 random bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number of the range, each as likely as the others to within 2^-32 for ranges of less than
  /// 2^32.
  package mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
    let last = UInt64(bitPattern: range.upperBound &- range.lowerBound)
    let draw = next()
    // All 64 bits are the range: every draw is a number of it.
    let step = last == .max ? draw : draw.multipliedFullWidth(by: last + 1).high
    return range.lowerBound &+ Int64(bitPattern: step)
  }

  /// True in `perMille` of 1,000 cases.
  package mutating func chance(_ perMille: Int64) -> Bool {
    number(0...999) < perMille
  }

  /// A waiting time with the given mean, distributed nearly exponentially: the leading zeros of a
  /// random word are geometric, and the bits behind them interpolate between the powers of two.
  package mutating func wait(mean: Int64) -> Int64 {
    let word = next() | 1
    let zeros = Int64(word.leadingZeroBitCount)
    let fraction = Int64((word << UInt64(zeros + 1)) >> 48)
    return mean * (zeros * 65_536 + 65_536 - fraction) * 2 / (3 * 65_536)
  }
}
