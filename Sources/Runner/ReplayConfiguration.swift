package import FixedPoint

/// What a replay does beside reading its recordings. With the recordings and the policies it determines every
/// byte of the journal.
package struct ReplayConfiguration: Equatable, Sendable {
  /// Seed of the reference maker.
  package var seed: UInt64
  /// How often the clock looks at every resting order and every feed, in milliseconds of the recording.
  package var tick: Int64
  /// Orders the reference maker keeps on each side of each token.
  package var ordersPerSide: Int
  /// Shares of each of them.
  package var orderSize: Micros
  /// The strategy that the reference maker stands for, and the tags of its markets: they choose among the values
  /// of a policy, and recordings do not tell them.
  package var strategy: String?
  package var tags: Set<String>

  package init(
    seed: UInt64 = 1, tick: Int64 = 1_000, ordersPerSide: Int = 2,
    orderSize: Micros = Micros(raw: 100_000_000), strategy: String? = nil, tags: Set<String> = []
  ) {
    self.strategy = strategy
    self.tags = tags
    self.seed = seed
    self.tick = tick
    self.ordersPerSide = ordersPerSide
    self.orderSize = orderSize
  }
}
