/// Decisions over time by outcome, in at most `most` stretches of equal length: when more time has passed, two
/// neighbours become one.
package struct DecisionTimeline: Equatable, Sendable {
  package static let most = 240
  private let width: Int
  /// Milliseconds since 1970 at which the first stretch starts; nil before the first event.
  package private(set) var start: Int64?
  /// Milliseconds of one stretch.
  package private(set) var length: Int64 = 1_000
  /// By stretch, then by column.
  private var counts: [Int] = []

  /// `columns` is what is counted apart.
  package init(columns: Int) {
    width = columns
  }

  package var stretchCount: Int { counts.count / max(1, width) }

  package func count(_ stretch: Int, _ column: Int) -> Int { counts[stretch * width + column] }

  package mutating func count(_ column: Int, at time: Int64, by number: Int = 1) {
    let start = self.start ?? time
    self.start = start
    var stretch = Int(max(0, time - start) / length)
    while stretch >= Self.most {
      halve()
      stretch = Int(max(0, time - start) / length)
    }
    if stretch >= stretchCount {
      counts += repeatElement(0, count: (stretch + 1 - stretchCount) * width)
    }
    counts[stretch * width + column] += number
  }

  private mutating func halve() {
    length *= 2
    let old = stretchCount
    var halved = Array(repeating: 0, count: (old + 1) / 2 * width)
    for stretch in 0..<old {
      for column in 0..<width {
        halved[stretch / 2 * width + column] += counts[stretch * width + column]
      }
    }
    counts = halved
  }
}
