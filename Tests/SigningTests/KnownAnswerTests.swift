import KnownAnswers
import Runtime
import TestSupport
import Testing

@Suite(.enabled(if: Places.shared != nil)) struct KnownAnswerTests {
  /// The files of the shared folder, what checks them, and how many cases they had when this was written.
  static let files: [(file: String, check: @Sendable (String) -> Tally, atLeast: Int)] = [
    ("keccak256", { checkKeccak(file: $0) }, 22),
    ("secp256k1", { checkSecp256k1(file: $0) }, 30),
    ("eip712-generic", { checkTypedData(file: $0) }, 20),
    ("eip712-order-v2", { checkTypedData(file: $0) }, 45),
    ("seed-order", { checkTypedData(file: $0) }, 10),
    ("clob-auth", { checkAuthentication(file: $0) }, 15),
    ("order-amounts", { checkAmounts(file: $0) }, 60),
    ("book-hash", { checkBookHash(file: $0) }, 4),
  ]

  @Test(arguments: files.indices)
  func allCasesHold(index: Int) throws {
    let (file, check, atLeast) = Self.files[index]
    let tally = check("\(try #require(Places.shared))/vectors/\(file).json")
    #expect(tally.failed == [])
    #expect(tally.passed >= atLeast)
  }

  @Test(arguments: files.indices)
  func anotherFileIsNoSuccess(index: Int) throws {
    let other = "\(try #require(Places.shared))/vectors/monitoring/staleness.json"
    let tally = Self.files[index].check(other)
    #expect(tally.passed == 0)
    #expect(tally.failed.count == 1)
  }

  /// A digit of every answer is changed in turn: each change must be noticed.
  @Test(arguments: [
    ("eip712-generic", "digest"), ("eip712-generic", "type_hash"),
    ("eip712-generic", "encoded_type"), ("eip712-generic", "struct_hash"),
    ("eip712-generic", "domain_separator"), ("eip712-generic", "signature"),
    ("eip712-generic", "signer_address"), ("eip712-order-v2", "order_id"),
    ("eip712-order-v2", "inner_signature"), ("eip712-order-v2", "contents_hash"),
    ("eip712-order-v2", "digest_under_expected_domain"), ("secp256k1", "public_key_compressed"),
    ("secp256k1", "r"), ("keccak256", "keccak256"), ("clob-auth", "signature"),
    ("order-amounts", "maker_amount"), ("order-amounts", "taker_amount"), ("book-hash", "hash"),
  ])
  func aWrongAnswerIsNoticed(file: String, field: String) throws {
    let folder = try #require(Places.shared)
    let check = try #require(Self.files.first { $0.file == file }).check
    let bytes = try FileContents.read("\(folder)/vectors/\(file).json")
    let text = String(decoding: bytes, as: UTF8.self)
    let spoilt = spoil(field, in: text)
    #expect(spoilt.count > 0)
    try Places.withTemporaryFolder { folder in
      try Places.write(Array(spoilt.text.utf8), to: "\(folder)/spoilt.json")
      let tally = check("\(folder)/spoilt.json")
      #expect(tally.failed.count == spoilt.count, "of \(spoilt.count)")
    }
  }

  /// Changes the last digit or letter of every value of `field`; how many there were.
  private func spoil(_ field: String, in text: String) -> (text: String, count: Int) {
    let key = "\"\(field)\": \""
    var parts = text.split(separator: key, omittingEmptySubsequences: false).map { String($0) }
    var count = 0
    for index in parts.indices.dropFirst() {
      let value = parts[index].prefix { $0 != "\"" }
      // Of an encoded type, the brackets are no letters; the padding of Base64 is no digit.
      guard let last = value.lastIndex(where: { !")(=".contains($0) }) else { continue }
      parts[index].replaceSubrange(last...last, with: value[last] == "1" ? "7" : "1")
      count += 1
    }
    return (parts.joined(separator: key), count)
  }
}
