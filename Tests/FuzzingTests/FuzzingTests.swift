import Fuzzing
import Policy
import TestSupport
import Testing

@Suite("hostile input")
struct FuzzingTests {
  private static let documents = (try? PolicyFiles.inputs(ofRoot: Places.checkout)) ?? []

  /// `make fuzz` runs as long as one likes; these are the first inputs of it.
  @Test(
    "made-up expressions and documents break no promise", arguments: 1...2 as ClosedRange<UInt64>)
  func run(seed: UInt64) {
    var run = FuzzRun(
      FuzzSubject(documents: Self.documents), Corpus(documents: Self.documents), seed: seed,
      shares: .cheap)
    run.run(25_000)
    #expect(run.finding == nil, "seed \(seed): \(String(describing: run.finding))")
    for door in FuzzSubject.Door.allCases { #expect(run.counts[door] ?? 0 > 0) }
  }

  @Test("the good inputs that others are made from are good")
  func corpus() throws {
    let corpus = Corpus(documents: Self.documents)
    let subject = FuzzSubject(documents: Self.documents)
    for (door, seeds) in corpus.seeds {
      #expect(seeds.count >= 9, "\(door)")
      for seed in seeds { try subject.run(seed, through: door) }
    }
    #expect(PolicyLoader.load(Self.documents).set != nil)
  }

  @Test("the same seed makes the same inputs, another one others")
  func repeatable() {
    let corpus = Corpus(documents: Self.documents)
    func inputs(_ seed: UInt64) -> [[UInt8]] {
      var mutator = Mutator(corpus, seed: seed)
      return FuzzSubject.Door.allCases.flatMap { door in
        (0..<50).map { _ in mutator.input(for: door) }
      }
    }
    #expect(inputs(3) == inputs(3))
    #expect(inputs(3) != inputs(4))
    #expect(Set(inputs(3)).count > 150)
  }
}
