import Hashing
import TestSupport
import Testing

@Suite struct CodecTests {
  /// RFC 4648, section 10.
  static let examples: [(bytes: String, text: String)] = [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ]

  @Test(arguments: examples)
  func base64MeetsItsExamples(bytes: String, text: String) {
    for alphabet in [Base64.standard, .urlSafe] {
      #expect(alphabet.text(Array(bytes.utf8)) == text)
      #expect(alphabet.bytes(text) == Array(bytes.utf8))
    }
  }

  @Test func theAlphabetsDifferInTwoDigits() {
    let bytes: [UInt8] = [0xFB, 0xEF, 0xBF]
    #expect(Base64.standard.text(bytes) == "+++/")
    #expect(Base64.urlSafe.text(bytes) == "---_")
    #expect(Base64.standard.bytes("--_-") == nil)
    #expect(Base64.urlSafe.bytes("+++/") == nil)
  }

  @Test(arguments: UInt64(0)..<64)
  func base64ReadsBackWhatItWrote(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let bytes = (0..<Int(seed)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    #expect(Base64.standard.bytes(Base64.standard.text(bytes)) == bytes)
    #expect(Base64.urlSafe.bytes(Base64.urlSafe.text(bytes)) == bytes)
  }

  /// Each could be taken for some bytes, and none is their one text.
  @Test(arguments: [
    "Zg", "Zg=", "Zg===", "Z===", "====", "=", "Zm9v=", "Zm9v====", "Zh==", "Zm9=", "Zg==Zg==",
    "Zm 9v", "Zm9v\n", "Zm9%", "=Zg=",
  ])
  func otherTextIsNoBase64(text: String) {
    #expect(Base64.standard.bytes(text) == nil)
    #expect(Base64.urlSafe.bytes(text) == nil)
  }

  /// RFC 4231: key, message, code. The sixth has a key longer than a block.
  static let codes: [(key: [UInt8], message: String, code: String)] = [
    (
      [UInt8](repeating: 0x0B, count: 20), "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8), "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xAA, count: 131),
      "Test Using Larger Than Block-Size Key - Hash Key First",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
    ([], "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
  ]

  @Test(arguments: codes)
  func authenticationCodesMeetTheirExamples(key: [UInt8], message: String, code: String) {
    #expect(HMACSHA256.code(of: Array(message.utf8), key: key).hex == code)
  }

  @Test(arguments: ["", "00", "0xA5ff", "a5FF", "0x"])
  func hexadecimalReadsEitherCase(text: String) throws {
    let bytes = try #require(Hexadecimal.bytes(text))
    let digits = text.hasPrefix("0x") ? String(text.dropFirst(2)) : text
    #expect(Hexadecimal.text(bytes) == digits.lowercased())
  }

  @Test(arguments: ["0", "0x0", "0xg0", "0X00", "0x 0", "00x0", "é0"])
  func otherTextIsNotHexadecimal(text: String) {
    #expect(Hexadecimal.bytes(text) == nil)
  }

  @Test func prefixedDigestsAreReadInEitherCase() throws {
    let text = "0x" + String(repeating: "aB", count: 32)
    let digest = try #require(Digest32(prefixedHex: text))
    #expect(digest.prefixedHex == text.lowercased())
    #expect(Digest32(prefixedHex: String(text.dropFirst(2))) == nil)
    #expect(Digest32(prefixedHex: text + "0") == nil)
    #expect(Digest32(prefixedHex: "0x0x" + text.dropFirst(4)) == nil)
  }

  @Test func comparisonIsOfBytes() {
    #expect(ConstantTime.areEqual("secret", "secret"))
    #expect(ConstantTime.areEqual("", ""))
    for other in ["Secret", "secreT", "secre", "secrets", ""] {
      #expect(!ConstantTime.areEqual("secret", other))
    }
  }
}
