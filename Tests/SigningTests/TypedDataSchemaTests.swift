import Hashing
import Signing
import Testing

@Suite struct TypedDataSchemaTests {
  typealias Declaration = TypedDataSchema.Declaration

  @Test func structsThatAreNeededFollowByName() throws {
    let schema = try TypedDataSchema([
      Declaration("Z", [.init("b", "Beta[2]"), .init("a", "Alpha")]),
      Declaration("Beta", [.init("x", "uint8")]),
      Declaration("Alpha", [.init("y", "Beta")]),
      Declaration("Unused", []),
    ])
    #expect(schema["Z"]?.encodedType == "Z(Beta[2] b,Alpha a)Alpha(Beta y)Beta(uint8 x)")
    #expect(schema["Unused"]?.encodedType == "Unused()")
    #expect(schema["Nobody"] == nil)
    #expect(schema.names == ["Alpha", "Beta", "Unused", "Z"])
  }

  /// The type hash is that of eth-sig-util's own test of recursive types.
  @Test func aStructMayContainItself() throws {
    let schema = try TypedDataSchema([
      Declaration(
        "Person", [.init("name", "string"), .init("mother", "Person"), .init("father", "Person")])
    ])
    let person = try #require(schema["Person"])
    #expect(person.encodedType == "Person(string name,Person mother,Person father)")
    #expect(
      person.typeHash.prefixedHex
        == "0x7c5c8e90cb92c8da53b893b24962513be98afcf1b57b00327ae4cc14e3a64116")
  }

  /// Two structs that name each other and a chain of all structs: each is told once.
  @Test func longChainsAreTold() throws {
    var declarations = (0..<256).map {
      Declaration("S\($0)", [.init("next", "S\(($0 + 1) % 256)")])
    }
    let schema = try TypedDataSchema(declarations)
    let text = try #require(schema["S7"]?.encodedType)
    #expect(text.hasPrefix("S7(S8 next)S0(S1 next)S1("))
    #expect(text.count { $0 == "(" } == 256)
    declarations.append(Declaration("One", []))
    #expect(throws: fault(.tooLarge(limit: 256), "One", nil)) { try TypedDataSchema(declarations) }
  }

  @Test func declarationsHaveALimit() {
    let members = (0..<9_000).map { Declaration.Member("member\($0)", "uint256") }
    #expect(throws: fault(.tooLarge(limit: 65_536), "Big", nil)) {
      try TypedDataSchema([Declaration("Big", members)])
    }
  }

  static let faults: [(declarations: [Declaration], error: TypedDataError)] = [
    (
      [Declaration("A", [.init("x", "uint9")])],
      .declaration(.badWidth("uint9"), structure: "A", member: 0)
    ),
    (
      [Declaration("A", [.init("x", "bool"), .init("y", "B[]")])],
      .declaration(.unknownStructure("B", known: ["A"]), structure: "A", member: 1)
    ),
    (
      [Declaration("A", [.init("x", "bool"), .init("x", "bool")])],
      .declaration(.duplicate("x"), structure: "A", member: 1)
    ),
    (
      [Declaration("A", []), Declaration("A", [])],
      .declaration(.duplicate("A"), structure: "A", member: nil)
    ),
    (
      [Declaration("A", [.init("", "bool")])], .declaration(.badName(""), structure: "A", member: 0)
    ),
    (
      [Declaration("A", [.init("x y", "bool")])],
      .declaration(.badName("x y"), structure: "A", member: 0)
    ),
    ([Declaration("A(", [])], .declaration(.badName("A("), structure: "A(", member: nil)),
    (
      [Declaration("bool", [])], .declaration(.reservedName("bool"), structure: "bool", member: nil)
    ),
    (
      [Declaration("uint12", [])],
      .declaration(.reservedName("uint12"), structure: "uint12", member: nil)
    ),
  ]

  @Test(arguments: faults.indices)
  func badDeclarationsAreNamed(index: Int) {
    let (declarations, error) = Self.faults[index]
    #expect(throws: error) { try TypedDataSchema(declarations) }
  }

  private func fault(
    _ fault: DeclarationFault, _ structure: String, _ member: Int?
  ) -> TypedDataError {
    .declaration(fault, structure: structure, member: member)
  }
}
