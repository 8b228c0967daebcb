package import FixedPoint
import Trading

// What the wallet holds beside collateral, as our own books have it.
extension ChainLedger {
  /// The tokens of which the wallet may hold shares, ascending: what has to be priced before anybody can say what the
  /// wallet is worth.
  package func heldTokens(now: Int64) -> [UInt256] {
    let traded = positions.bookings[counted...].lazy.filter(\.counts).map(\.token)
    return Set(base?.shares.keys.map { $0 } ?? []).union(traded)
      .filter { balance(of: $0, now).high > 0 }.sorted()
  }

  /// How many of `held` shares of a token no trade of ours brought: they were there before, or somebody moved them in.
  package func sharesFromElsewhere(of token: UInt256, held: Micros) -> Micros {
    var traded: Int128 = 0
    for booking in positions.bookings where booking.token == token && booking.counts {
      traded += Int128(booking.side == .buy ? booking.size.raw : -booking.size.raw)
    }
    return Micros(raw: Int64(clamping: min(max(0, Int128(held.raw) - traded), Int128(held.raw))))
  }
}
