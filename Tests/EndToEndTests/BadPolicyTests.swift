import FoundationEssentials
import TestSupport
import Testing

/// Documents made to hurt the reader, as `policies/hostile.yaml` in a copy of the checkout.
private let hostile: [(name: String, text: String, code: String)] = [
  (
    "a bomb of aliases",
    "a: &a [x, x]\n"
      + "bcdefghij".map { "\($0): &\($0) [*a, *a, *a, *a, *a, *a, *a, *a]\n" }.joined(),
    "error[PT0105]"
  ),
  ("deep flow nesting", "a: " + String(repeating: "[", count: 50_000) + "\n", "error[PT01"),
  (
    "deep block nesting",
    (0..<2_000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(), "error[PT01"
  ),
  ("three megabytes", "a: " + String(repeating: "x", count: 3 << 20) + "\n", "error[PT01"),
  (
    "a hundred thousand keys", (0..<100_000).map { "k\($0): 1\n" }.joined(), "error[PT01"
  ),
  ("several documents", "a: 1\n---\nb: 2\n", "error[PT01"),
  ("a merge key", "a: { b: 1 }\nc: { <<: *a }\n", "error[PT01"),
  ("a tag", "a: !!python/object/apply:os.system [ls]\n", "error[PT0104]"),
  ("UTF-16", "a\u{0}:\u{0} \u{0}1\u{0}\n\u{0}", "error[PT01"),
  ("an open quote", "a: \"b\n", "error[PT01"),
]

@Test("hostile documents are refused with their place, and soon", arguments: hostile)
func hostileDocuments(name: String, text: String, code: String) throws {
  try Places.withTemporaryFolder { folder in
    let copied = try Executable(path: "/bin/sh")
      .run(["-c", "cp -r bots policies specs \"$0\"", folder], folder: Places.checkout)
    #expect(copied.exitCode == 0)
    let path = folder + "/policies/hostile.yaml"
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    let outcome = try Executable.built("polytraders")
      .run(["check", folder], timeout: .seconds(20))
    #expect(outcome.exitCode == 1, "\(outcome.ending)")
    let said = outcome.output + outcome.errors
    #expect(said.contains("\(path):") && said.contains(code), "\(said.prefix(2_000))")
    #expect(said.contains("^") && said.utf8.count < 20_000, "\(said.utf8.count) bytes")
    // No command goes on with the others.
    let graph = try Executable.built("polytraders").run(["graph", "--policies", folder])
    #expect(graph.exitCode == 1 && graph.output == "")
  }
}
