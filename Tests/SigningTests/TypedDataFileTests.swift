import Diagnostics
import Hashing
import Runtime
import Signing
import TestSupport
import Testing

@Suite struct TypedDataFileTests {
  /// What is part of the program is what lies in the folder now.
  @Test(arguments: [
    ("order-v2", TypedDataFile.orderV2), ("order-v1", .orderV1), ("clob-auth", .clobAuth),
    ("deposit-wallet", .depositWallet), ("seed-order", .seedOrder),
    ("policy-approval", .policyApproval), ("policy-override", .policyOverride),
    ("override-revocation", .overrideRevocation),
  ])
  func theFilesOfTheHouseAreReadAndBuiltIn(name: String, builtIn: TypedDataFile) throws {
    let path = "\(Places.checkout)/specs/eip712/\(name).yaml"
    let file = try TypedDataFile.read(try FileContents.read(path), file: path)
    #expect(file.name == name)
    #expect(file.primary.encodedType == builtIn.primary.encodedType)
    #expect(file.domains.map(\.label) == builtIn.domains.map(\.label))
    #expect(file.domains.flatMap(\.domains) == builtIn.domains.flatMap(\.domains))
  }

  @Test func theWalletSignsTheOrderOfTheVenue() {
    let order = TypedDataFile.depositWallet.schema["Order"]
    #expect(order?.encodedType == TypedDataFile.orderV2.primary.encodedType)
  }

  /// facts/polymarket-v2.md 1.2 and 1.5.
  @Test(
    arguments: [
      ("v2", 137, "3264e159346253e26a64e00b69032db0e7d32f94628de3e6eecb50304d7af3d2"),
      ("neg_risk_v2", 137, "9b858f53327b0bd13af8ec14cfb35234fb9eb7b0504d1a4e61f433840d30e81a"),
      ("v3", 137, "466c63910185bbd55e8679264200c4e0abdcbb0c6264eb3d41d13326022e095b"),
    ] as [(String, UInt64, String)])
  func separatorsAreThoseOfTheVenue(label: String, chain: UInt64, separator: String) {
    let domain = TypedDataFile.orderV2.family(label)?.domain(chain: chain)
    #expect(domain?.separator.hex == separator)
    #expect(TypedDataFile.orderV2.family(label)?.domain(chain: 1) == nil)
  }

  static let good = """
    apiVersion: polytraders/v1
    kind: TypedData
    metadata: { name: sample }
    spec:
      primaryType: A
      types:
        A:
          x: uint8
          b: B[]
        B:
          y: address
      domains:
        main:
          name: Sample
          version: "1"
          contracts:
            137: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    """

  /// What is changed, into what, and the finding: its place, its code and a part of its text.
  static let faults: [(old: String, new: String, place: String, text: String)] = [
    (
      "x: uint8", "x: uint9", "8:10",
      "error[PT1302]: type 'A': 'uint9' has a width that no type has"
    ),
    ("x: uint8", "x: [1]", "8:10", "error[PT1301]: 'x' must be text, found a list"),
    ("x: uint8", "x y: uint8", "8:7", "error[PT1302]: type 'A': 'x y' is no name"),
    ("b: B[]", "b: C[]", "9:10", "error[PT1302]: type 'A': there is no type 'C'"),
    ("b: B[]", "b: B[", "9:10", "error[PT1302]: type 'A': 'B[' is no type"),
    (
      "    B:", "    bytes4:", "10:5", "error[PT1302]: type 'bytes4': 'bytes4' is a type of its own"
    ),
    ("primaryType: A", "primaryType: X", "5:16", "error[PT1302]: there is no type 'X'"),
    ("primaryType: A", "primarytype: A", "5:3", "error[PT1301]: 'spec' has no key 'primarytype'"),
    ("polytraders/v1", "polytraders/v2", "1:13", "error[PT1301]: 'apiVersion' is 'polytraders/v2'"),
    ("TypedData", "Bot", "2:7", "error[PT1301]: 'kind' is 'Bot', not 'TypedData'"),
    ("0x5aA", "0x5AA", "17:14", "error[PT1303]: the capitals of the address do not fit its digits"),
    (
      "\"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\"", "nix", "17:14",
      "error[PT1303]: 'nix' is no address"
    ),
    ("137:", "x:", "17:9", "error[PT1303]: 'x' is no chain"),
    ("      name: Sample\n", "", "14:7", "error[PT1301]: domain 'main' has no 'name'"),
    (
      "version: \"1\"", "version: \"1\"\n      chains: [137]", "16:15",
      "error[PT1303]: domain 'main' has both 'chains' and 'contracts'"
    ),
    ("      y: address", "      y: address\n      y: bool", "12:7", "error[PT01"),
  ]

  @Test(arguments: faults.indices)
  func findingsNameTheirPlace(index: Int) throws {
    let (old, new, place, text) = Self.faults[index]
    let spoilt = Self.good.replacing(old, with: new, maxReplacements: 1)
    #expect(spoilt != Self.good)
    do {
      _ = try TypedDataFile.read(Array(spoilt.utf8), file: "sample.yaml")
      Issue.record("it was read")
    } catch {
      let rendered = error.diagnostics.map { DiagnosticRenderer().render($0) }.joined()
      #expect(rendered.contains("sample.yaml:\(place): \(text)"), "\(rendered)")
    }
  }

  @Test func aGoodFileIsRead() throws {
    let file = try TypedDataFile.read(Array(Self.good.utf8), file: "sample.yaml")
    #expect(file.primary.encodedType == "A(uint8 x,B[] b)B(address y)")
    #expect(file.family("main")?.domain(chain: 137)?.name == "Sample")
  }
}
