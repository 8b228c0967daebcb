import Desk
import Hashing
import Orders

/// The signer of a simulated desk: the real one, and a witness of every signature.
final class SimulatedSigner: DeskSigner {
  private let signer: any DeskSigner
  private let witness: (OrderTerms, Int64, SignedBytes) -> Void

  /// `witness` is told of every signature before anybody has it.
  init(
    _ signer: any DeskSigner, witness: @escaping (OrderTerms, Int64, SignedBytes) -> Void
  ) {
    self.signer = signer
    self.witness = witness
  }

  func sign(
    _ terms: OrderTerms, sequence: Int64, now: Int64
  ) throws(SigningRefusal) -> SignedBytes {
    let bytes = try signer.sign(terms, sequence: sequence, now: now)
    witness(terms, sequence, bytes)
    return bytes
  }
}
