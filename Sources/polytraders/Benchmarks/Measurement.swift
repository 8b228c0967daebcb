import CommandLine
import Runtime

/// One figure measured over several rounds. The median is the figure; the extremes say how noisy the machine was.
struct Measurement {
  let name: String
  let unit: String
  /// What one round does, for the reader of the table.
  let method: String
  /// In `unit`.
  let rounds: [Double]

  var median: Double {
    let sorted = rounds.sorted()
    return sorted[sorted.count / 2]
  }

  static func table(_ measurements: [Measurement]) -> String {
    var table = TextTable([
      .left("figure"), .right("median"), .right("min"), .right("max"), .left("unit"),
      .left("method"),
    ])
    for measurement in measurements {
      table.add([
        measurement.name, text(measurement.median), text(measurement.rounds.min() ?? 0),
        text(measurement.rounds.max() ?? 0), measurement.unit, measurement.method,
      ])
    }
    return table.rendered()
  }

  private static func text(_ value: Double) -> String {
    value < 100 ? "\((value * 10).rounded() / 10)" : grouped(Int(value.rounded()))
  }

  /// Times `body`, which does `count` operations, once to warm up and then `rounds` times.
  static func rate(
    _ name: String, _ unit: String, _ method: String, rounds: Int, count: Int,
    _ body: () throws -> Void
  ) rethrows -> Measurement {
    let times = try time(rounds, body)
    return Measurement(
      name: name, unit: unit, method: method, rounds: times.map { Double(count) * 1e9 / Double($0) }
    )
  }

  private static func time(_ rounds: Int, _ body: () throws -> Void) rethrows -> [UInt64] {
    let clock = MonotonicClock()
    try body()
    return try (0..<rounds).map { _ in
      let begun = clock.now
      try body()
      return max(1, clock.now - begun)
    }
  }
}
