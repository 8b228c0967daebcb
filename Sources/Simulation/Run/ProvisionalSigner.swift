import Desk
import FixedPoint
import Hashing
import Journal
import Orders
import Signing
import Trading
import Venue

final class ProvisionalSigner: DeskSigner {
  let key: SigningKey
  let owner: String
  var last: UInt64 = 0
  init(_ key: SigningKey, owner: String) {
    self.key = key
    self.owner = owner
  }
  func sign(_ terms: OrderTerms, sequence: Int64, now: Int64) throws(SigningRefusal) -> SignedBytes
  {
    last = max(last + 1, UInt64(now))
    let value = UInt64(terms.price.raw) * UInt64(terms.size.raw) / 1_000_000
    let order = VenueOrder(
      salt: UInt64(sequence) + 1, maker: key.address, signer: key.address, tokenID: terms.token,
      makerAmount: terms.side == .buy ? value : UInt64(terms.size.raw),
      takerAmount: terms.side == .buy ? UInt64(terms.size.raw) : value, side: terms.side,
      signatureType: .externallyOwned, timestamp: last, metadata: .zero, builder: terms.builder)
    do throws(OrderSignatureError) {
      let signed = try SignedOrder(
        order, in: OrderDomain.of(isNegativeRisk: false, on: .polygon), key: key)
      let request = OrderRequest(
        order: order, signature: signed.signature,
        expiration: UInt64((terms.expiration ?? 0) / 1_000),
        owner: owner, type: terms.type, isPostOnly: terms.isPostOnly)
      return SignedBytes(id: signed.id, body: request.body, salt: order.salt, timestamp: last)
    } catch { throw SigningRefusal(code: "SEC_DOMAIN_MISMATCH", message: "\(error)") }
  }
}

final class ProvisionalJudge: DeskJudge {
  func judge(signing terms: OrderTerms, facts: SigningFacts?, now: Int64) throws(JournalError)
    -> Judgement
  {
    Judgement(action: .assignNonce, codes: [], sequence: 0)
  }
  func judge(resting order: RestingView, now: Int64) throws(JournalError) -> Judgement? { nil }
}
