package import Hashing

/// What verification needs of one envelope.
package struct ChainLink: Hashable, Sendable {
  /// `seq` as it stands; nil where it is missing or no integer.
  package var sequence: Int64?
  /// `prev_hash` as it stands; nil where it is missing or no digest.
  package var previous: Digest32?
  /// `hash` as it stands; nil where it is missing or no digest.
  package var hash: Digest32?
  /// The hash of what the envelope says.
  package var computed: Digest32

  /// The four values, read from an envelope.
  package init(sequence: Int64?, previous: Digest32?, hash: Digest32?, computed: Digest32) {
    self.sequence = sequence
    self.previous = previous
    self.hash = hash
    self.computed = computed
  }
}

/// The walk along a hash chain, one envelope at a time (vectors/monitoring/README.md, envelope_chain.json).
/// It knows nothing of files: journals and vectors use the same steps.
package struct ChainWalk: Sendable {
  /// How many envelopes were given.
  package private(set) var count: Int64 = 0
  /// The first failure; later envelopes are then only taken into the tree.
  package private(set) var fault: ChainFault?
  /// The hash of the last envelope.
  package private(set) var head: Digest32? = .zero
  /// The tree over the `hash` members as they stand.
  package private(set) var tree = MerkleTree()

  /// A walk that starts in front of the first envelope.
  package init() {}

  /// Takes the next envelope. The order of checks: number, predecessor, hash.
  package mutating func append(_ link: ChainLink) {
    count += 1
    if fault == nil { fault = check(link) }
    head = link.hash
    if let hash = link.hash { tree.append(hash) }
  }

  /// Takes something that stands where the next envelope should be. Its `hash` member, where it has one, still
  /// counts in the tree.
  package mutating func appendMalformed(_ reason: String, hash: Digest32? = nil) {
    count += 1
    note(ChainFault(.malformed, at: count, reason))
    head = hash
    if let hash { tree.append(hash) }
  }

  /// Notes a failure found by other means; the first one stays.
  package mutating func note(_ fault: ChainFault) {
    if self.fault == nil { self.fault = fault }
  }

  /// Holds a checkpoint against a walk that is at its end.
  ///
  /// - Parameters:
  ///   - root: what it states; nil where that is no digest.
  ///   - rootAtSize: the root the walk had after `size` envelopes.
  package mutating func finish(checkpoint size: Int64, root: Digest32?, rootAtSize: Digest32?) {
    if size > count {
      note(
        ChainFault(
          .truncated, at: count + 1, "a checkpoint covers \(size) envelopes, \(count) are here"))
    } else if root == nil || root != rootAtSize {
      note(
        ChainFault(
          .rootMismatch, at: size, "a checkpoint states another root over \(size) envelopes"))
    }
  }

  private func check(_ link: ChainLink) -> ChainFault? {
    if link.sequence != count {
      let found = link.sequence.map { "envelope \($0)" } ?? "an envelope without a number"
      return ChainFault(.sequenceGap, at: count, "\(found) stands where \(count) should be")
    }
    guard let previous = link.previous, previous == head else {
      return ChainFault(.brokenLink, at: count, "prev_hash is not the hash of the envelope before")
    }
    guard link.hash == link.computed else {
      return ChainFault(.badHash, at: count, "the content hashes to \(link.computed)")
    }
    return nil
  }
}
