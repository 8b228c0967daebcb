import Diagnostics
import FixedPoint
import Graph
import JSON
import Runner
import Runtime
import TestSupport
import Testing
import VenueSimulator

@Suite("a replay, decision by decision")
struct ReplayTests {
  private static let start = 1_790_000_000_000

  /// A book that changes far from its best every half second, so that it stays fresh and orders rest.
  private func calm(seconds: Int, bidSize: String = "4000") -> [String] {
    var lines = [
      Desk.book(
        Desk.yes, at: Self.start, bids: [("0.40", "10"), ("0.50", bidSize)],
        asks: [("0.60", "10"), ("0.52", "4000")])
    ]
    for step in 1...(seconds * 2) {
      lines.append(
        Desk.change(
          Desk.yes, at: Self.start + step * 500, "BUY", price: "0.40", size: "\(10 + step)",
          bid: "0.50", ask: "0.52"))
    }
    return lines
  }

  private func decisions(_ log: MemoryLog) -> [JSONValue] { log.kinds("decision") }

  @Test("the journal begins with the documents and is the same every time")
  func deterministic() throws {
    let graph = try Desk.graph()
    let first = try Desk.replay(calm(seconds: 20), graph)
    let second = try Desk.replay(calm(seconds: 20), graph)
    #expect(first.log.envelopes == second.log.envelopes)
    #expect(first.log.envelopes.first?["kind"]?.string == "config")
    #expect(first.report.events == decisions(first.log).count)
    #expect(first.report.events > 0)
    let other = try Desk.replay(calm(seconds: 20), graph, ReplayConfiguration(seed: 2))
    #expect(other.log.envelopes != first.log.envelopes)
  }

  @Test("a level that goes with the best price takes its queue along")
  func queueFollowsTheBook() throws {
    var lines = calm(seconds: 4)
    let end = Self.start + 4_500
    lines.append(
      Desk.change(
        Desk.yes, at: end, "BUY", price: "0.50", size: "0", bid: "0.40", ask: "0.52"))
    let (log, _) = try Desk.replay(
      lines, try Desk.graph(["drift_ticks_threshold=20 ticks"]),
      ReplayConfiguration(seed: 1, ordersPerSide: 6))
    let last = decisions(log).filter {
      $0["ts_ms"]?.int64 == Int64(end)
        && $0["payload"]?["event"]?["order"]?["price"]?.string == "0.5"
    }
    #expect(!last.isEmpty)
    for decision in last {
      #expect(decision["payload"]?["event"]?["order"]?["queue_position"]?.string == "0")
    }
  }

  @Test("the tick is learned from the asks too")
  func tickFromAsks() throws {
    var lines = [
      Desk.book(
        Desk.yes, at: Self.start, bids: [("0.50", "10")], asks: [("0.525", "10"), ("0.519", "10")])
    ]
    for step in 1...20 {
      lines.append(
        Desk.change(
          Desk.yes, at: Self.start + step * 500, "BUY", price: "0.40", size: "\(step)",
          bid: "0.50", ask: "0.519"))
    }
    let (log, _) = try Desk.replay(lines, try Desk.graph())
    let ticks = Set(
      decisions(log).compactMap { $0["payload"]?["event"]?["order"]?["tick_size"]?.string })
    #expect(ticks == ["0.001"])
  }

  @Test("one trade fills no more than its size, over all own orders")
  func tradeIsShared() throws {
    var lines = calm(seconds: 4, bidSize: "1")
    lines.append(
      Desk.trade(
        Desk.yes, at: Self.start + 4_600, takerSide: "SELL", price: "0.45", size: "150"))
    let (log, report) = try Desk.replay(
      lines, try Desk.graph(), ReplayConfiguration(seed: 3, ordersPerSide: 5))
    let filled = log.kinds("fill").compactMap { $0["payload"]?["size"]?.string }
      .compactMap { try? Micros.parse($0).raw }.reduce(0, +)
    #expect(report.fills >= 2)
    #expect(filled == 150_000_000)
  }

  @Test("a tick outside the declared bounds makes the order's state missing")
  func boundsHold() throws {
    var lines = calm(seconds: 4)
    lines.append(
      "{\"event_type\":\"tick_size_change\",\"market\":\"\(Desk.market)\",\"asset_id\":\"\(Desk.yes)\","
        + "\"old_tick_size\":\"0.01\",\"new_tick_size\":\"0.5\",\"timestamp\":\"\(Self.start + 4_700)\"}"
    )
    let (log, _) = try Desk.replay(lines, try Desk.graph())
    let last = decisions(log).filter { $0["ts_ms"]?.int64 == Int64(Self.start + 4_700) }
    #expect(!last.isEmpty)
    for decision in last {
      #expect(decision["reason_codes"] == .array([.string("QUEUE_WARDEN_STATE_UNAVAILABLE")]))
    }
  }

  @Test(
    "times that no market has are refused",
    arguments: ["9223372036854775807", "253402300800000", "-1"])
  func extremeTimes(_ time: String) throws {
    let line = calm(seconds: 1)[1].replacing("\(Self.start + 500)", with: time)
    let refusal = try Desk.refusal([calm(seconds: 1)[0], line], try Desk.graph())
    #expect(refusal != nil)
    #expect(refusal?.location?.line == 2)
  }
}

extension String {
  fileprivate func replacing(_ part: String, with other: String) -> String {
    split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
  }
}
