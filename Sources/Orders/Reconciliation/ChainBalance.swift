import FixedPoint
import Trading

/// Between which amounts a balance has to lie, in millionths: exactly one where every trade is settled, wider by
/// what may or may not be in the block yet.
struct ChainBalance: Equatable, Sendable {
  var low: Int128
  var high: Int128

  /// One amount.
  init(_ amount: Micros) {
    low = Int128(amount.raw)
    high = low
  }

  /// What is certain.
  mutating func add(_ change: Int64) {
    low += Int128(change)
    high += Int128(change)
  }

  /// What is there or is not.
  mutating func mayAdd(_ change: Int64) {
    if change < 0 { low += Int128(change) } else { high += Int128(change) }
  }

  /// Whether `amount` lies within, or outside by no more than `tolerance` millionths.
  func allows(_ amount: Micros, tolerance: Int64) -> Bool {
    Int128(amount.raw) <= high + Int128(tolerance)
      && Int128(amount.raw) >= low - Int128(tolerance)
  }
}
