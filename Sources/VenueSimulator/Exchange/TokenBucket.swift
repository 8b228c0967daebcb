/// A token bucket that counts exactly: rates are whole tokens a second, time is in ms, and a token is
/// 1,000 thousandths, so that nothing is ever rounded while it fills.
package struct TokenBucket: Equatable, Sendable {
  /// Tokens a second, above 0.
  package let rate: Int64
  /// The most it holds.
  package let burst: Int64
  /// Thousandths of a token; below zero after a charge that was not asked for beforehand.
  package private(set) var thousandths: Int64
  private var filledAt: Int64

  /// A full bucket.
  package init(_ limit: (rate: Int64, burst: Int64), now: Int64) {
    (rate, burst) = limit
    thousandths = burst * 1_000
    filledAt = now
  }

  /// Whole tokens there are, rounded down; below zero where it is in debt.
  package var tokens: Int64 { thousandths >= 0 ? thousandths / 1_000 : (thousandths - 999) / 1_000 }

  /// Fills it up to now; a clock that goes back adds nothing.
  package mutating func fill(to now: Int64) {
    guard now > filledAt else { return }
    let elapsed = now - filledAt
    filledAt = now
    // Enough to fill it from the deepest debt: no product can overflow beyond this.
    let missing = burst * 1_000 - thousandths
    thousandths += elapsed > missing / rate ? missing : elapsed * rate
  }

  /// Takes `cost` tokens if that many are there; all or nothing.
  package mutating func take(_ cost: Int64) -> Bool {
    guard thousandths >= cost * 1_000 else { return false }
    thousandths -= cost * 1_000
    return true
  }

  /// Takes `cost` tokens whether they are there or not, down to debt or, if `isFloored`, to zero.
  package mutating func charge(_ cost: Int64, isFloored: Bool) {
    thousandths -= cost * 1_000
    if isFloored { thousandths = max(0, thousandths) }
  }

  /// The first ms at which `cost` tokens are there; nil if that many never fit.
  package func time(of cost: Int64) -> Int64? {
    guard cost <= burst else { return nil }
    let missing = cost * 1_000 - thousandths
    return missing <= 0 ? filledAt : filledAt + (missing + rate - 1) / rate
  }
}
