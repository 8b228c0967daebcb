import Hashing
import Testing

@Suite struct HashTests {
  /// Text, its SHA-256 and its SHA-1. The examples of FIPS 180-4.
  static let knownAnswers: [(text: String, sha256: String, sha1: String)] = [
    (
      "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "da39a3ee5e6b4b0d3255bfef95601890afd80709"
    ),
    (
      "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      "a9993e364706816aba3e25717850c26c9cd0d89d"
    ),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
      "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
    ),
  ]

  @Test(arguments: knownAnswers)
  func oneShotMeetsKnownAnswers(text: String, sha256: String, sha1: String) {
    #expect(SHA256.hash(Array(text.utf8)).hex == sha256)
    #expect(SHA1.hash(Array(text.utf8)).hex == sha1)
  }

  @Test func aMillionBytesMeetTheKnownAnswer() {
    let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(
      SHA256.hash(bytes).hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    #expect(SHA1.hash(bytes).hex == "34aa973cd4c4daa4f61eeb2bdbad27316534016f")
  }

  @Test(arguments: [1, 55, 56, 63, 64, 65, 700])
  func anySplitGivesTheHashOfTheWhole(length: Int) {
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for cut in 0...length {
      var long = SHA256()
      long.update(Array(bytes[..<cut]))
      _ = long.finalize()
      long.update(Array(bytes[cut...]))
      #expect(long.finalize() == SHA256.hash(bytes), "cut at \(cut)")
      var short = SHA1()
      short.update(Array(bytes[..<cut]))
      short.update(Array(bytes[cut...]))
      #expect(short.finalize() == SHA1.hash(bytes), "cut at \(cut)")
    }
  }

  @Test func copiesOfAStateAreIndependent() {
    var first = SHA256()
    first.update(Array("ab".utf8))
    var second = first
    second.update(Array("d".utf8))
    first.update(Array("c".utf8))
    #expect(first.finalize() == SHA256.hash(Array("abc".utf8)))
    #expect(second.finalize() == SHA256.hash(Array("abd".utf8)))
  }
}
