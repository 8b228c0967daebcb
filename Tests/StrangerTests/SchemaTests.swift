import FormSamples
import JSON
import Policy
import Testing

/// The schemas of documents in the eyes of `jsonschema` and `check-jsonschema` from PyPI.
@Suite(.enabled(if: Strangers.areHere, "\(Strangers.comment)"))
struct SchemaTests {
  /// A document with what the readers of this project say of it, a line.
  private static func line(_ sample: FormSample) -> String {
    let path: JSONValue =
      sample.fault.map { .array($0.schemaPath.map { .string($0) }) } ?? .null
    let line: JSONValue = [
      "kind": .string(sample.kind.name), "name": .string(sample.name), "path": path,
      "document": sample.document,
    ]
    return line.compactText
  }

  /// Whether a schema can say it at all: bounds with units are beyond it.
  private static func isForSchemas(_ sample: FormSample) -> Bool {
    sample.fault?.kind != .outOfBounds(isNumber: false)
  }

  @Test("the schemas take what the readers take, and refuse what they refuse, at the same place")
  func schemas() throws {
    let samples = DocumentKind.allCases.flatMap {
      FormSamples.whole($0) + FormSamples.spoiled($0).filter(Self.isForSchemas)
    }
    let input = samples.map { Self.line($0) + "\n" }.joined()
    try StrangerScript("schemas", input: input).expect(85)
  }
}
