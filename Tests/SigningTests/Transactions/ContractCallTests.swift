import FixedPoint
import Hashing
import Signing
import Testing

/// Calls of the venue's contracts, held against their function selectors as published in the contracts' interfaces.
@Suite("contract calls")
struct ContractCallTests {
  private static let one = Address(lowBytesOf: Digest32(0x0A11))
  private static let condition = Digest32(0xC0)
  private static let amount = UInt256(5_000_000 as UInt64)

  private static let calls: [(call: ContractCall, selector: String, words: Int)] = [
    (.approve(spender: one, amount: .max), "095ea7b3", 2),
    (.approve(spender: one, amount: .zero), "095ea7b3", 2),
    (.approveAll(operator: one, isApproved: true), "a22cb465", 2),
    (.approveAll(operator: one, isApproved: false), "a22cb465", 2),
    (.split(collateral: one, condition: condition, amount: amount), "72ce4275", 8),
    (.merge(collateral: one, condition: condition, amount: amount), "9e7212ad", 8),
    (.redeem(collateral: one, condition: condition), "01b7037c", 7),
  ]

  @Test(
    "have the selectors of the contracts, whole words, and are read back", arguments: calls.indices)
  func forms(index: Int) {
    let (call, selector, words) = Self.calls[index]
    #expect(Hexadecimal.text(call.data.prefix(4)) == selector)
    #expect(call.data.count == 4 + 32 * words)
    #expect(ContractCall(decoding: call.data) == call)
  }

  @Test("anything else is no such call", arguments: calls.indices)
  func strangers(index: Int) {
    let data = Self.calls[index].call.data
    #expect(ContractCall(decoding: Array(data.dropLast())) == nil)
    #expect(ContractCall(decoding: data + [0]) == nil)
    #expect(ContractCall(decoding: data + [UInt8](repeating: 0, count: 32)) == nil)
    for place in 0..<4 {
      var other = data
      other[place] ^= 1
      #expect(ContractCall(decoding: other) == nil)
    }
    // The first twelve bytes of an address's word are nothing.
    var wide = data
    wide[4] = 1
    #expect(ContractCall(decoding: wide) == nil)
  }

  @Test("a split stands as Solidity's interface writes it")
  func split() {
    let call = ContractCall.split(
      collateral: Self.one, condition: Self.condition, amount: Self.amount)
    let words = [
      Self.one.word, .zero, Self.condition, Digest32(160), Digest32(5_000_000), Digest32(2),
      Digest32(1), Digest32(2),
    ]
    #expect(Array(call.data.dropFirst(4)) == words.flatMap(\.bytes))
  }
}
