import FixedPoint
import Hashing
import JSON
import Orders
import Runtime
import Signing
import TestSupport
import Testing
import Trading

/// What the journal keeps about transactions.
@Suite("entries about transactions")
struct TransactionEntryTests {
  private static let hash = Digest32(0xAB)
  private static let attempt = TransactionAttempt(
    number: 7, hash: hash, bytes: [2, 0xF8, 0], gas: .max,
    fee: TransactionFee(most: 85_000_000_000, tip: 25_000_000_000), signedAt: 1_795_291_200_000)

  private static let entries: [TransactionEntry] = [
    .asked(
      TransactionRequest(
        id: "split-1", purpose: "split", to: Address(lowBytesOf: Digest32(0x0A11)), value: .max,
        data: [1, 2, 3], market: "0x5e", feeCap: .max)),
    .asked(
      TransactionRequest(
        id: "send \"1\"", purpose: "send", to: .zero, feeCap: 1)),
    .refused(id: "a", codes: ["KILL_SWITCH_ACTIVE", "B"], message: "why"),
    .refused(id: "a", codes: [], message: ""),
    .signed(id: "a", attempt), .sending(id: "a", hash: hash),
    .posted(id: "a", hash: hash, node: "http://127.0.0.1:1"),
    .doubted(id: "a", hash: hash, message: "timed out"),
    .rejected(id: "a", hash: hash, message: "insufficient funds"),
    .mined(
      id: "a",
      TransactionOutcome(
        hash: hash, block: 80_000_000, succeeded: false, gasUsed: 21_000, price: .max)),
    .dropped(id: "a", hash: hash), .moved(id: "a", from: 9, to: 7),
    .superseded(id: "a", number: 7, isForeign: true), .noted(code: nil, message: "x"),
    .noted(code: "NONCE_SHEPHERD_GAP_DETECTED", message: "y"),
  ]

  private static func read(_ payload: [UInt8]) throws -> TransactionEntry {
    let reader = JSONReader()
    // What is parsed lies in the reader.
    defer { withExtendedLifetime(reader) {} }
    return try TransactionEntry(payload: try unsafe reader.parse(copying: payload))
  }

  @Test("are read back as they were written, as canonical JSON", arguments: entries.indices)
  func roundTrip(index: Int) throws {
    let entry = Self.entries[index]
    let draft = entry.draft(wallet: "0xab", time: 5)
    #expect(draft.scope == "wallet/0xab")
    #expect(try Self.read(draft.payload) == entry)
    let keys = try JSONValue(parsing: draft.payload).members?.map(\.key) ?? []
    #expect(keys == keys.sorted())
  }

  @Test("a damaged one is none: any member away, or of another kind", arguments: entries.indices)
  func damaged(index: Int) throws {
    let payload = Self.entries[index].draft(wallet: "0xab", time: 5).payload
    let members = try JSONValue(parsing: payload).members ?? []
    // Absent, these mean something.
    let optional = ["market", "code", "codes"]
    for member in members where !optional.contains(member.key) {
      let rest = JSONValue.object(members.filter { $0.key != member.key })
      let changed = JSONValue.object(
        members.map { $0.key == member.key ? .init($0.key, .array([.null])) : $0 })
      for value in [rest, changed] {
        #expect(throws: FieldProblem.self, "\(value.compactText)") {
          try Self.read(Array(value.compactText.utf8))
        }
      }
    }
  }

  @Test("a fee pays the next block within the cap, and a replacement offers a tenth more of both")
  func fees() {
    #expect(TransactionFee.bid(baseFee: 30, tip: 25, cap: 54) == nil)
    #expect(TransactionFee.bid(baseFee: 30, tip: 25, cap: 55) == TransactionFee(most: 55, tip: 25))
    #expect(TransactionFee.bid(baseFee: 30, tip: 25, cap: 999) == TransactionFee(most: 85, tip: 25))
    #expect(TransactionFee.bid(baseFee: .max, tip: 1, cap: .max) == nil)
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<1_000 {
      let most = UInt64.random(in: 1...(1 << 50), using: &generator)
      let fee = TransactionFee(most: most, tip: UInt64.random(in: 0...most, using: &generator))
      let cap = UInt64.random(in: 1...(1 << 51), using: &generator)
      guard let raised = fee.raised(atLeast: nil, cap: cap) else {
        #expect(most + most / 8 + 1 > cap)
        continue
      }
      #expect(raised.most <= cap && raised.tip <= raised.most)
      #expect(UInt128(raised.most) * 100 >= UInt128(fee.most) * 110)
      #expect(UInt128(raised.tip) * 100 >= UInt128(fee.tip) * 110)
    }
    #expect(TransactionFee(most: .max, tip: 1).raised(atLeast: nil, cap: .max) == nil)
  }
}
