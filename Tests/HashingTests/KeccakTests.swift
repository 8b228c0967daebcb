import Hashing
import TestSupport
import Testing

@Suite struct KeccakTests {
  /// Text and hash; the first two from the Keccak team's own examples, the third from EIP-712.
  static let knownAnswers: [(text: String, hash: String)] = [
    ("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
    ("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    (
      "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)",
      "8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f"
    ),
  ]

  @Test(arguments: knownAnswers)
  func meetsKnownAnswers(text: String, hash: String) {
    #expect(Keccak256.hash(text).hex == hash)
    #expect(Keccak256.hash(Array(text.utf8)).hex == hash)
  }

  /// Around the block of 136 bytes, where padding and permutation meet.
  @Test(arguments: [0, 1, 7, 8, 9, 134, 135, 136, 137, 143, 271, 272, 273, 700])
  func anySplitGivesTheHashOfTheWhole(length: Int) {
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 1) }
    let whole = Keccak256.hash(bytes)
    for cut in 0...length {
      var state = Keccak256()
      state.update(Array(bytes[..<cut]))
      _ = state.finalize()
      state.update(Array(bytes[cut...]))
      #expect(state.finalize() == whole, "cut at \(cut)")
    }
  }

  @Test(arguments: 0..<17)
  func aWordIsItsThirtyTwoBytes(before: Int) {
    let prefix = [UInt8](repeating: 0xA5, count: before * 9)
    var generator = SeededGenerator(seed: UInt64(before))
    let word = Digest32(generator.next(), generator.next(), generator.next(), generator.next())
    var state = Keccak256()
    state.update(prefix)
    state.update(word)
    #expect(state.finalize() == Keccak256.hash(prefix + word.bytes))
  }

  @Test func copiesOfAStateAreIndependent() {
    var first = Keccak256()
    first.update(Array("ab".utf8))
    var second = first
    second.update(Array("d".utf8))
    first.update(Array("c".utf8))
    #expect(first.finalize() == Keccak256.hash("abc"))
    #expect(second.finalize() == Keccak256.hash("abd"))
  }
}
