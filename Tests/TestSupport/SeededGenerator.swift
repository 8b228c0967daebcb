import Runtime

/// The generator of tests: the same seed gives the same sequence on every machine, so a failing property test
/// names the seed that failed and can be run again.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var random: SplitMix64

  package init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  package mutating func next() -> UInt64 {
    random.next()
  }
}
