import FixedPoint
package import Hashing
package import Signing

/// Orders of a deposit wallet: its owner signs `TypedDataSign`, which holds the order and the wallet's own
/// domain, under the domain of the exchange (facts/polymarket-v2.md 1.3).
package enum DepositWallet {
  /// `hashStruct` of the typed data around the order whose own is `contents`.
  package static func structHash(
    contents: Digest32, wallet: Address, chain: VenueChain
  ) -> Digest32 {
    // In the order of specs/eip712/deposit-wallet.yaml, which the tests hold against this.
    var state = Keccak256()
    state.update(TypedDataFile.depositWallet.primary.typeHash)
    state.update(contents)
    state.update(nameAndVersion.name)
    state.update(nameAndVersion.version)
    state.update(Digest32(chain.rawValue))
    state.update(wallet.word)
    // The salt of the wallet's domain is zero.
    state.update(.zero)
    return state.finalize()
  }

  /// What the owner of the wallet signs for an order of it.
  package static func digest(of order: VenueOrder, in domain: OrderDomain) -> Digest32 {
    domain.domain.digest(
      of: structHash(
        contents: OrderEncoder.v2.structHash(of: order), wallet: order.maker, chain: domain.chain))
  }

  private static let nameAndVersion: (name: Digest32, version: Digest32) = {
    guard let family = TypedDataFile.depositWallet.family("wallet") else {
      preconditionFailure("specs/eip712/deposit-wallet.yaml has the domain of the wallet")
    }
    return (Keccak256.hash(family.name), Keccak256.hash(family.version))
  }()
}
