import Diagnostics
import FoundationEssentials
import Graph
import Runner
import Runtime
import TestSupport
import Testing

/// Policies that a replay cannot carry out are refused before the first message.
@Suite("what a replay refuses to start with")
struct RefusalTests {
  /// The graph of the checkout's documents after `change` was made to one of them.
  private func graph(
    changing file: String, _ change: (String) -> String, removing: [String] = []
  ) throws -> CompiledGraph {
    try Places.withTemporaryFolder { folder in
      for part in ["bots", "policies", "specs"] {
        try FileManager.default.copyItem(
          atPath: "\(Places.checkout)/\(part)", toPath: "\(folder)/\(part)")
      }
      for path in removing { try FileManager.default.removeItem(atPath: "\(folder)/\(path)") }
      let path = URL(filePath: "\(folder)/\(file)")
      let text = String(decoding: try Data(contentsOf: path), as: UTF8.self)
      let changed = change(text)
      #expect(changed != text)
      try Data(changed.utf8).write(to: path)
      return try GraphLoader.load(root: folder)
    }
  }

  private func replaced(_ text: String, _ part: String, _ other: String) -> String {
    text.split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
  }

  private static let line = Desk.book(
    Desk.yes, at: 1_790_000_000_000, bids: [("0.5", "1")], asks: [("0.6", "1")])

  @Test("a bot that asks for what the runner does not know")
  func unknownPath() throws {
    let graph = try graph(changing: "bots/queue-warden.yaml") {
      replaced($0, "path: order.queue_position", "path: order.shares_ahead")
    }
    let refusal = try Desk.refusal([Self.line], graph)
    #expect(refusal?.code == "PT0606")
    #expect(refusal?.message.contains("'order.shares_ahead'") == true)
  }

  @Test("no bot for resting orders")
  func noDecider() throws {
    let graph = try graph(changing: "bots/queue-warden.yaml") {
      replaced($0, "on: [resting_order]", "on: [signing_request]")
    }
    #expect(try Desk.refusal([Self.line], graph)?.code == "PT0606")
  }

  @Test("no bot for feeds")
  func noSentinel() throws {
    let graph = try graph(changing: "bots/freshness-sentinel.yaml") {
      // A guardrail, since another bot on signing requests would have to ask one.
      replaced(
        replaced($0, "on: [feed_check]", "on: [signing_request]"), "class: governance",
        "class: risk-guardrail")
    }
    #expect(try Desk.refusal([Self.line], graph)?.code == "PT0607")
  }
}
