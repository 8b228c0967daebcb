package import Runtime

/// The generator of tests: the same seed gives the same sequence on every machine, so a failing property test
/// names the seed that failed and can be run again.
package typealias SeededGenerator = SplitMix64
