package import Diagnostics
import YAML

/// One policy test as a document states it: texts with their places. Types and names are held against the bot
/// where the graph is known; a row of a table is a test of its own.
package struct TestDeclaration: Sendable {
  /// A name under `given` or `params` and what it is to be there, as written.
  package struct Entry: Sendable {
    package var name: Located<String>
    package var text: Located<String>
    /// The elements where it is a list, whose text is then that of all of them.
    package var items: [Located<String>]?
  }

  /// The table's name before the row's: `drift: at the limit`. Its place is that of the test or row.
  package var name: Located<String>
  /// Nil where the document says it for all of its tests.
  package var bot: Located<String>?
  /// In layers, of which a later one wins: what a table shares, then the row.
  package var given: [[Entry]]
  package var parameters: [Entry]
  package var scope: Scope
  package var expectation: Expectation

  /// What must come out; the code, and as much more as the test cares for.
  package struct Expectation: Sendable {
    package var code: Located<String>
    package var action, severity, rule, gate, margin, masked: Located<String>?
  }
}

/// The `tests:` of one document, not yet read: a mistake in a test keeps `check` and `test` from passing, and
/// nobody from judging orders.
package struct TestList: Sendable {
  let node: YAMLNode

  package var location: Location { node.location }
}

/// A `kind: Tests` document: tests of scenarios, apart from the bots they are about.
package struct TestDocument: Sendable {
  package var name: Located<String>
  /// Whose tests these are where a test does not say.
  package var bot: Located<String>?
  /// Nil where it could not be read.
  var owner: Located<String>?
  package var tests: TestList

  /// Reads the frame of the document; nil with the reasons in `bag`.
  static func read(_ document: YAMLNode, _ bag: inout DiagnosticBag) -> TestDocument? {
    guard var root = MappingReader.document(document, "a test document", &bag) else { return nil }
    guard let metadataNode = root.required("metadata", &bag),
      var metadata = MappingReader(metadataNode, "'metadata'", &bag),
      let name = metadata.text("name", &bag)
    else { return nil }
    let owner = metadata.text("owner", &bag)
    metadata.finish(&bag)
    guard let specNode = root.required("spec", &bag),
      var spec = MappingReader(specNode, "tests '\(name.value)'", &bag)
    else { return nil }
    root.finish(&bag)
    let bot = spec.optionalText("bot", &bag)
    let tests = spec.required("tests", &bag)
    spec.finish(&bag)
    return tests.map { TestDocument(name: name, bot: bot, owner: owner, tests: TestList(node: $0)) }
  }
}
