import Runtime

/// Makes inputs out of good ones: the same seed gives the same inputs on every machine.
package struct Mutator {
  private let corpus: Corpus
  private var random: SplitMix64

  /// Inputs do not grow beyond this; a document of the house has a third of it.
  static let mostBytes = 16_384

  package init(_ corpus: Corpus, seed: UInt64) {
    self.corpus = corpus
    random = SplitMix64(seed: seed)
  }

  /// One input for a door: mostly a good one with some mistakes, sometimes words in no order.
  package mutating func input(for door: FuzzSubject.Door) -> [UInt8] {
    let seeds = corpus.seeds[door] ?? []
    if seeds.isEmpty || random.chance(150) { return words() }
    var bytes = seeds[index(seeds.count)]
    for _ in 0...index(6) { mutate(&bytes, seeds) }
    return Array(bytes.prefix(Self.mostBytes))
  }

  private mutating func index(_ count: Int) -> Int {
    Int(random.number(0...Int64(max(count, 1) - 1)))
  }

  private mutating func words() -> [UInt8] {
    (0...index(24)).flatMap { _ in
      let blank: [UInt8] = random.chance(600) ? [UInt8(ascii: " ")] : []
      return corpus.tokens[index(corpus.tokens.count)] + blank
    }
  }

  /// A stretch of `count` bytes, mostly a short one.
  private mutating func stretch(_ count: Int) -> Range<Int> {
    let start = index(count + 1)
    let longest = random.chance(800) ? min(16, count - start) : count - start
    return start..<start + index(longest + 1)
  }

  private mutating func mutate(_ bytes: inout [UInt8], _ seeds: [[UInt8]]) {
    let place = index(bytes.count + 1)
    switch index(9) {
    case 0 where !bytes.isEmpty: bytes[index(bytes.count)] ^= 1 << UInt8(index(8))
    case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
    case 2: bytes.removeSubrange(stretch(bytes.count))
    case 3:
      let copy = bytes[stretch(bytes.count)]
      bytes.insert(contentsOf: copy, at: place)
    case 4:
      let other = seeds[index(seeds.count)]
      bytes.replaceSubrange(stretch(bytes.count), with: other[stretch(other.count)])
    case 5: bytes.replaceSubrange(stretch(bytes.count), with: word())
    case 6:
      let copy = word()
      bytes.insert(contentsOf: Array(repeating: copy, count: 1 + index(40)).joined(), at: place)
    default: bytes.insert(contentsOf: word(), at: place)
    }
  }

  private mutating func word() -> [UInt8] {
    corpus.tokens[index(corpus.tokens.count)]
  }
}
