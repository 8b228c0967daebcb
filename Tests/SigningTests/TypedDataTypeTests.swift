import Signing
import Testing

@Suite struct TypedDataTypeTests {
  static let types: [(text: String, type: TypedDataType)] = [
    ("uint8", .unsigned(bits: 8)), ("uint256", .unsigned(bits: 256)),
    ("uint", .unsigned(bits: 256)), ("int24", .signed(bits: 24)), ("int", .signed(bits: 256)),
    ("bool", .bool), ("address", .address), ("bytes", .bytes), ("string", .string),
    ("bytes1", .fixedBytes(1)), ("bytes32", .fixedBytes(32)), ("Person", .structure("Person")),
    ("_a$1", .structure("_a$1")), ("uintX", .structure("uintX")), ("int8x", .structure("int8x")),
    ("bytes32x", .structure("bytes32x")), ("Bool", .structure("Bool")),
    ("uint8[]", .array(.unsigned(bits: 8), count: nil)),
    ("Person[3]", .array(.structure("Person"), count: 3)),
    ("bool[0]", .array(.bool, count: 0)),
    ("bytes4[2][]", .array(.array(.fixedBytes(4), count: 2), count: nil)),
  ]

  @Test(arguments: types)
  func everyTypeIsRead(text: String, type: TypedDataType) throws {
    #expect(try TypedDataType(parsing: text) == type)
  }

  @Test(arguments: [
    "uint512", "uint7", "uint0", "uint08", "int264", "int1", "bytes0", "bytes33", "bytes01",
    "uint99999999999999999999", "uint7[]",
  ])
  func noTypeHasAnotherWidth(text: String) {
    #expect(throws: DeclarationFault.badWidth(text)) { try TypedDataType(parsing: text) }
  }

  @Test(arguments: [
    "", " ", "[]", "uint8[", "uint8]", "uint8[]x", "uint8[-1]", "uint8[01]", "uint8[ 1]",
    "uint8[1]]",
    "uint8[99999999999999999999]", "1a", "a b", "a,b", "a(b)", "é", "uint8 []", "uint8[][",
    "uint8[x]",
  ])
  func otherTextIsNoType(text: String) {
    #expect(throws: DeclarationFault.malformedType(text)) { try TypedDataType(parsing: text) }
  }

  @Test func dimensionsHaveALimit() throws {
    #expect(
      try TypedDataType(parsing: "bool" + String(repeating: "[]", count: 16)).structureName == nil)
    let text = "A" + String(repeating: "[]", count: 17)
    #expect(throws: DeclarationFault.tooManyDimensions(text, limit: 16)) {
      try TypedDataType(parsing: text)
    }
    // A text of a million brackets costs no more.
    let long = "A" + String(repeating: "[]", count: 500_000)
    #expect(throws: DeclarationFault.tooManyDimensions(long, limit: 16)) {
      try TypedDataType(parsing: long)
    }
  }
}
