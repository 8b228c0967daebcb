import Diagnostics
import FixedPoint
import Hashing
import JSON
import Runtime
import Signing
import TestSupport
import Testing

/// Transactions that eth-account signed, read; and the same ones signed here, byte for byte.
@Suite struct SignedTransactionTests {
  struct KnownAnswer: CustomTestStringConvertible {
    var json: JSONValue
    var name: String { json["name"]?.string ?? "" }
    var testDescription: String { name }

    var key: SigningKey {
      get throws {
        let text = try #require(json["key"]?.string)
        return try SigningKey(hex: text)
      }
    }

    var transaction: Transaction {
      get throws {
        let fields = try #require(json["transaction"])
        func number(_ name: String) throws -> UInt256 {
          let text = try #require(fields[name]?.string)
          return try #require(UInt256(decimal: text))
        }
        func word(_ name: String) throws -> UInt64 {
          let number = try number(name)
          return try #require(number.uint64)
        }
        let target = try fields["to"]?.string.map { try Address(checked: $0) }
        let data = try Self.data(fields)
        let list = try fields["accessList"]?.array.map { try $0.map(Self.entry) }
        guard fields["maxFeePerGas"] != nil else {
          return Transaction(
            chainID: try word("chainId"), nonce: try word("nonce"),
            gasPrice: try number("gasPrice"),
            gasLimit: try word("gas"), to: target, value: try number("value"), data: data,
            accessList: list)
        }
        return Transaction(
          chainID: try word("chainId"), nonce: try word("nonce"),
          maxPriorityFeePerGas: try number("maxPriorityFeePerGas"),
          maxFeePerGas: try number("maxFeePerGas"), gasLimit: try word("gas"), to: target,
          value: try number("value"), data: data, accessList: list ?? [])
      }
    }

    private static func data(_ fields: JSONValue) throws -> [UInt8] {
      let data = try #require(fields["data"])
      if let text = data.string { return try #require(Hexadecimal.bytes(text)) }
      let byte = try #require(data["byte"]?.string.flatMap { Hexadecimal.bytes($0) })
      let count = try #require(data["count"]?.int64)
      return [UInt8](repeating: byte[0], count: Int(count))
    }

    private static func entry(_ json: JSONValue) throws -> Transaction.AccessListEntry {
      let keys = try #require(json["storageKeys"]?.array)
      return Transaction.AccessListEntry(
        address: try Address(checked: json["address"]?.string ?? ""),
        storageKeys: try keys.map { try #require(Digest32(prefixedHex: $0.string ?? "")) })
    }
  }

  static let answers: [KnownAnswer] = {
    let path = Places.checkout + "/Tests/SigningTests/Transactions/transactions.json"
    guard let bytes = try? FileContents.read(path), let json = try? JSONValue(parsing: bytes) else {
      return []
    }
    return (json["cases"]?.array ?? []).map(KnownAnswer.init)
  }()

  @Test("the known answers are there")
  func present() {
    #expect(Self.answers.count >= 37)
  }

  @Test("signed here, it has the bytes that eth-account gave it", arguments: answers)
  func signing(_ answer: KnownAnswer) throws {
    let signed = SignedTransaction(try answer.transaction, key: try answer.key)
    #expect(signed.hash.prefixedHex == answer.json["hash"]?.string)
    #expect(signed.sender.checksummed == answer.json["sender"]?.string)
    if let raw = answer.json["raw"]?.string { #expect(signed.hex == raw) }
  }

  @Test("signed by eth-account, it is read with its sender", arguments: answers)
  func reading(_ answer: KnownAnswer) throws {
    let raw = answer.json["raw"]?.string.flatMap { Hexadecimal.bytes($0) }
    let bytes =
      try raw ?? SignedTransaction(answer.transaction, key: answer.key).bytes
    let signed = try SignedTransaction(decoding: bytes)
    #expect(signed.transaction == (try answer.transaction))
    #expect(signed.hash.prefixedHex == answer.json["hash"]?.string)
    #expect(signed.sender.checksummed == answer.json["sender"]?.string)
  }

  @Test("a changed bit is another transaction or none, and is written back as it was read")
  func hostile() throws {
    for seed in Seeds.upTo(40) {
      var random = SeededGenerator(seed: seed)
      let answer = try #require(Self.answers.randomElement(using: &random))
      let original = SignedTransaction(try answer.transaction, key: try answer.key)
      guard original.bytes.count < 1_000 else { continue }
      for _ in 0..<20 {
        var bytes = original.bytes
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
          bytes[Int.random(in: 0..<bytes.count, using: &random)] ^=
            1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
        default: bytes.append(UInt8.random(in: 0...255, using: &random))
        }
        guard let read = try? SignedTransaction(decoding: bytes) else { continue }
        #expect(read.bytes == bytes && read.hash != original.hash, "seed \(seed)")
      }
    }
  }

  struct Refusal: CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var error: TransactionError
    var testDescription: String { name }
  }

  private static func legacy(_ replacements: [Int: RLPItem]) -> [UInt8] {
    var fields: [RLPItem] = [
      .integer(0), .integer(1), .integer(21_000), .bytes([UInt8](repeating: 1, count: 20)),
      .integer(0), .bytes([]), .integer(27), .integer(1), .integer(1),
    ]
    for (index, item) in replacements { fields[index] = item }
    return RLPItem.list(fields).encoded
  }

  static let refusals: [Refusal] = [
    Refusal(name: "nothing", bytes: [], error: .encoding(.empty)),
    Refusal(name: "type 3", bytes: [3, 0xC0], error: .unknownType(3)),
    Refusal(name: "type 0", bytes: [0, 0xC0], error: .unknownType(0)),
    Refusal(name: "a type alone", bytes: [2], error: .encoding(.empty)),
    Refusal(
      name: "bytes for a list", bytes: [2, 0x80], error: .encoding(.unexpectedEnd(offset: 1))),
    Refusal(name: "cut", bytes: [2, 0xC2, 1], error: .encoding(.unexpectedEnd(offset: 1))),
    Refusal(
      name: "unsigned", bytes: RLPItem.list([RLPItem](repeating: .integer(1), count: 6)).encoded,
      error: .fieldCount(expected: 9, found: 6)),
    Refusal(
      name: "a nonce with a leading zero", bytes: legacy([0: .bytes([0, 1])]),
      error: .badField(.nonce)),
    Refusal(
      name: "a nonce of 9 bytes", bytes: legacy([0: .bytes([UInt8](repeating: 1, count: 9))]),
      error: .badField(.nonce)),
    Refusal(name: "a list for a value", bytes: legacy([4: .list([])]), error: .badField(.value)),
    Refusal(
      name: "an address of 19 bytes", bytes: legacy([3: .bytes([UInt8](repeating: 1, count: 19))]),
      error: .badField(.to)),
    Refusal(name: "v 26", bytes: legacy([6: .integer(26)]), error: .badSignature),
    Refusal(name: "v 29", bytes: legacy([6: .integer(29)]), error: .badSignature),
    Refusal(name: "r 0", bytes: legacy([7: .integer(0)]), error: .badSignature),
    Refusal(name: "s 0", bytes: legacy([8: .integer(0)]), error: .badSignature),
    Refusal(name: "high s", bytes: legacy([8: .integer(UInt256.max)]), error: .badSignature),
    Refusal(
      name: "too large", bytes: [UInt8](repeating: 0xF8, count: 131_073),
      error: .tooLarge(count: 131_073, limit: 131_072)),
  ]

  @Test("what a node refuses is refused, by its reason", arguments: refusals)
  func refusal(_ refusal: Refusal) {
    #expect(throws: refusal.error) { try SignedTransaction(decoding: refusal.bytes) }
    #expect(!refusal.error.diagnostic.help.isEmpty)
  }

  @Test("a transaction of the oldest form belongs to no chain")
  func unprotected() throws {
    let key = try SigningKey(hex: String(repeating: "46", count: 32))
    let transaction = Transaction(
      chainID: nil, nonce: 1, gasPrice: UInt256(1 as UInt64), gasLimit: 21_000, to: key.address)
    let read = try SignedTransaction(decoding: SignedTransaction(transaction, key: key).bytes)
    #expect(read.transaction.chainID == nil)
    #expect(read.sender == key.address)
  }
}
