import Hashing
import Signing
import Testing

@Suite struct AddressTests {
  /// The examples of EIP-55.
  static let checksummed = [
    "0x52908400098527886E0F7030069857D2E4169EE7", "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77", "0x27b1fdb04752bbc536007a920d24acb045561c26",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
  ]

  @Test(arguments: checksummed)
  func meetsTheExamplesOfItsStandard(text: String) throws {
    let address = try Address(checked: text)
    #expect(address.checksummed == text)
    #expect(address.description == text)
    #expect(address.lowercaseHex == text.lowercased())
    #expect(Address(bytes: address.bytes) == address)
    #expect(Address(hex: text.lowercased()) == address)
  }

  /// A letter of the other case is a mistyped address wherever the address has letters of both cases.
  @Test(arguments: checksummed[4...])
  func everyWrongCapitalIsNoticed(text: String) {
    for index in text.indices.dropFirst(2) where text[index].isLetter {
      var wrong = text
      let letter = String(text[index])
      wrong.replaceSubrange(
        index...index,
        with: letter == letter.lowercased() ? letter.uppercased() : letter.lowercased())
      #expect(throws: AddressError.wrongChecksum(expected: text)) { try Address(checked: wrong) }
      #expect(Address(hex: wrong) != nil)
    }
  }

  @Test func lettersOfOneCaseHaveNoChecksum() throws {
    let text = Self.checksummed[4]
    #expect(try Address(checked: text.lowercased()).checksummed == text)
    #expect(try Address(checked: "0x" + text.dropFirst(2).uppercased()).checksummed == text)
  }

  @Test(arguments: [
    "", "0x", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
    "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedd",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg",
  ])
  func otherTextIsNoAddress(text: String) {
    #expect(throws: AddressError.malformed) { try Address(checked: text) }
    #expect(Address(hex: text) == nil)
  }
}
