import Diagnostics
import FixedPoint
import FoundationEssentials
import Graph
import JSON
import Journal
import Runner
import Runtime
import TestSupport
import Trading

/// Keeps envelopes in memory as a journal would hold them.
final class MemoryLog: EnvelopeLog {
  private var sealer = EnvelopeSealer(logID: "test")
  private(set) var envelopes: [JSONValue] = []

  func append(_ draft: borrowing EnvelopeDraft) throws(JournalError) -> Int64 {
    var bytes: [UInt8] = []
    sealer.seal(draft, into: &bytes)
    guard let envelope = try? JSONValue(parsing: bytes) else {
      fatalError("the sealer wrote what is no JSON")
    }
    envelopes.append(envelope)
    return sealer.sequence
  }

  func kinds(_ kind: String) -> [JSONValue] {
    envelopes.filter { $0["kind"]?.string == kind }
  }
}

/// A clock that stands still: the figures of a run do not matter here.
struct StoppedClock: NanosecondClock {
  var now: UInt64 { 0 }
}

enum Desk {
  static let market = "0x" + String(repeating: "5e", count: 32)
  static let yes = "11111111111111111111"
  static let no = "22222222222222222222"

  static func graph(_ settings: [String] = []) throws -> CompiledGraph {
    try GraphLoader.load(root: Places.checkout, settings: settings, of: "queuewarden")
  }

  /// Replays `lines` and gives what was journalled.
  static func replay(
    _ lines: [String], _ graph: CompiledGraph, _ configuration: ReplayConfiguration = .init()
  ) throws -> (log: MemoryLog, report: ReplayReport) {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/session.ndjson"
      let text = lines.map { $0 + "\n" }.joined()
      try Data(text.utf8).write(to: URL(filePath: path))
      let log = MemoryLog()
      let replay = try Replay(
        graph: graph, recordings: [path], configuration: configuration, log: log, engine: "test",
        stopwatch: StoppedClock())
      try replay.run()
      return (log, replay.report)
    }
  }

  /// The first problem that a replay of `lines` is refused with.
  static func refusal(_ lines: [String], _ graph: CompiledGraph) throws -> Diagnostic? {
    do {
      _ = try replay(lines, graph)
      return nil
    } catch let error as DiagnosticError {
      return error.diagnostics.first
    }
  }

  typealias Levels = [(price: String, size: String)]

  static func book(_ token: String, at time: Int, bids: Levels, asks: Levels) -> String {
    func list(_ levels: Levels) -> String {
      levels.map { "{\"price\":\"\($0.price)\",\"size\":\"\($0.size)\"}" }.joined(separator: ",")
    }
    return "{\"event_type\":\"book\",\"market\":\"\(market)\",\"asset_id\":\"\(token)\","
      + "\"timestamp\":\"\(time)\",\"bids\":[\(list(bids))],\"asks\":[\(list(asks))]}"
  }

  static func change(
    _ token: String, at time: Int, _ side: String, price: String, size: String, bid: String,
    ask: String
  ) -> String {
    "{\"event_type\":\"price_change\",\"market\":\"\(market)\",\"timestamp\":\"\(time)\","
      + "\"price_changes\":[{\"asset_id\":\"\(token)\",\"price\":\"\(price)\",\"size\":\"\(size)\","
      + "\"side\":\"\(side)\",\"best_bid\":\"\(bid)\",\"best_ask\":\"\(ask)\"}]}"
  }

  static func trade(
    _ token: String, at time: Int, takerSide: String, price: String, size: String
  ) -> String {
    "{\"event_type\":\"last_trade_price\",\"market\":\"\(market)\",\"asset_id\":\"\(token)\","
      + "\"price\":\"\(price)\",\"size\":\"\(size)\",\"side\":\"\(takerSide)\","
      + "\"timestamp\":\"\(time)\"}"
  }
}
