import FixedPoint
import Hashing
import JSON
import Network
import Signing
import Trading
import Venue

/// Orders and their cancellation.
extension SimulatedVenue {
  /// Orders of one request (facts/polymarket-v2.md 2.4).
  private static let mostOrders = 15
  /// Ids of one request.
  static let mostCancels = 1_000

  /// Orders posted one by one or as a batch. A refused leg of a batch stands in the answer; a refused single order
  /// is an error.
  mutating func post(
    _ endpoint: Endpoint, _ request: HTTPRequest, _ entry: CredentialRegistry.Entry,
    _ requester: Requester, _ writer: inout JSONWriter, now: Int64
  ) throws(VenueRefusal) {
    let isBatch = endpoint == .postOrders
    let posts = try posts(request.body, isBatch: isBatch)
    if let refusal = postRefusal { throw VenueRefusal(refusal) }
    try admit(.orders, cost: Int64(posts.count), entry.address, now: now)
    guard isBatch else {
      for post in posts { writer.receipt(try place(post, entry, requester, now: now)) }
      return
    }
    writer.beginArray()
    for post in posts {
      do throws(VenueRefusal) {
        writer.receipt(try place(post, entry, requester, now: now))
      } catch {
        writer.refusedLeg(error.text)
      }
    }
    writer.endArray()
  }

  /// What the body of a request holds; a leg that is no order is a failure of its own.
  private func posts(
    _ body: [UInt8], isBatch: Bool
  ) throws(VenueRefusal) -> [Result<OrderRequest, OrderRequestError>] {
    let outcome: Result<[Result<OrderRequest, OrderRequestError>], VenueRefusal>
    do throws(JSONError) {
      outcome = try reader.withNode(of: body) { node in
        guard isBatch else { return .success([Self.post(node)]) }
        guard node.kind == .array else { return .failure(.invalidPayload) }
        let count = node.elements.reduce(0) { count, _ in count + 1 }
        guard count <= Self.mostOrders else {
          return .failure(.tooManyOrders(count, limit: Self.mostOrders))
        }
        guard count > 0 else { return .failure(.invalidPayload) }
        return .success(node.elements.map { Self.post($0) })
      }
    } catch { throw .invalidPayload }
    return try outcome.get()
  }

  /// Why the engine takes no order at all at the moment; a batch is refused whole then.
  private var postRefusal: EngineRefusal? {
    switch exchange.mode {
    case .restarting: .restarting
    case .disabled: .disabled
    case .cancelOnly: .cancelOnly
    case .normal, .postOnly: nil
    }
  }

  private static func post(_ node: JSONNode) -> Result<OrderRequest, OrderRequestError> {
    do throws(OrderRequestError) {
      return .success(try OrderRequest(reading: node))
    } catch {
      return .failure(error)
    }
  }

  /// Checks what an order proves, and hands it to the engine.
  private mutating func place(
    _ posted: Result<OrderRequest, OrderRequestError>, _ entry: CredentialRegistry.Entry,
    _ requester: Requester, now: Int64
  ) throws(VenueRefusal) -> OrderReceipt {
    let post: OrderRequest
    do throws(OrderRequestError) {
      post = try posted.get()
    } catch {
      throw VenueRefusal(400, error.venueText)
    }
    guard VenueIdentifier(text: post.owner) == entry.apiKey else { throw .wrongOwner }
    guard let market = subject(of: post.order.tokenID)?.market else { throw .invalidToken }
    // A deposit wallet is its own signer; that its owner is the key's address is for its signature to show.
    let isWallet = post.order.signatureType == .depositWallet
    guard isWallet || post.order.signer == entry.address else { throw .wrongSigner }
    let domain = domain(of: market)
    do throws(OrderSignatureError) {
      try post.signature.check(post.order, in: domain, owner: isWallet ? entry.address : nil)
    } catch {
      throw Self.refusal(of: error)
    }
    let maker = post.order.maker
    if post.order.signatureType == .externallyOwned, maker != entry.address {
      throw .invalidSignature
    }
    guard openAccount(maker) != nil else { throw .tooManyRequests }
    // Nobody moves the funds of another by naming them as a wallet of its own.
    guard holders[maker, default: entry.address] == entry.address else { throw .invalidSignature }
    holders[maker] = entry.address
    funders[Funder(user: requester.user, type: post.order.signatureType)] = maker
    let submission = OrderSubmission(
      order: post.order, id: post.order.digest(in: domain), requester: requester, type: post.type,
      isPostOnly: post.isPostOnly, defersExecution: post.isDeferred,
      expiration: Int64(clamping: post.expiration))
    do throws(OrderRefusal) {
      return try exchange.post(submission, now: now)
    } catch {
      throw VenueRefusal(error)
    }
  }

  /// What the venue answers to a signature that proves nothing. One made for another contract is told apart, as
  /// clients of the old venue make it.
  private static func refusal(of error: OrderSignatureError) -> VenueRefusal {
    switch error {
    case .domainMismatch(_, let signed) where !signed.contract.isCurrent: .versionMismatch
    case .outdatedDomain: .versionMismatch
    default: .invalidSignature
    }
  }

  /// Cancels what a request names.
  mutating func cancel(
    _ endpoint: Endpoint, _ request: HTTPRequest, _ entry: CredentialRegistry.Entry,
    _ requester: Requester, _ writer: inout JSONWriter, now: Int64
  ) throws(VenueRefusal) {
    if let refusal = exchange.cancelRefusal { throw VenueRefusal(refusal) }
    let report: CancelReport
    switch endpoint {
    case .cancelOrder:
      let ids = try digests([try orderID(request.body)])
      try admit(.cancels, cost: 1, entry.address, now: now)
      report = exchange.cancel(ids, of: requester.user, now: now)
    case .cancelOrders:
      let ids = try digests(try identifiers(request.body, most: Self.mostCancels))
      try admit(.cancels, cost: Int64(ids.count), entry.address, now: now)
      report = exchange.cancel(ids, of: requester.user, now: now)
    case .cancelAll:
      try admit(.cancels, cost: 1, entry.address, now: now)
      report = exchange.cancelAll(of: requester.user, now: now)
      charge(report, entry.address, now: now)
    default:
      let (market, token) = try scope(request.body)
      try admit(.cancels, cost: 1, entry.address, now: now)
      report = exchange.cancelAll(
        of: requester.user, market: market, token: token, now: now)
      charge(report, entry.address, now: now)
    }
    writer.cancelReport(report)
  }

  /// What was cancelled costs afterwards.
  private mutating func charge(_ report: CancelReport, _ signer: Address, now: Int64) {
    guard !report.canceled.isEmpty else { return }
    rate = exchange.limits.charge(
      .cancels, cost: Int64(report.canceled.count), to: signer, now: now)
  }

  /// Takes the tokens of a request, all or none.
  private mutating func admit(
    _ kind: RateKind, cost: Int64, _ signer: Address, now: Int64
  ) throws(VenueRefusal) {
    let answer = exchange.limits.take(kind, cost: cost, by: signer, now: now)
    rate = answer
    guard answer.isAdmitted else {
      throw VenueRefusal(429, "Too Many Requests", retryAfter: answer.retryAfter)
    }
  }

  private func orderID(_ body: [UInt8]) throws(VenueRefusal) -> String {
    let id: String?
    do throws(JSONError) {
      id = try reader.withNode(of: body) { $0.member("orderID")?.string }
    } catch { throw .invalidPayload }
    guard let id else { throw .invalidOrderID }
    return id
  }

  /// The texts of an array of at most `most`.
  func identifiers(_ body: [UInt8], most: Int) throws(VenueRefusal) -> [String] {
    let outcome: Result<[String], VenueRefusal>
    do throws(JSONError) {
      outcome = try reader.withNode(of: body) { node in
        guard node.kind == .array else { return .failure(.invalidPayload) }
        var ids: [String] = []
        for element in node.elements {
          guard let id = element.string else { return .failure(.invalidOrderID) }
          ids.append(id)
        }
        return ids.count <= most ? .success(ids) : .failure(.tooManyOrders(ids.count, limit: most))
      }
    } catch { throw .invalidPayload }
    return try outcome.get()
  }

  private func digests(_ ids: [String]) throws(VenueRefusal) -> [Digest32] {
    var digests: [Digest32] = []
    digests.reserveCapacity(ids.count)
    for id in ids {
      guard let digest = Digest32(prefixedHex: id) else { throw .invalidOrderID }
      digests.append(digest)
    }
    return digests
  }

  /// `{"market"?:…,"asset_id"?:…}`; what is named must be there.
  private func scope(
    _ body: [UInt8]
  ) throws(VenueRefusal) -> (market: MarketIndex?, token: TokenIndex?) {
    let named: (market: String?, token: String?)?
    do throws(JSONError) {
      named = try reader.withNode(of: body) { node in
        guard node.kind == .object else { return nil }
        return (node.member("market")?.string, node.member("asset_id")?.string)
      }
    } catch { throw .invalidPayload }
    guard let named else { throw .invalidPayload }
    var market: MarketIndex?
    if let text = named.market, !text.isEmpty {
      market = Digest32(prefixedHex: text).flatMap { exchange.market($0) }
      guard market != nil else { throw .noMarket }
    }
    var token: TokenIndex?
    if let text = named.token, !text.isEmpty {
      token = UInt256(decimal: text).flatMap { exchange.token($0) }
      guard token != nil else { throw .invalidToken }
    }
    // Nothing named must not become everything by mistake.
    guard market != nil || token != nil else { throw .invalidPayload }
    return (market, token)
  }
}

extension VenueRefusal {
  /// The engine's own, with its status and words.
  init(_ refusal: EngineRefusal) {
    self.init(
      refusal.status, refusal.text, code: refusal.code, retryAfter: refusal.retryAfterSeconds)
    if refusal == .restarting { form = .plain }
  }

  /// The engine's own, with its status and words.
  init(_ refusal: OrderRefusal) {
    if case .engine(let engine) = refusal {
      self.init(engine)
    } else {
      self.init(refusal.status, refusal.text)
    }
  }
}
