import Runtime

/// The generator of tests: the same seed gives the same sequence on every machine, so a failing property test
/// names the seed that failed and can be run again. A type of its own, so that a test needs no import of the
/// library whose generator this is.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var generator: SplitMix64

  package init(seed: UInt64) {
    generator = SplitMix64(seed: seed)
  }

  package mutating func next() -> UInt64 { generator.next() }
}
