import FixedPoint
import Orders

/// Something that is no trade moved our balances on the chain: a deposit that nobody told, a withdrawal, a mistake.
struct Movement {
  /// Its number in the run.
  var number: Int
  var flow: ChainFlow
  /// Whether nobody ever explains it.
  var isSecret: Bool
  /// Whether it is told before anybody asks.
  var isAnnounced: Bool
  /// The number of the journal's envelope that has it; nil where none has.
  var told: Int64?

  /// What a node says of it.
  func apply(to reading: inout ChainReading) {
    reading.collateral.raw += flow.collateral.raw
    for (token, shares) in flow.shares { reading.shares[token, default: .zero].raw += shares.raw }
  }
}
