import Hashing
import TestSupport
import Testing

@Suite struct MerkleTreeTests {
  /// The reference inputs of the Certificate Transparency test suite (RFC 6962) and the root after each.
  static let reference: [(leaf: [UInt8], root: String)] = [
    ([], "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ([0x00], "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    ([0x10], "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    ([0x20, 0x21], "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ([0x30, 0x31], "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    (
      [0x40, 0x41, 0x42, 0x43],
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"
    ),
    (
      Array(0x50...0x57), "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"
    ),
    (
      Array(0x60...0x6f), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    ),
  ]

  @Test func rootAfterEveryReferenceLeaf() {
    var tree = MerkleTree()
    #expect(tree.root.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    for (leaf, root) in Self.reference {
      tree.append(SHA256.hash([0x00] + leaf))
      #expect(tree.root.hex == root, "after \(tree.size) leaves")
    }
  }

  @Test func growingTreeMeetsTheRecursiveDefinition() {
    var generator = SeededGenerator(seed: 6962)
    var leaves: [Digest32] = []
    var tree = MerkleTree()
    for size in 0...130 {
      #expect(tree.root == Self.recursiveRoot(leaves[...]), "size \(size)")
      #expect(tree.size == UInt64(size))
      #expect(MerkleTree.root(of: leaves) == tree.root)
      let leaf = Digest32(generator.next(), generator.next(), generator.next(), generator.next())
      leaves.append(leaf)
      tree.append(leaf)
    }
  }

  /// RFC 6962 section 2.1, word for word.
  private static func recursiveRoot(_ leaves: ArraySlice<Digest32>) -> Digest32 {
    guard let first = leaves.first else { return SHA256.hash([]) }
    guard leaves.count > 1 else { return first }
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    let middle = leaves.startIndex + split
    return SHA256.hash(
      [0x01] + recursiveRoot(leaves[..<middle]).bytes + recursiveRoot(leaves[middle...]).bytes)
  }
}
