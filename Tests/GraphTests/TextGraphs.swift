import Diagnostics
import Graph
import TestSupport

/// Graphs for tests over a bot with texts and lists.
enum TextGraphs {
  /// Facts `x` (`a`, `b`, a text, texts, prices, and `spare`, a text that may be absent alone) and `y` (`c` and a
  /// text, with an age). Its 32nd line is the first of `body`.
  static func bot(_ body: String) -> (path: String, text: String) {
    let plain = TestGraphs.bot(body)
    return (
      plain.path,
      plain.text.replacing(
        "        spare: { type: int, optional: true }",
        with: """
                  title: { type: string, max_length: 12 }
                  tags: { type: list(string), max_items: 4, max_length: 8 }
                  prices: { type: list(price), max_items: 5 }
                  spans: { type: list(duration), max_items: 3 }
                  sides: { type: list(side), max_items: 3 }
                  spare: { type: string, max_length: 12, optional: true }
          """
      ).replacing(
        "        c: { type: int }",
        with: "        c: { type: int }\n        note: { type: string, max_length: 12 }")
    )
  }

  static func compile(_ body: String) throws -> CompiledGraph {
    try TestGraphs.compile([bot(body), TestGraphs.policy(), TestGraphs.registry])
  }

  static func findings(_ body: String) -> [Diagnostic] {
    TestGraphs.findings([bot(body), TestGraphs.policy(), TestGraphs.registry])
  }

  /// A body of one rule.
  static func rule(_ condition: String) -> String {
    "  rules: [{ code: A, when: '\(condition)', do: cancel }]"
  }

  /// An event with these members of `x` in place of its own.
  static func event(_ changes: [String: String] = [:]) -> String {
    var members = [
      "a": "1", "b": "2", "title": #""0xab""#, "tags": #"["hot","new"]"#,
      "prices": #"["0.5","0.61"]"#, "spans": "[500,2000]", "sides": #"["BUY"]"#,
      "spare": #""s""#,
    ]
    members.merge(changes) { $1 }
    let x = members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
    return #"{"now_ms":1000,"x":{"# + x.joined(separator: ",")
      + #"},"y":{"age_ms":0,"c":1,"note":"n"}}"#
  }
}
