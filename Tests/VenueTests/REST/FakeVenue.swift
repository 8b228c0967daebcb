import FixedPoint
import Hashing
import Network
import Signing
import Synchronization
import Testing
import Trading
import Venue

/// A venue that answers what a test wants, and remembers what it was asked.
final class FakeVenue: VenueTransport {
  typealias Answer = @Sendable (HTTPClientRequest, Int) throws(HTTPClientError) -> HTTPResponse

  private let answer: Answer
  private let log = Mutex<[HTTPClientRequest]>([])

  init(_ answer: @escaping Answer) {
    self.answer = answer
  }

  /// What was asked, without the questions for the time that go before signed requests.
  var requests: [HTTPClientRequest] {
    log.withLock { $0.filter { !$0.url.hasSuffix("/time") } }
  }

  func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPResponse {
    let count = log.withLock { log in
      log.append(request)
      return log.count
    }
    return try answer(request, count)
  }
}

/// A clock that moves only by sleeping.
final class FakeTime: VenueTimeSource {
  private let now = Mutex<Int64>(1_780_000_000_000)
  private let waits = Mutex<[Int64]>([])

  var wall: Int64 { now.withLock { $0 } }
  var steady: Int64 { now.withLock { $0 } }
  var slept: [Int64] { waits.withLock { $0 } }

  func sleep(milliseconds: Int64) async {
    now.withLock { $0 += milliseconds }
    waits.withLock { $0.append(milliseconds) }
  }
}

extension HTTPResponse {
  /// An answer with a body of text.
  init(_ status: Int, _ body: String, _ headers: KeyValuePairs<String, String> = [:]) {
    self.init(status: status, headers: HTTPHeaders(headers), body: Array(body.utf8))
  }
}

/// A desk with a key that everybody knows, and its orders.
enum FakeDesk {
  static func key() throws -> SigningKey {
    try SigningKey(hex: "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
  }

  static func client(
    _ venue: FakeVenue, retries: RetryPolicy = .never, time: FakeTime = FakeTime(),
    hasKey: Bool = true
  ) throws -> VenueClient {
    var configuration = VenueClient.Configuration()
    configuration.retries = retries
    let credentials = APICredentials(key: "owner", secret: "c2VjcmV0", passphrase: "p")
    return VenueClient(
      configuration, transport: venue, time: time,
      identity: hasKey ? VenueIdentity(key: try key(), credentials: credentials) : nil)
  }

  static let token = UInt256(decimal: RecordSamples.token) ?? .zero

  /// A buy of ten shares at 0.5.
  static func posting(
    salt: UInt64 = 1, isNegativeRisk: Bool = false, makerAmount: UInt64 = 5_000_000,
    takerAmount: UInt64 = 10_000_000
  ) throws -> OrderPosting {
    let key = try key()
    let order = VenueOrder(
      salt: salt, maker: key.address, signer: key.address, tokenID: token, makerAmount: makerAmount,
      takerAmount: takerAmount, side: .buy, signatureType: .externallyOwned,
      timestamp: 1_780_000_000_000, metadata: .zero, builder: .zero)
    let domain = OrderDomain.of(isNegativeRisk: isNegativeRisk, on: .polygon)
    return OrderPosting(try SignedOrder(order, in: domain, key: key))
  }

  static let book = """
    {"market":"\(RecordSamples.market)","asset_id":"\(RecordSamples.token)","timestamp":"1",\
    "hash":"","bids":[],"asks":[],"tick_size":"0.01","min_order_size":"5","neg_risk":false}
    """
}
