import Hashing
import Signing
import TestSupport
import Testing

@Suite struct SignatureTests {
  @Test(arguments: UInt64(0)..<24)
  func whatAKeySignsNamesIt(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let key = try SigningKey(hex: random(&generator).hex)
    let digest = random(&generator)
    let signature = key.sign(digest)
    #expect(signature.signer(of: digest) == key.address)
    #expect(key.sign(digest) == signature)
    #expect(Signature(hex: signature.hex) == signature)
    #expect(signature.signer(of: random(&generator)) != key.address)
  }

  @Test func noBitOfASignatureIsIdle() throws {
    let key = try SigningKey(hex: "0x" + String(repeating: "5a", count: 32))
    let digest = Keccak256.hash("a message")
    let bytes = key.sign(digest).bytes
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1
      #expect(Signature(bytes: changed)?.signer(of: digest) != key.address, "byte \(index)")
    }
  }

  @Test(arguments: [0, 1, 26, 29, 30, 255] as [UInt8])
  func otherRecoveryIdsAreNobodys(v: UInt8) throws {
    let digest = Keccak256.hash("a message")
    var signature = try SigningKey(hex: String(repeating: "5a", count: 32)).sign(digest)
    signature.v = v
    #expect(signature.signer(of: digest) == nil)
  }

  /// The order of the curve, and what is above it, is no key; the number below it is.
  @Test func keysLieBelowTheOrderOfTheCurve() throws {
    let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
    for text in [order, String(repeating: "f", count: 64), String(repeating: "0", count: 64)] {
      #expect(throws: KeyError.keyOutOfRange) { try SigningKey(hex: text) }
    }
    let last = try SigningKey(hex: order.dropLast() + "0")
    let one = try SigningKey(hex: String(repeating: "0", count: 63) + "1")
    #expect(one.address.checksummed == "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf")
    // n - 1 and 1 have points that differ in the sign of y alone.
    #expect(last.publicKey(isCompressed: true)[1...] == one.publicKey(isCompressed: true)[1...])
    #expect(last.publicKey(isCompressed: true)[0] != one.publicKey(isCompressed: true)[0])
  }

  @Test(arguments: [
    "", "0x", "5a", String(repeating: "5a", count: 33), String(repeating: "5g", count: 32),
  ])
  func otherTextIsNoKey(text: String) {
    #expect(throws: KeyError.malformedKey(count: text.utf8.count)) { try SigningKey(hex: text) }
  }

  @Test(arguments: [
    "", "0x", "0x" + String(repeating: "00", count: 64), String(repeating: "00", count: 66),
  ])
  func otherTextIsNoSignature(text: String) {
    #expect(Signature(hex: text) == nil)
  }

  @Test func manyThreadsSignWithOneKey() async throws {
    let key = try SigningKey(hex: String(repeating: "5a", count: 32))
    let digests = (0..<64).map { Keccak256.hash("message \($0)") }
    let expected = digests.map { key.sign($0) }
    let found = await withTaskGroup(of: (Int, Signature).self) { group in
      for (index, digest) in digests.enumerated() {
        group.addTask { (index, key.sign(digest)) }
      }
      var found: [Int: Signature] = [:]
      for await (index, signature) in group { found[index] = signature }
      return found
    }
    for (index, signature) in expected.enumerated() { #expect(found[index] == signature) }
  }

  private func random(_ generator: inout SeededGenerator) -> Digest32 {
    Digest32(generator.next() >> 1, generator.next(), generator.next(), generator.next())
  }
}
