import Diagnostics
import Hashing
import JSON
import Signing
import TestSupport
import Testing

/// Texts that were damaged at random are read or refused; nothing else happens.
@Suite struct HostileInputTests {
  static let document = """
    {"types": {"EIP712Domain": [{"name": "name", "type": "string"}, {"name": "chainId", "type": "uint256"}],
      "A": [{"name": "b", "type": "B[2][]"}, {"name": "n", "type": "int64"}, {"name": "d", "type": "bytes"}],
      "B": [{"name": "x", "type": "bytes4"}, {"name": "a", "type": "A"}, {"name": "f", "type": "bool[3]"}]},
     "primaryType": "A", "domain": {"name": "N", "chainId": "0x89"},
     "message": {"n": -5, "d": "0x01ff", "b": [[{"x": "0xdeadbeef", "a": null, "f": [true, false, true]},
       {"x": "0xdeadbeef", "a": {"n": "7", "d": "0x", "b": []}, "f": [true, false, true]}]]}}
    """

  @Test(arguments: UInt64(0)..<8)
  func damagedTypedDataIsReadOrRefused(seed: UInt64) throws {
    let whole = try TypedDataDocument(try JSONValue(parsing: Self.document))
    var generator = SeededGenerator(seed: seed)
    var accepted = 0
    for _ in 0..<1_500 {
      let text = damaged(Self.document, &generator)
      guard let json = try? JSONValue(parsing: text), let read = try? TypedDataDocument(json) else {
        continue
      }
      accepted += 1
      // Blanks, capitals of digits and the like mean the same; all else must change what is signed.
      #expect(read.digest != whole.digest || read.encodedType == whole.encodedType)
    }
    // Damage that leaves a document is possible, as within a text; a reader that refuses all is no reader.
    #expect(accepted > 0)
  }

  @Test(arguments: UInt64(0)..<8)
  func damagedKeystoresAreReadOrRefused(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var refused = 0
    for _ in 0..<1_500 {
      let text = damaged(KeystoreTests.scrypt, &generator)
      do throws(KeyError) {
        _ = try Keystore(parsing: text, path: "desk.json")
      } catch {
        refused += 1
        #expect(!error.diagnostic.message.isEmpty)
      }
    }
    #expect(refused > 0)
  }

  @Test(arguments: UInt64(0)..<8)
  func damagedSchemasAreReadOrRefused(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var refused = 0
    for _ in 0..<300 {
      let text = damaged(TypedDataFileTests.good, &generator)
      do {
        _ = try TypedDataFile.read(text, file: "sample.yaml")
      } catch {
        refused += 1
        #expect(error.diagnostics.contains { $0.severity == .error && $0.location != nil })
      }
    }
    #expect(refused > 0)
  }

  /// One to four bytes are changed, doubled or dropped.
  private func damaged(_ text: String, _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = Array(text.utf8)
    for _ in 0...(generator.next() % 4) {
      let place = Int(generator.next() % UInt64(bytes.count))
      switch generator.next() % 4 {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(bytes[place], at: place)
      default:
        bytes[place] = Array("0123456789[]{}\",:-xab".utf8).randomElement(using: &generator) ?? 0
      }
    }
    return bytes
  }
}
