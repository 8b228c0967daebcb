/// How a venue writes sizes in open orders, trades and order events.
///
/// The documentation shows millionths (`"100000000"` for 100 shares), every client library and every
/// recording has plain decimals (`"100"`, `"10.0"`; facts/polymarket-v2.md 2.5). A factor of a million
/// is not to be guessed: where a text alone cannot tell, reading fails until somebody settles the form.
/// Balances are always millionths and prices never, so neither is read by this.
package enum AmountForm: String, CaseIterable, Sendable {
  /// Not known. A text with a point is plain; so is a whole number that in millionths would be less
  /// than what can be: one share for an order, a hundredth of a share for a trade. Anything else is
  /// ambiguous, unless another size of the same record has a point.
  case unsettled
  /// Decimals of shares.
  case plain
  /// Millionths of shares, as whole numbers.
  case fixedPoint = "fixed-point"

  /// The least whole number of shares that may be millionths: for an order, for a trade.
  package enum Doubt: Int64, Sendable {
    /// One share is 1,000,000 millionths, and no order is for less.
    case order = 1_000_000
    /// A hundredth of a share is 10,000 millionths; a smaller trade would be dust.
    case trade = 10_000
  }

  /// The form in which to read a record, of whose sizes at least one is written with a point or none is.
  func settled(byPoint hasPoint: Bool) -> AmountForm {
    self == .unsettled && hasPoint ? .plain : self
  }
}
