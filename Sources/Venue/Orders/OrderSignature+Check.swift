package import Signing

extension OrderSignature {
  /// Whether this proves `order` in the domain of its market. Where it does in another known domain, that is
  /// what the error says: a wrong domain is a mistake of ours and not a forgery.
  ///
  /// Costs one recovery (about 35 us), and one more for every known domain where it fails.
  package func check(
    _ order: VenueOrder, in domain: OrderDomain, owner: Address? = nil
  ) throws(OrderSignatureError) {
    guard domain.contract.isCurrent else { throw .outdatedDomain(domain.contract) }
    switch (self, order.signatureType) {
    case (.key(let signature), .externallyOwned), (.key(let signature), .proxy),
      (.key(let signature), .gnosisSafe):
      let found = signature.signer(of: order.digest(in: domain))
      guard found != order.signer else { return }
      if let other = OrderDomain.all.first(where: { other in
        other != domain && signature.signer(of: order.digest(in: other)) == order.signer
      }) {
        throw .domainMismatch(expected: domain, signed: other)
      }
      throw .notTheSigner(order.signer, found: found)
    case (.wallet(let signature, let separator, let contents), .depositWallet):
      guard order.maker == order.signer else { throw .walletIsNotSigner }
      guard separator == domain.separator else {
        guard let other = OrderDomain.all.first(where: { $0.separator == separator }) else {
          throw .notTheSigner(owner ?? order.signer, found: nil)
        }
        throw .domainMismatch(expected: domain, signed: other)
      }
      guard contents == OrderEncoder.v2.structHash(of: order),
        let found = signature.signer(of: DepositWallet.digest(of: order, in: domain))
      else { throw .notTheSigner(owner ?? order.signer, found: nil) }
      if let owner, owner != found { throw .notTheSigner(owner, found: found) }
    default: throw .wrongForm(order.signatureType)
    }
  }
}
