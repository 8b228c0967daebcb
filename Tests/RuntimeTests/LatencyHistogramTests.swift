import Glibc
import Runtime
import TestSupport
import Testing

@Suite("Latency histogram, clock and written files")
struct LatencyHistogramTests {
  @Test("an empty histogram has no values")
  func empty() {
    let histogram = LatencyHistogram()
    #expect(histogram.count == 0 && histogram.percentile(perMille: 500) == 0 && histogram.mean == 0)
  }

  @Test("percentiles are exact below 128 and at most 1/64 too high above", arguments: 0..<20)
  func percentiles(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let width = UInt64.random(in: 3...62, using: &generator)
    var histogram = LatencyHistogram()
    var other = LatencyHistogram()
    let values = (0..<2000).map { _ in UInt64.random(in: 0..<(1 << width), using: &generator) }
    for (index, value) in values.enumerated() {
      if index % 3 == 0 { other.record(value) } else { histogram.record(value) }
    }
    histogram.merge(other)
    let sorted = values.sorted()
    #expect(
      histogram.count == 2000 && histogram.maximum == sorted.last
        && histogram.minimum == sorted.first)
    for perMille: UInt64 in [1, 500, 900, 990, 999, 1000] {
      let exact = sorted[Int(perMille) * 2 - 1]
      let estimate = histogram.percentile(perMille: perMille)
      #expect(estimate >= exact && estimate - exact <= exact / 64, "seed \(seed), \(perMille)")
      if exact < 128 { #expect(estimate == exact) }
    }
  }

  @Test("takes the largest value")
  func largest() {
    var histogram = LatencyHistogram()
    histogram.record(.max)
    histogram.record(0)
    #expect(
      histogram.percentile(perMille: 1000) == .max && histogram.percentile(perMille: 500) == 0)
  }

  @Test("the clock does not run backwards and memory was used")
  func clock() {
    let clock = MonotonicClock()
    let times = (0..<1000).map { _ in clock.now }
    #expect(
      zip(times, times.dropFirst()).allSatisfy { $0 <= $1 } && ProcessUsage.peakMemory > 1_000_000)
  }

  @Test("a file is replaced whole, and a failure leaves the old one")
  func writtenFile() throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/a"
      try write("old\n", to: path)
      try LineWriter(path: path).write(Array("never closed\n".utf8))
      #expect(try FileContents.read(path) == Array("old\n".utf8))
      try write("new\n", to: path)
      #expect(try FileContents.read(path) == Array("new\n".utf8))
      try write("packed\n", to: path + ".gz")
      #expect(try FileContents.read(path + ".gz") == Array("packed\n".utf8))
      let nowhere = folder + "/none/a"
      #expect(throws: FileError.system(path: nowhere, operation: .open, code: ENOENT)) {
        try write("1", to: nowhere)
      }
      #expect(throws: FileError.system(path: folder, operation: .rename, code: EISDIR)) {
        try write("1", to: folder)
      }
    }
  }

  @Test("numbers of any range lie in it, up to all that 64 bits hold")
  func ranges() {
    var random = SplitMix64(seed: 7)
    for range in [.min ... .max, .min...0, -1 ... .max, 5...5, .max ... .max, -3...3]
      as [ClosedRange<Int64>]
    {
      #expect((0..<100).allSatisfy { _ in range.contains(random.number(range)) })
    }
  }

  private func write(_ text: String, to path: String) throws {
    let writer = try LineWriter(path: path)
    try writer.write(Array(text.utf8))
    try writer.close()
  }

  @Test("a full disk is said to be full")
  func full() {
    let error = FileError.system(path: "x", operation: .write, code: ENOSPC)
    #expect(error.message == "cannot write x: No space left on device")
    #expect(error.help.contains("make room"))
  }
}
