import FixedPoint
import Hashing
import JSON
import Network
import Signing
import TestSupport
import Trading
import Venue

/// What is signed here for strangers to recover, with how many things they have to look at.
struct SignedCases {
  /// Published with Anvil: known to everybody and good for nothing else.
  static let secrets = [
    "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
  ]

  private(set) var document: JSONValue = nil
  private(set) var checkCount = 0

  init(using random: inout SeededGenerator) throws {
    let keys = try Self.secrets.map { try SigningKey(hex: $0) }
    var orders: [JSONValue] = []
    var statements: [JSONValue] = []
    var proofs: [JSONValue] = []
    var transactions: [JSONValue] = []
    for number in 0..<60 {
      let key = keys[number % keys.count]
      orders.append(try order(number, key, &random))
      if number % 3 == 0 { statements.append(statement(key, &random)) }
      if number % 3 == 1 { proofs.append(proof(&random)) }
      if number % 3 == 2 { transactions.append(transaction(number, key, &random)) }
    }
    document = [
      "orders": .array(orders), "statements": .array(statements), "proofs": .array(proofs),
      "transactions": .array(transactions),
    ]
  }

  private static func digest(_ random: inout SeededGenerator) -> Digest32 {
    Digest32(random.next(), random.next(), random.next(), random.next())
  }

  private mutating func order(
    _ number: Int, _ key: SigningKey, _ random: inout SeededGenerator
  ) throws -> JSONValue {
    let type = VenueOrder.SignatureType.allCases[number % 4]
    let wallet = Address(lowBytesOf: Self.digest(&random))
    let isWallet = type == .depositWallet
    let order = VenueOrder(
      salt: UInt64.random(in: 0..<(1 << 53), using: &random),
      maker: type == .externallyOwned ? key.address : wallet,
      signer: isWallet ? wallet : key.address,
      tokenID: UInt256(Self.digest(&random)),
      makerAmount: UInt64.random(in: 1...1_000_000_000_000, using: &random),
      takerAmount: UInt64.random(in: 1...1_000_000_000_000, using: &random),
      side: Bool.random(using: &random) ? .buy : .sell, signatureType: type,
      timestamp: UInt64.random(in: 1_700_000_000_000...1_900_000_000_000, using: &random),
      metadata: Self.digest(&random), builder: Self.digest(&random))
    let chain = VenueChain.allCases[number % 2]
    let contract: ExchangeContract = [.v2, .negativeRiskV2, .v3][number % 3]
    let signed = try SignedOrder(order, in: .of(contract, on: chain), key: key)
    let request = OrderRequest(
      order: order, signature: signed.signature, owner: "owner", type: .goodTillCancelled)
    // Id and signature; the signer as well where it can be recovered from the signature alone.
    checkCount += isWallet ? 2 : 3
    return [
      "body": try JSONValue(parsing: request.body), "id": .string(signed.id.prefixedHex),
      "chain": .number(String(chain.rawValue)), "neg_risk": .bool(contract == .negativeRiskV2),
      "version": contract == .v3 ? 3 : 2, "owner": .string(key.address.checksummed),
    ]
  }

  private mutating func statement(
    _ key: SigningKey, _ random: inout SeededGenerator
  ) -> JSONValue {
    let chain: VenueChain = Bool.random(using: &random) ? .polygon : .amoy
    let headers = WalletAuthentication.headers(
      key: key, chain: chain,
      timestamp: UInt64.random(in: 1_700_000_000...1_900_000_000, using: &random),
      nonce: UInt256(UInt64.random(in: 0...9, using: &random)))
    checkCount += 1
    return [
      "headers": .object(headers.fields.map { .init($0.name, .string($0.value)) }),
      "chain": .number(String(chain.rawValue)),
    ]
  }

  private mutating func proof(_ random: inout SeededGenerator) -> JSONValue {
    let secret = Self.digest(&random).bytes
    let credentials = APICredentials(key: "key", secretBytes: secret, passphrase: "pass")
    let body = Bool.random(using: &random) ? "" : #"{"orderID":"0x\#(Self.digest(&random).hex)"}"#
    let time = UInt64.random(in: 1_700_000_000...1_900_000_000, using: &random)
    checkCount += 1
    return [
      "secret": .string(credentials.secret), "timestamp": .number(String(time)),
      "method": "DELETE", "path": "/order", "body": .string(body),
      "signature": .string(
        credentials.signature(
          timestamp: time, method: "DELETE", path: "/order", body: Array(body.utf8))),
    ]
  }

  private mutating func transaction(
    _ number: Int, _ key: SigningKey, _ random: inout SeededGenerator
  ) -> JSONValue {
    let nonce = UInt64.random(in: 0...1_000_000, using: &random)
    let signed = SignedTransaction(
      Transaction(
        chainID: 137, nonce: nonce,
        maxPriorityFeePerGas: UInt256(UInt64.random(in: 0...100_000_000_000, using: &random)),
        maxFeePerGas: UInt256(UInt64.random(in: 100_000_000_000...200_000_000_000, using: &random)),
        gasLimit: 21_000 + UInt64(number) * 1_000, to: key.address,
        value: UInt256(Self.digest(&random)), data: [UInt8](repeating: 0x7F, count: number)),
      key: key)
    checkCount += 3
    return [
      "raw": .string(signed.hex), "sender": .string(key.address.checksummed),
      "nonce": .number(String(nonce)), "chain": 137,
    ]
  }
}
