package import FixedPoint
package import Hashing

/// The domain that a signature is for (EIP-712, "Definition of domainSeparator"); its separator is computed once.
package struct TypedDataDomain: Hashable, Sendable {
  /// The name of the application.
  package let name: String?
  /// The version of what it signs.
  package let version: String?
  /// The chain on which it is checked.
  package let chainID: UInt256?
  /// The contract that checks it.
  package let verifyingContract: Address?
  /// Whatever else sets it apart.
  package let salt: Digest32?
  /// `hashStruct` of the members there are.
  package let separator: Digest32

  /// The domain of these members; one that is nil is not part of its type.
  package init(
    name: String? = nil, version: String? = nil, chainID: UInt256? = nil,
    verifyingContract: Address? = nil, salt: Digest32? = nil
  ) {
    self.name = name
    self.version = version
    self.chainID = chainID
    self.verifyingContract = verifyingContract
    self.salt = salt
    var types: [String] = []
    var words: [Digest32] = []
    func add(_ type: String, _ word: Digest32?) {
      guard let word else { return }
      types.append(type)
      words.append(word)
    }
    add("string name", name.map { Keccak256.hash($0) })
    add("string version", version.map { Keccak256.hash($0) })
    add("uint256 chainId", chainID.map { Digest32($0) })
    add("address verifyingContract", verifyingContract?.word)
    add("bytes32 salt", salt)
    var state = Keccak256()
    state.update(Keccak256.hash("EIP712Domain(\(types.joined(separator: ",")))"))
    for word in words { state.update(word) }
    separator = state.finalize()
  }

  /// What is signed for a struct in this domain: the hash of 0x19 0x01, the separator and `structHash`.
  package func digest(of structHash: Digest32) -> Digest32 {
    Self.digest(separator: separator, structHash: structHash)
  }

  /// What is signed for a struct in the domain of this separator.
  package static func digest(separator: Digest32, structHash: Digest32) -> Digest32 {
    // The two bytes before the words would put every word across two lanes, so all is laid out first.
    let text: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt16) = (
      (0x1901 << 48 | separator.words.0 >> 16).bigEndian,
      (separator.words.0 << 48 | separator.words.1 >> 16).bigEndian,
      (separator.words.1 << 48 | separator.words.2 >> 16).bigEndian,
      (separator.words.2 << 48 | separator.words.3 >> 16).bigEndian,
      (separator.words.3 << 48 | structHash.words.0 >> 16).bigEndian,
      (structHash.words.0 << 48 | structHash.words.1 >> 16).bigEndian,
      (structHash.words.1 << 48 | structHash.words.2 >> 16).bigEndian,
      (structHash.words.2 << 48 | structHash.words.3 >> 16).bigEndian,
      UInt16(truncatingIfNeeded: structHash.words.3).bigEndian
    )
    var state = Keccak256()
    unsafe withUnsafeBytes(of: text) { unsafe state.update(.init(rebasing: $0.prefix(66))) }
    return state.finalize()
  }
}
