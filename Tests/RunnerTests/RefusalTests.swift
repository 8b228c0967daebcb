import Diagnostics
import FoundationEssentials
import Graph
import JSON
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

  @Test("a bot in shadow decides and is journalled; nothing is carried out for it")
  func shadow() throws {
    let graph = try graph(changing: "bots/queue-warden.yaml") {
      replaced($0, "mode: general_live", "mode: shadow")
    }
    var lines = [Self.line]
    for step in 1...130 {
      lines.append(
        Desk.change(
          Desk.yes, at: 1_790_000_000_000 + step * 500, "BUY", price: "0.4", size: "\(step)",
          bid: "0.5", ask: "0.6"))
    }
    let (log, report) = try Desk.replay(lines, graph)
    let codes = log.kinds("decision").compactMap { $0["reason_codes"]?.array?.first?.string }
    #expect(codes.contains("QUEUE_WARDEN_STALE_ORDER"))
    #expect(report.cancels == 0 && log.kinds("cancel").isEmpty)
    // The same session with the bot live cancels.
    #expect(try Desk.replay(lines, try Desk.graph()).report.cancels > 0)
  }
}
