package import Hashing
package import Signing

/// An order with what proves it and the id that follows from both: ready to be sent.
package struct SignedOrder: Hashable, Sendable {
  /// What is signed.
  package let order: VenueOrder
  /// The domain it was signed in.
  package let domain: OrderDomain
  /// What proves the maker.
  package let signature: OrderSignature
  /// The digest of the order in the domain: the id that the venue gives it.
  package let id: Digest32

  /// Signs an order with the key of its signer; of a deposit wallet, with that of the wallet's owner.
  ///
  /// Refused where the venue would refuse it: a domain of V1, a key that is not the signer's, a wallet that is
  /// not maker and signer both.
  package init(
    _ order: VenueOrder, in domain: OrderDomain, key: SigningKey
  ) throws(OrderSignatureError) {
    guard domain.contract.isCurrent else { throw .outdatedDomain(domain.contract) }
    let structHash = OrderEncoder.v2.structHash(of: order)
    self.order = order
    self.domain = domain
    id = domain.domain.digest(of: structHash)
    if order.signatureType == .depositWallet {
      guard order.maker == order.signer else { throw .walletIsNotSigner }
      let nested = DepositWallet.structHash(
        contents: structHash, wallet: order.maker, chain: domain.chain)
      signature = .wallet(
        key.sign(domain.domain.digest(of: nested)), separator: domain.separator,
        contents: structHash)
    } else {
      guard key.address == order.signer else {
        throw .keyOfAnother(signer: order.signer, key: key.address)
      }
      signature = .key(key.sign(id))
    }
  }

  /// An order that was signed elsewhere, for the market of `domain`, after a check that it is what it says.
  ///
  /// `owner` is who may sign for a deposit wallet; nil takes any owner, since only the chain knows.
  package init(
    checking order: VenueOrder, signature: OrderSignature, in domain: OrderDomain,
    owner: Address? = nil
  ) throws(OrderSignatureError) {
    try signature.check(order, in: domain, owner: owner)
    self.order = order
    self.domain = domain
    self.signature = signature
    id = order.digest(in: domain)
  }
}
