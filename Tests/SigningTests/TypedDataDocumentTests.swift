import FixedPoint
import Hashing
import JSON
import Signing
import Testing

@Suite struct TypedDataDocumentTests {
  /// A document with one member of `type` and this value for it.
  private func document(_ type: String, _ value: String, extra: String = "") throws -> JSONValue {
    try JSONValue(
      parsing: """
        {"types": {"M": [{"name": "v", "type": "\(type)"}], "E": [{"name": "x", "type": "uint8"}]},
         "primaryType": "M", "domain": {"name": "N"}, "message": {"v": \(value)\(extra)}}
        """)
  }

  /// Each pair is two ways to write one value.
  @Test(arguments: [
    ("uint8", "255", "\"0xff\""), ("uint8", "\"255\"", "\"0x00fF\""), ("uint256", "0", "\"-0\""),
    ("int8", "-128", "\"-128\""), ("int256", "\"0x7f\"", "127"), ("int16", "-0", "0"),
    (
      "uint256", "115792089237316195423570985008687907853269984665640564039457584007913129639935",
      "\"0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\""
    ),
    ("bytes2", "\"0xABcd\"", "\"0xabCD\""), ("E", "{\"x\": 1}", "{\"x\": \"0x1\"}"),
    (
      "address", "\"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\"",
      "\"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\""
    ),
    ("string", "\"é\"", "\"\\u00e9\""),
  ])
  func aValueHasSeveralTexts(type: String, first: String, second: String) throws {
    let left = try TypedDataDocument(try document(type, first))
    let right = try TypedDataDocument(try document(type, second))
    #expect(left.digest == right.digest)
  }

  /// Unicode has two forms of this letter, and what is signed is bytes.
  @Test func textsAreNotNormalised() throws {
    let composed = try TypedDataDocument(try document("string", "\"\\u00e9\""))
    let decomposed = try TypedDataDocument(try document("string", "\"e\\u0301\""))
    #expect(composed.digest != decomposed.digest)
  }

  typealias Fault = TypedDataError.ValueFault
  static let wrongChecksum = "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
  static let faults: [(type: String, value: String, fault: Fault, path: String)] = [
    ("uint8", "256", .outOfRange(type: "uint8"), "message.v"),
    ("uint8", "-1", .outOfRange(type: "uint8"), "message.v"),
    ("uint8", "\"0x100\"", .outOfRange(type: "uint8"), "message.v"),
    ("int8", "128", .outOfRange(type: "int8"), "message.v"),
    ("int8", "-129", .outOfRange(type: "int8"), "message.v"),
    ("int8", "-256", .outOfRange(type: "int8"), "message.v"),
    (
      "uint256", "\"1" + String(repeating: "0", count: 78) + "\"", .outOfRange(type: "uint256"),
      "message.v"
    ),
    (
      "int256", "\"0x8" + String(repeating: "0", count: 63) + "\"", .outOfRange(type: "int256"),
      "message.v"
    ),
    ("uint8", "1.0", .notAnInteger("1.0"), "message.v"),
    ("uint8", "1e2", .notAnInteger("1e2"), "message.v"),
    ("uint8", "\"\"", .notAnInteger(""), "message.v"),
    ("uint8", "\"-\"", .notAnInteger("-"), "message.v"),
    ("uint8", "\"0x\"", .notAnInteger("0x"), "message.v"),
    ("uint8", "\"+1\"", .notAnInteger("+1"), "message.v"),
    ("uint8", "\" 1\"", .notAnInteger(" 1"), "message.v"),
    ("uint8", "\"-0x1\"", .notAnInteger("-0x1"), "message.v"),
    ("uint8", "true", .wrongForm(expected: .integer), "message.v"),
    ("uint8", "null", .wrongForm(expected: .integer), "message.v"),
    ("bool", "1", .wrongForm(expected: .bool), "message.v"),
    ("bool", "\"true\"", .wrongForm(expected: .bool), "message.v"),
    ("string", "1", .wrongForm(expected: .text), "message.v"),
    ("string", "null", .wrongForm(expected: .text), "message.v"),
    ("bytes", "\"abc\"", .notHexadecimal("abc"), "message.v"),
    ("bytes", "\"0xabc\"", .notHexadecimal("0xabc"), "message.v"),
    ("bytes", "[1]", .wrongForm(expected: .bytes), "message.v"),
    ("bytes4", "\"0xabcdef\"", .wrongLength(expected: 4, found: 3), "message.v"),
    ("bytes4", "\"0xabcdefabcd\"", .wrongLength(expected: 4, found: 5), "message.v"),
    ("bytes1", "\"0x\"", .wrongLength(expected: 1, found: 0), "message.v"),
    ("address", "\"0x00\"", .notAnAddress("0x00"), "message.v"),
    (
      "address", "\"\(wrongChecksum)\"",
      .wrongChecksum(expected: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), "message.v"
    ),
    ("uint8[]", "{}", .wrongForm(expected: .list), "message.v"),
    ("uint8[]", "null", .wrongForm(expected: .list), "message.v"),
    ("uint8[2]", "[1]", .wrongCount(expected: 2, found: 1), "message.v"),
    ("uint8[2]", "[1, 2, 3]", .wrongCount(expected: 2, found: 3), "message.v"),
    ("uint8[2][]", "[[1, 2], [3]]", .wrongCount(expected: 2, found: 1), "message.v[1]"),
    ("uint8[][]", "[[1, 2], [3, 400]]", .outOfRange(type: "uint8"), "message.v[1][1]"),
    ("E", "[]", .wrongForm(expected: .object), "message.v"),
    ("E", "{}", .missing, "message.v.x"),
    ("E", "{\"x\": 1, \"y\": 2}", .unknownMember(of: "E"), "message.v.y"),
    ("E[]", "[{\"x\": 1}, {\"x\": 300}]", .outOfRange(type: "uint8"), "message.v[1].x"),
  ]

  @Test(arguments: faults.indices)
  func badValuesAreNamedWithTheirPath(index: Int) throws {
    let (type, value, fault, path) = Self.faults[index]
    let document = try document(type, value)
    #expect(throws: TypedDataError.value(fault, path: path)) { try TypedDataDocument(document) }
  }

  @Test func whatWouldNotBeSignedIsRefused() throws {
    let document = try document("uint8", "1", extra: ", \"amount\": 5")
    #expect(throws: TypedDataError.value(.unknownMember(of: "M"), path: "message.amount")) {
      try TypedDataDocument(document)
    }
  }

  /// The hashes are those of eth-account; the first also of eth-sig-util's own test.
  @Test func structsThatContainThemselvesAreHashed() throws {
    let people = try JSONValue(
      parsing: """
        {"types": {"Person": [{"name": "name", "type": "string"}, {"name": "mother", "type": "Person"},
           {"name": "father", "type": "Person"}]},
         "primaryType": "Person", "domain": {"name": "Family Tree"},
         "message": {"name": "Jon", "mother": {"name": "Lyanna", "mother": null, "father":
            {"name": "Rickard", "mother": null, "father": null}}, "father": {"name": "Rhaegar",
            "mother": null, "father": {"name": "Aeris II", "mother": null, "father": null}}}}
        """)
    #expect(
      try TypedDataDocument(people).structHash.hex
        == "fdc7b6d35bbd81f7fa78708604f57569a10edff2ca329c8011373f0667821a45")
    let tree = try JSONValue(
      parsing: """
        {"types": {"Node": [{"name": "label", "type": "string"}, {"name": "children", "type": "Node[]"}]},
         "primaryType": "Node", "domain": {"name": "Family Tree"},
         "message": {"label": "a", "children": [{"label": "b", "children": []},
            {"label": "c", "children": [{"label": "d", "children": []}]}]}}
        """)
    let document = try TypedDataDocument(tree)
    #expect(
      document.structHash.hex == "c1616572b4f5c2cc438cfd1ef8e32a8e2598e849e19cd87d133f4e2ed1a65fc3")
    #expect(
      document.domainSeparator.hex
        == "b8df98c9a1561f8cd6f188f7251341a275ad26343e54c5e3bfa8de5ac7614f30")
  }

  @Test func aDomainIsHashedAsAStructOrByItself() throws {
    let domain = TypedDataDomain(name: "N", version: "1", chainID: UInt256(UInt8(137)))
    let text = """
      {"types": {"M": []}, "primaryType": "M",
       "domain": {"chainId": 137, "version": "1", "name": "N"}, "message": {}}
      """
    let document = try TypedDataDocument(try JSONValue(parsing: text))
    #expect(document.domainSeparator == domain.separator)
    #expect(document.digest == domain.digest(of: document.structHash))
  }

  @Test(arguments: [
    ("[]", "$", Fault.wrongForm(expected: .object)),
    ("{}", "domain", .missing),
    ("{\"domain\": {}}", "types", .missing),
    ("{\"domain\": {}, \"types\": []}", "types", .wrongForm(expected: .object)),
    ("{\"domain\": {}, \"types\": {\"M\": {}}}", "types.M", .wrongForm(expected: .list)),
    ("{\"domain\": {}, \"types\": {\"M\": [{}]}}", "types.M[0].name", .missing),
    ("{\"domain\": {}, \"types\": {\"M\": []}}", "primaryType", .missing),
    (
      "{\"domain\": {}, \"types\": {\"M\": []}, \"primaryType\": \"X\"}", "primaryType",
      .unknownPrimaryType("X", known: ["M"])
    ),
    (
      "{\"domain\": {}, \"types\": {\"M\": []}, \"primaryType\": \"EIP712Domain\"}", "primaryType",
      .unknownPrimaryType("EIP712Domain", known: ["M"])
    ),
    ("{\"domain\": {}, \"types\": {\"M\": []}, \"primaryType\": \"M\"}", "message", .missing),
    (
      "{\"domain\": {\"nme\": 1}, \"types\": {\"M\": []}, \"primaryType\": \"M\"}", "domain.nme",
      .unknownMember(of: "EIP712Domain")
    ),
  ])
  func documentsAreWhole(text: String, path: String, fault: Fault) throws {
    let document = try JSONValue(parsing: text)
    #expect(throws: TypedDataError.value(fault, path: path)) { try TypedDataDocument(document) }
  }
}
