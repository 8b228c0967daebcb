/// How near decisions came to each threshold: of every comparison that was asked, the distance to its threshold in
/// parts of the threshold. Distances are told in tenths of the threshold: bar 0 holds those within 10 %.
package struct MarginHistogram: Equatable, Sendable {
  package static let bars = 10

  /// One comparison of a bot.
  package struct Row: Equatable, Sendable {
    /// The code that it would give.
    package var code: String
    /// As written: `age > params.stale_ttl_s`.
    package var text: String
    package var asked = 0
    /// By tenth of the threshold: comparisons that did not hold and would have, so near.
    package var misses = Array(repeating: 0, count: MarginHistogram.bars)
    /// The same of those that held.
    package var hits = Array(repeating: 0, count: MarginHistogram.bars)

    package init(code: String, text: String) {
      self.code = code
      self.text = text
    }

    /// Those that missed by at most 10 % of the threshold.
    package var nearMisses: Int { misses[0] }
    package var nearHits: Int { hits[0] }
  }

  package private(set) var rows: [Row]

  package init(_ rows: [Row]) {
    self.rows = rows
  }

  /// Counts one comparison that was asked.
  package mutating func count(_ row: Int, operand: Int64, threshold: Int64, holds: Bool) {
    rows[row].asked += 1
    guard let bar = Self.bar(operand, threshold) else { return }
    if holds { rows[row].hits[bar] += 1 } else { rows[row].misses[bar] += 1 }
  }

  /// The tenth of the threshold in which the distance lies, its end included; nil beyond the whole threshold,
  /// and for a threshold of zero anything but zero itself.
  package static func bar(_ operand: Int64, _ threshold: Int64) -> Int? {
    let distance = (Int128(operand) - Int128(threshold)).magnitude
    let whole = Int128(threshold).magnitude
    guard distance > 0 else { return 0 }
    guard whole > 0, distance <= whole else { return nil }
    return Int((distance * UInt128(bars) + whole - 1) / whole) - 1
  }
}
