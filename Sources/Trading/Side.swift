/// The side of an order, in the order of the venue's numbers (BUY 0, SELL 1; facts/polymarket-v2.md 1.1).
package enum Side: String, CaseIterable, Sendable {
  case buy = "BUY"
  case sell = "SELL"

  package var opposite: Side { self == .buy ? .sell : .buy }
}
