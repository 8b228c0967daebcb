/// What a reading of the chain shows that people are told about (facts/oms.md 3.4).
package enum NonceFinding: Hashable, Sendable {
  /// A number that we had not posted is used on the chain: somebody else has the key.
  case foreignUse(number: Int64)
  /// The chain counts more than we ever gave out: somebody else has the key, and nothing is missing.
  case foreignCount(expected: Int64, found: Int64)
  /// The count fell at finality depth; the higher one stays.
  case countFell(from: Int64, to: Int64)
  /// The count stays while numbers wait: as bad as a hole.
  case stuck(at: Int64, reads: Int)
}
