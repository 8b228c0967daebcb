import Desk
import FoundationEssentials
import Graph
import Runtime
import Signing

/// Orders through a whole desk: graph, order manager, shared store, key and journal, with a venue that answers at
/// once.
struct OrderBench {
  private static let count = 2_000
  /// As many as the approved policies let wait for their way to the venue.
  private static let batch = 16
  private static let facts = 1_000_000

  private let bench: DeskBench
  private let folder: String

  init(graph: CompiledGraph, folder: String) throws {
    // Nobody's key: what it signs goes nowhere.
    guard let key = try? SigningKey(hex: String(repeating: "11", count: 32)) else {
      throw Benchmarks.unsuitable
    }
    bench = DeskBench(graph, key: key)
    self.folder = folder
  }

  /// Throughput in groups, latencies one by one, and the fold alone.
  func measure(rounds: Int) throws -> [Measurement] {
    let grouped = try (0..<rounds).map { try run("grouped-\($0)", batch: Self.batch) }
    let single = try (0..<rounds).map { try run("single-\($0)", batch: 1) }
    func latency(
      _ name: String, _ method: String, perMille: UInt64,
      _ part: (DeskBench.Figures) -> LatencyHistogram
    ) -> Measurement {
      Measurement(
        name: name, unit: "us", method: method,
        rounds: single.map { Double(part($0).percentile(perMille: perMille)) / 1_000 })
    }
    var measurements = [
      Measurement(
        name: "order events", unit: "events/s",
        method:
          "\(Self.count) orders, each a plan, an answer, a message and a fill, through graph, manager, "
          + "store, key and durable journal; \(Self.batch) plans to a flush",
        rounds: grouped.map { Double($0.events) * 1e9 / Double(max(1, $0.nanoseconds)) }),
      Measurement(
        name: "order events, one by one", unit: "events/s", method: "a flush for each plan",
        rounds: single.map { Double($0.events) * 1e9 / Double(max(1, $0.nanoseconds)) }),
    ]
    for (perMille, name) in [(UInt64(500), "p50"), (990, "p99"), (999, "p99.9")] {
      measurements += [
        latency("event to decision, \(name)", "from a plan to the graph's word", perMille: perMille)
        {
          $0.decided
        },
        latency(
          "event to signed order, \(name)", "with number, kill check and signature",
          perMille: perMille
        ) { $0.signed },
        latency(
          "event to sent, \(name)", "with everything before it on the disk", perMille: perMille
        ) { $0.sent },
      ]
    }
    measurements.append(
      Measurement(
        name: "fold of a fact", unit: "ns",
        method: "\(Self.facts) facts about 1,000 orders, most of them heard before",
        rounds: (0..<rounds).map { _ in
          Double(bench.fold(Self.facts)) / Double(Self.facts)
        }))
    return measurements
  }

  private func run(_ name: String, batch: Int) throws -> DeskBench.Figures {
    let place = "\(folder)/\(name)"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: place) }
    do {
      return try bench.orders(Self.count, batch: batch, folder: place)
    } catch is DeskBenchFailure {
      throw Benchmarks.unsuitable
    }
  }
}
