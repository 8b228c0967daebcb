package import Diagnostics
package import Signing

/// Why an order is not signed, or its signature not taken.
package enum OrderSignatureError: Error, Hashable, Sendable {
  /// Signed for another contract or chain than the market's. Nothing was sent and no funds are at risk.
  case domainMismatch(expected: OrderDomain, signed: OrderDomain)
  /// A domain of V1, for which the venue takes no order.
  case outdatedDomain(ExchangeContract)
  /// The key is not that of the order's signer.
  case keyOfAnother(signer: Address, key: Address)
  /// The maker of a deposit wallet's order is the wallet, and so is the signer.
  case walletIsNotSigner
  /// The form of the signature is not that of the order's signature type.
  case wrongForm(VenueOrder.SignatureType)
  /// It is nobody's signature, or not the signer's in any known domain.
  case notTheSigner(Address, found: Address?)

  /// The code of the registry (`specs/reason-codes.yaml`); nil where it has none for this.
  package var reasonCode: String? {
    switch self {
    case .domainMismatch, .outdatedDomain: "SEC_DOMAIN_MISMATCH"
    default: nil
    }
  }
}

extension OrderSignatureError {
  /// The finding for people: `PT1311` the domain, `PT1312` the signer, `PT1313` the form.
  package var diagnostic: Diagnostic {
    Diagnostic(code, .error, message, at: nil, help: [help])
  }

  private var code: String {
    switch self {
    case .domainMismatch, .outdatedDomain: "PT1311"
    case .keyOfAnother, .notTheSigner: "PT1312"
    case .walletIsNotSigner, .wrongForm: "PT1313"
    }
  }

  private var message: String {
    switch self {
    case .domainMismatch(let expected, let signed):
      "SEC_DOMAIN_MISMATCH: signed for \(signed.text), and the market is of \(expected.text)"
    case .outdatedDomain(let contract):
      "SEC_DOMAIN_MISMATCH: the venue takes no orders for '\(contract.rawValue)' any more"
    case .keyOfAnother(let signer, let key):
      "the order names \(signer) as its signer, and the key is that of \(key)"
    case .walletIsNotSigner: "maker and signer of a deposit wallet's order must both be the wallet"
    case .wrongForm(let type):
      "the signature does not have the form of signature type \(type.rawValue)"
    case .notTheSigner(let signer, let found?):
      "the signature is that of \(found), not of \(signer)"
    case .notTheSigner(let signer, nil): "the signature is nobody's; \(signer) should have signed"
    }
  }

  private var help: String {
    switch self {
    case .domainMismatch, .outdatedDomain:
      "nothing was sent; compare neg_risk of the market and the chain with specs/eip712/order-v2.yaml"
    case .keyOfAnother: "use the key of the signer, or make the order for the key's own address"
    case .walletIsNotSigner: "set maker and signer to the address of the wallet"
    case .wrongForm: "types 0, 1 and 2 have 65 bytes, type 3 has 317"
    case .notTheSigner: "sign the order again; a field was changed after it was signed"
    }
  }
}

extension OrderDomain {
  fileprivate var text: String {
    "'\(contract.rawValue)' on chain \(chain.rawValue) (\(address))"
  }
}
