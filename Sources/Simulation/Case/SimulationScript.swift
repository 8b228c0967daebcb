import Runtime
import VenueSimulator

/// Everything that a case has happen, in order of time.
package struct SimulationScript: Sendable {
  /// By their numbers.
  package let incidents: [Incident]

  /// The script of a case. Every fault draws from a stream of its own, so that turning one off leaves the others
  /// as they are; the numbers are the same whatever is kept.
  package init(_ run: SimulationCase) {
    var drawn: [(time: Int64, kind: Incident.Kind)] = []
    for (position, source) in Self.sources.enumerated() {
      var random = SplitMix64(seed: run.seed &* 0x9E37_79B9 &+ UInt64(position + 1) << 40)
      if let fault = source.fault, !run.faults.contains(fault) { continue }
      var time = source.first + random.wait(mean: source.mean)
      while time < run.duration {
        drawn.append((time, source.draw(&random)))
        time += max(1, random.wait(mean: source.mean))
      }
    }
    // One time may have several: they stay in the order of their sources.
    let ordered = drawn.enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }
    let all = ordered.enumerated().map { number, entry in
      Incident(number: number, time: entry.element.time, kind: entry.element.kind)
    }
    if let kept = run.kept {
      let wanted = Set(kept)
      incidents = all.filter { wanted.contains($0.number) }
    } else {
      incidents = all
    }
  }

  /// What draws incidents of one kind.
  private struct Source {
    /// nil for what always happens.
    var fault: SimulationFault?
    /// Not before, in milliseconds since the start.
    var first: Int64 = 3_000
    /// Milliseconds between two.
    var mean: Int64
    var draw: (inout SplitMix64) -> Incident.Kind
  }

  private static var sources: [Source] {
    [
      Source(fault: nil, first: 500, mean: 4_000) { .strategy($0.next()) },
      Source(fault: .loss, mean: 45_000) { .channelDown($0.number(500...20_000)) },
      Source(fault: .loss, mean: 90_000) { .partition($0.number(500...12_000)) },
      Source(fault: .crash, mean: 30_000) {
        .crash(points: Int($0.number(0...40)), downtime: $0.number(50...20_000))
      },
      Source(fault: .modes, mean: 60_000) { mode(&$0) },
      Source(fault: .modes, mean: 60_000) { .throttled($0.number(200...5_000)) },
      Source(fault: .heartbeat, mean: 60_000) { .silentHeart($0.number(4_000...25_000)) },
      Source(fault: .clock, mean: 40_000) {
        .clockLeap($0.chance(500) ? $0.number(1...30_000) : -$0.number(1...20_000))
      },
      Source(fault: .chain, mean: 30_000) { nodes(&$0) },
      Source(fault: .store, mean: 60_000) { .storeDown($0.number(100...8_000)) },
      Source(fault: .store, mean: 30_000) { .storeFails(calls: Int($0.number(1...4))) },
      Source(fault: .kill, first: 20_000, mean: 120_000) { trip(&$0) },
      Source(fault: .settlement, mean: 15_000) { settlement(&$0) },
      Source(fault: .foreign, first: 10_000, mean: 150_000) { .foreign($0.next()) },
      Source(fault: .reset, first: 25_000, mean: 8_000) { .approval($0.next()) },
      Source(fault: .movement, first: 15_000, mean: 80_000) { .movement($0.next()) },
      Source(fault: .skew, mean: 90_000) { .clockLeap($0.number(longLeap...21_600_000)) },
    ]
  }

  /// The least leap of `SimulationFault.skew`, in milliseconds.
  static let longLeap: Int64 = 120_000

  private static func mode(_ random: inout SplitMix64) -> Incident.Kind {
    let modes: [EngineMode] = [.restarting, .postOnly, .cancelOnly, .disabled]
    return .mode(modes[Int(random.number(0...3))], random.number(500...25_000))
  }

  private static func nodes(_ random: inout SplitMix64) -> Incident.Kind {
    let troubles: [Incident.NodeTrouble] = [.silent, .lagging, .reorganised]
    return .nodes(troubles[Int(random.number(0...2))], random.number(2_000...40_000))
  }

  private static func trip(_ random: inout SplitMix64) -> Incident.Kind {
    let isOutside = random.chance(400)
    let which = Int(random.number(0...1))
    let targets: [Incident.TripTarget] = [.global, .market(which), .strategy(which)]
    let target = targets[Int(random.number(0...2))]
    let choice = random.next()
    return .trip(
      target, fromOutside: isOutside, behind: random.chance(600) ? choice : nil)
  }

  private static func settlement(_ random: inout SplitMix64) -> Incident.Kind {
    let retries = Int(random.number(0...2))
    let outcome: SettlementOutcome =
      random.chance(600) ? .failed(retries: retries) : .retried(times: max(1, retries))
    return .settlement(outcome, count: Int(random.number(1...2)))
  }
}
