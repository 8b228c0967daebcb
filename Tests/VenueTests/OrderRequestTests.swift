import FixedPoint
import Hashing
import JSON
import Signing
import TestSupport
import Testing
import Trading
import Venue

@Suite struct OrderRequestTests {
  static let text = """
    {"order":{"salt":479249096354,"maker":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",\
    "signer":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","tokenId":"71321045679252212594626385532706912750332\
    728571942532289631379312455583992563","makerAmount":"52000000","takerAmount":"100000000","side":"BUY",\
    "expiration":"0","signatureType":0,"timestamp":"1777377600000","metadata":"0x00000000000000000000000000000\
    00000000000000000000000000000000000","builder":"0x00000000000000000000000000000000000000000000000000000000\
    00000000","signature":"0x69c3280d25abce25da8091d228a62ebfa0cc41ca72e5b20fc760b39a47dffd8f55f6c975eb1ec8a32e\
    56029d0bc4b05ad09e3879d07d27dd081d8d1cda1a50bc1c"},"owner":"f4f247b7-4ac7-4f29-a152-04fda0a8755a",\
    "orderType":"GTC","deferExec":false,"postOnly":false}
    """

  @Test func theBodyOfTheVenuesClientIsReadAndWrittenBack() throws {
    let request = try read(Self.text)
    #expect(String(decoding: request.body, as: UTF8.self) == Self.text)
    #expect(request.order.side == .buy)
    #expect(request.type == .goodTillCancelled)
    let signed = try SignedOrder(
      checking: request.order, signature: request.signature,
      in: .of(isNegativeRisk: false, on: .polygon))
    #expect(signed.id.hex == "9b76c1e44314ea7ea038dac9a7045736c808b2067b2c584e0b02101a0faade57")
  }

  /// Other clients write the same order so.
  @Test(arguments: [
    ("\"salt\":479249096354", "\"salt\":\"479249096354\""),
    ("\"makerAmount\":\"52000000\"", "\"makerAmount\":52000000"),
    ("\"side\":\"BUY\"", "\"side\":0"), ("\"side\":\"BUY\"", "\"side\":\"0\""),
    ("\"signatureType\":0", "\"signatureType\":\"0\""),
    ("\"expiration\":\"0\",", ""), ("\"expiration\":\"0\"", "\"expiration\":0"),
    ("\"timestamp\":\"1777377600000\"", "\"timestamp\":1777377600000"),
    ("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"),
    (
      "{\"order\":{",
      "{\"order\":{\"taker\":\"0x0000000000000000000000000000000000000000\",\"x\":[{}],"
    ),
    (",\"deferExec\":false", ""), (",\"postOnly\":false}", ",\"postOnly\":null,\"more\":1}"),
    ("\"orderType\":\"GTC\",", ""),
    ("\"builder\":\"0x" + String(repeating: "0", count: 64) + "\"", "\"builder\":\"\""),
  ])
  func otherFormsMeanTheSame(old: String, new: String) throws {
    let changed = Self.text.replacing(old, with: new)
    #expect(changed != Self.text)
    #expect(try read(changed) == (try read(Self.text)))
  }

  @Test(arguments: [
    ("\"side\":\"BUY\"", "\"side\":\"SELL\""), ("\"orderType\":\"GTC\"", "\"orderType\":\"FOK\""),
    ("\"postOnly\":false", "\"postOnly\":true"), ("\"deferExec\":false", "\"deferExec\":true"),
    ("\"expiration\":\"0\"", "\"expiration\":\"1777381200\""),
    ("\"signatureType\":0", "\"signatureType\":2"),
  ])
  func everyFieldIsRead(old: String, new: String) throws {
    let changed = Self.text.replacing(old, with: new)
    #expect(String(decoding: try read(changed).body, as: UTF8.self) == changed)
  }

  /// What is changed, into what, and which key is wrong then.
  @Test(arguments: [
    ("\"salt\":479249096354", "\"salt\":1.5", "salt"),
    ("\"salt\":479249096354", "\"salt\":-1", "salt"),
    ("\"salt\":479249096354", "\"salt\":18446744073709551616", "salt"),
    ("\"salt\":479249096354", "\"salt\":null", "salt"), ("\"52000000\"", "\"0x1\"", "makerAmount"),
    ("\"52000000\"", "\"\"", "makerAmount"), ("\"100000000\"", "\"1e8\"", "takerAmount"),
    ("\"BUY\"", "\"buy\"", "side"), ("\"BUY\"", "2", "side"),
    ("\"signatureType\":0", "\"signatureType\":4", "signatureType"),
    ("\"signatureType\":0", "\"signatureType\":256", "signatureType"),
    ("0x69c3280d", "0x69c3280", "signature"), ("0x69c3280d", "69c3280d", "signature"),
    ("\"GTC\"", "\"IOC\"", "orderType"), ("\"GTC\"", "1", "orderType"),
    ("\"postOnly\":false", "\"postOnly\":0", "postOnly"),
    ("\"f4f247b7-4ac7-4f29-a152-04fda0a8755a\"", "\"\"", "owner"),
    ("\"71321045", "\"x71321045", "tokenId"),
    ("\"metadata\":\"0x00", "\"metadata\":\"0x", "metadata"),
    ("\"maker\":\"0xf39", "\"maker\":\"0xg39", "maker"),
  ])
  func badFieldsAreNamed(old: String, new: String, key: String) throws {
    let changed = Self.text.replacing(old, with: new)
    #expect(changed != Self.text)
    let offset = try #require(changed.range(of: "\"\(key)\":")?.upperBound)
    let byte = changed.utf8.distance(from: changed.startIndex, to: offset)
    #expect(throws: OrderRequestError.malformed(key, byteOffset: byte)) { try read(changed) }
  }

  @Test(arguments: [
    "salt", "maker", "signer", "tokenId", "makerAmount", "takerAmount", "side",
    "signatureType", "timestamp", "signature",
  ])
  func missingFieldsAreNamed(key: String) throws {
    let changed = Self.text.replacing("\"\(key)\"", with: "\"other\"")
    #expect(throws: OrderRequestError.missing(key, byteOffset: 9)) { try read(changed) }
  }

  @Test func ordersOfTheFirstVersionAreToldApart() throws {
    let changed = Self.text.replacing(
      "\"timestamp\":\"1777377600000\"", with: "\"nonce\":\"0\",\"feeRateBps\":\"0\"")
    #expect(throws: OrderRequestError.versionMismatch(byteOffset: 9)) { try read(changed) }
    #expect(OrderRequestError.versionMismatch(byteOffset: 9).venueText == "order_version_mismatch")
  }

  @Test(arguments: ["[]", "1", "{\"order\":[]}", "{\"order\":1,\"owner\":\"x\"}", "{}", "null"])
  func otherDocumentsAreNoOrders(text: String) {
    #expect(throws: OrderRequestError.self) { try read(text) }
  }

  private func read(_ text: String) throws -> OrderRequest {
    let reader = JSONReader()
    return try reader.withNode(of: text) { node in
      Result { () throws(OrderRequestError) in try OrderRequest(reading: node) }
    }.get()
  }
}

extension String {
  /// Where `text` stands first.
  fileprivate func range(of text: String) -> Range<String.Index>? {
    ranges(of: text).first
  }
}
