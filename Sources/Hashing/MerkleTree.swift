/// The tree of RFC 6962 over a growing log, kept as the O(log n) roots of its complete subtrees.
///
/// A leaf is the envelope hash as it stands (it already carries the 0x00 prefix); a node is
/// SHA-256(0x01 || left || right). The root equals the recursive definition, which splits at the largest power
/// of two below the size (vectors/monitoring/README.md, envelope_chain.json).
package struct MerkleTree: Sendable {
  /// Roots of complete subtrees, largest first: one for every set bit of `size`.
  private var subtrees: [Digest32] = []

  /// The number of leaves.
  package private(set) var size: UInt64 = 0

  /// The empty tree.
  package init() {
    subtrees.reserveCapacity(64)
  }

  /// Adds the leaf at position `size`. Amortised one node hash a leaf.
  package mutating func append(_ leaf: Digest32) {
    var node = leaf
    var rest = size
    while rest & 1 == 1, let left = subtrees.popLast() {
      node = Self.node(left, node)
      rest >>= 1
    }
    subtrees.append(node)
    size += 1
  }

  /// The root over all leaves so far; SHA-256 of nothing for the empty tree.
  package var root: Digest32 {
    guard var node = subtrees.last else { return SHA256().finalize() }
    for left in subtrees.dropLast().reversed() {
      node = Self.node(left, node)
    }
    return node
  }

  /// The root over a list of leaves.
  package static func root(of leaves: some Sequence<Digest32>) -> Digest32 {
    var tree = MerkleTree()
    for leaf in leaves { tree.append(leaf) }
    return tree.root
  }

  /// A state that has seen the byte 0x01, by which a node can never be taken for a leaf.
  private static let nodePrefix: SHA256 = {
    var state = SHA256()
    state.update([0x01])
    return state
  }()

  /// The value of an inner node.
  package static func node(_ left: Digest32, _ right: Digest32) -> Digest32 {
    let children = (
      left.words.0.bigEndian, left.words.1.bigEndian, left.words.2.bigEndian,
      left.words.3.bigEndian, right.words.0.bigEndian, right.words.1.bigEndian,
      right.words.2.bigEndian, right.words.3.bigEndian
    )
    var state = nodePrefix
    unsafe withUnsafeBytes(of: children) { unsafe state.update($0) }
    return state.finalize()
  }
}
