import FixedPoint
import Hashing
import JSON
import Network
import Signing
import TestSupport
import Testing
import Trading
import Venue

/// Signatures in both directions: what the venue's client and eth-account signed is recovered here, and what is
/// signed here they recover, byte for byte.
@Suite(.serialized, .enabled(if: Strangers.areHere, "\(Strangers.comment)"))
struct SignatureTests {
  @Test("orders, statements, proofs and transactions of strangers are recovered")
  func strangers() throws {
    let script = try StrangerScript("sign")
    script.expect(0)
    var counts: [String: Int] = [:]
    for document in script.documents {
      if document["order"] != nil {
        try checkOrder(document)
        counts["order", default: 0] += 1
      } else if document["statement"] != nil {
        try checkStatement(document)
        counts["statement", default: 0] += 1
      } else if document["proof"] != nil {
        try checkProof(document)
        counts["proof", default: 0] += 1
      } else {
        try checkTransaction(document)
        counts["transaction", default: 0] += 1
      }
    }
    #expect(counts == ["order": 60, "statement": 20, "proof": 20, "transaction": 40])
  }

  private func checkOrder(_ document: JSONValue) throws {
    var writer = JSONWriter()
    try #require(document["order"]).write(to: &writer)
    let reader = JSONReader()
    let request = try #require(
      try reader.withNode(of: writer.bytes) { try? OrderRequest(reading: $0) })
    let domain = OrderDomain.of(
      ExchangeContract.of(
        isNegativeRisk: document["neg_risk"]?.bool ?? false,
        isCombination: document["version"]?.int64 == 3),
      on: try #require(VenueChain(rawValue: UInt64(document["chain"]?.int64 ?? 0))))
    let owner = try Address(checked: #require(document["owner"]?.string))
    #expect(throws: Never.self) {
      try SignedOrder(
        checking: request.order, signature: request.signature, in: domain,
        owner: request.order.signatureType == .depositWallet ? owner : nil)
    }
    // Another contract's domain does not fit.
    let other = OrderDomain.of(
      domain.contract == .v2 ? .negativeRiskV2 : .v2, on: domain.chain)
    #expect(throws: (any Error).self) {
      try SignedOrder(
        checking: request.order, signature: request.signature, in: other,
        owner: request.order.signatureType == .depositWallet ? owner : nil)
    }
  }

  private static func headers(_ json: JSONValue?) -> HTTPHeaders {
    var headers = HTTPHeaders()
    for member in json?.members ?? [] { headers.add(member.key, member.value.string ?? "") }
    return headers
  }

  private func checkStatement(_ document: JSONValue) throws {
    let headers = Self.headers(document["statement"])
    let time = try #require(headers["POLY_TIMESTAMP"].flatMap { UInt64($0) })
    let chain = try #require(VenueChain(rawValue: UInt64(document["chain"]?.int64 ?? 0)))
    let statement = try WalletAuthentication(
      verifying: headers, chain: chain, now: time, tolerance: 0)
    #expect(statement.address.checksummed == headers["POLY_ADDRESS"])
    let other: VenueChain = chain == .polygon ? .amoy : .polygon
    #expect(throws: AuthenticationError.self) {
      try WalletAuthentication(verifying: headers, chain: other, now: time, tolerance: 0)
    }
  }

  private func checkProof(_ document: JSONValue) throws {
    let headers = Self.headers(document["proof"])
    let credentials = try #require(
      APICredentials(
        key: headers["POLY_API_KEY"] ?? "", secret: document["secret"]?.string ?? "",
        passphrase: headers["POLY_PASSPHRASE"] ?? ""))
    let signature = credentials.signature(
      timestamp: try #require(headers["POLY_TIMESTAMP"].flatMap { UInt64($0) }),
      method: document["method"]?.string ?? "", path: document["path"]?.string ?? "",
      body: Array((document["body"]?.string ?? "").utf8))
    #expect(signature == headers["POLY_SIGNATURE"])
  }

  private func checkTransaction(_ document: JSONValue) throws {
    let bytes = try #require(document["transaction"]?.string.flatMap { Hexadecimal.bytes($0) })
    let signed = try SignedTransaction(decoding: bytes)
    #expect(signed.hash.prefixedHex == document["hash"]?.string)
    #expect(signed.sender.checksummed == document["sender"]?.string)
    #expect(signed.transaction.nonce == UInt64(document["nonce"]?.int64 ?? -1))
    #expect(signed.transaction.value.description == document["value"]?.string)
  }

  @Test("orders, statements, proofs and transactions signed here are recovered by strangers")
  func reverse() throws {
    var random = SeededGenerator(seed: 7)
    let cases = try SignedCases(using: &random)
    var writer = JSONWriter()
    cases.document.write(to: &writer)
    let script = try StrangerScript("recover", input: String(decoding: writer.bytes, as: UTF8.self))
    script.expect(cases.checkCount)
  }
}
