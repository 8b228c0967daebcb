import FixedPoint
import JSON
import Synchronization

/// An order with how the venue is to treat it.
package struct OrderPosting: Hashable, Sendable {
  package var order: SignedOrder
  package var type: OrderType
  /// When it ends, in seconds since 1970; 0 for never. Only for good-till-date orders, which need one.
  package var expiration: UInt64
  /// Refused where it would match at once.
  package var isPostOnly: Bool
  /// The answer does not wait for the match.
  package var isDeferred: Bool

  /// The id under which it can be asked for, whatever comes of sending it.
  package var id: VenueOrderID { VenueOrderID(order.id) }

  /// An order to be sent.
  package init(
    _ order: SignedOrder, type: OrderType = .goodTillCancelled, expiration: UInt64 = 0,
    isPostOnly: Bool = false, isDeferred: Bool = false
  ) {
    self.order = order
    self.type = type
    self.expiration = expiration
    self.isPostOnly = isPostOnly
    self.isDeferred = isDeferred
  }

  /// What the venue would refuse for certain, whatever the market; nil where there is nothing.
  package var refusal: LocalRefusal? {
    if isPostOnly, !type.rests { return .postOnlyMustRest }
    return (type == .goodTillDate) == (expiration > 0) ? nil : .expiration
  }

  /// What the venue would refuse in a market of these rules; nil where there is nothing.
  package func refusal(by rules: MarketRules, on chain: VenueChain) -> LocalRefusal? {
    let domain = OrderDomain.of(isNegativeRisk: rules.negativeRisk, on: chain)
    if order.domain != domain {
      return .signature(.domainMismatch(expected: domain, signed: order.domain))
    }
    guard order.order.tokenID == rules.tokenID else { return .otherToken }
    let amounts = OrderAmounts(
      maker: order.order.makerAmount, taker: order.order.takerAmount)
    do {
      let terms = try amounts.terms(order.order.side, tick: rules.tickSize)
      if type.rests, let minimum = rules.minimumOrderSize, terms.size < minimum {
        return .amounts(.belowMinimumSize(terms.size, minimum: minimum))
      }
      return nil
    } catch {
      return .amounts(error)
    }
  }

  func request(owner: String) -> OrderRequest {
    OrderRequest(
      order: order.order, signature: order.signature, expiration: expiration, owner: owner,
      type: type, isDeferred: isDeferred, isPostOnly: isPostOnly)
  }
}

/// Posting orders (L2). Each request is sent once: whoever gets `unknown` asks for the order by its id before
/// anything else.
extension VenueClient {
  /// The most orders of one POST.
  package static let batchLimit = 15

  /// Posts an order after checks that the venue would make too: nothing that is certain to be refused leaves, and
  /// no order that is signed for another market's contract.
  package func post(_ posting: OrderPosting) async -> PostOutcome {
    do throws(VenueFailure) {
      try await check(posting)
      guard let owner = identity?.credentials?.key else { throw .refusedHere(.noCredentials) }
      var request = VenueRequest(
        "POST", "/order", body: posting.request(owner: owner).body, access: .account)
      request.cost = (1, .orders)
      let outcome = try await ask(request) { node throws(VenueRecordError) in
        try OrderLeg(node).outcome(for: posting.id)
      }
      return held(outcome, against: posting)
    } catch {
      return held(.failed(Self.sorted(error, posting.id)), against: posting)
    }
  }

  /// Posts an order by its exact bytes, once, and checks nothing of them: whoever keeps what was signed sends the
  /// same bytes again and never any others (facts/oms.md 1.4 row 12). `id` is the order's digest.
  package func post(body: [UInt8], id: VenueOrderID) async -> PostOutcome {
    do throws(VenueFailure) {
      guard identity?.credentials != nil else { throw .refusedHere(.noCredentials) }
      var request = VenueRequest("POST", "/order", body: body, access: .account)
      request.cost = (1, .orders)
      return try await ask(request) { node throws(VenueRecordError) in
        try OrderLeg(node).outcome(for: id)
      }
    } catch {
      return .failed(Self.sorted(error, id))
    }
  }

  /// Posts up to 15 orders at once; the outcomes come in the order of `postings`. One that would be refused for
  /// certain keeps all of them here.
  package func post(_ postings: [OrderPosting]) async -> [PostOutcome] {
    do throws(VenueFailure) {
      guard (1...Self.batchLimit).contains(postings.count) else {
        throw .refusedHere(.batchSize(postings.count, limit: Self.batchLimit))
      }
      var seen: Set<VenueOrderID> = []
      for posting in postings where !seen.insert(posting.id).inserted {
        throw .refusedHere(.repeatedOrder(posting.id))
      }
      for posting in postings { try await check(posting) }
      guard let owner = identity?.credentials?.key else { throw .refusedHere(.noCredentials) }
      var writer = JSONWriter()
      writer.beginArray()
      for posting in postings { posting.request(owner: owner).write(to: &writer) }
      writer.endArray()
      var request = VenueRequest("POST", "/orders", body: writer.bytes, access: .account)
      request.cost = (Int64(postings.count), .orders)
      let outcomes = try await ask(request) { node throws(VenueRecordError) in
        guard node.kind == .array else { throw .notAnArray(offset: node.byteOffset) }
        return BatchAnswer.outcomes(node, sent: postings.map(\.id))
      }
      return zip(outcomes, postings).map { held($0, against: $1) }
    } catch {
      return postings.map { held(.failed(Self.sorted(error, $0.id)), against: $0) }
    }
  }

  /// Throws what the venue would refuse for certain.
  private func check(_ posting: OrderPosting) async throws(VenueFailure) {
    if let refusal = posting.refusal { throw .refusedHere(refusal) }
    let rules: MarketRules
    do throws(VenueFailure) {
      rules = try await self.rules(of: posting.order.order.tokenID)
    } catch {
      // The order was not sent, whatever became of the question.
      throw .refusedHere(.rulesUnknown)
    }
    if let refusal = posting.refusal(by: rules, on: configuration.chain) {
      // The rules may be old: the next order asks for them anew.
      state.withLock { $0.rules.forget(posting.order.order.tokenID) }
      throw .refusedHere(refusal)
    }
  }

  /// A refusal for the grid means that the rules kept here are old.
  private func held(_ outcome: PostOutcome, against posting: OrderPosting) -> PostOutcome {
    if case .failed(.rejected(let rejection)) = outcome,
      rejection.reason == .offGrid || rejection.reason == .versionMismatch
    {
      state.withLock { $0.rules.forget(posting.order.order.tokenID) }
    }
    return outcome
  }

  /// A refusal that speaks of another order is not about the one that was sent.
  private static func sorted(_ failure: VenueFailure, _ id: VenueOrderID) -> VenueFailure {
    guard case .rejected(let rejection) = failure,
      let named = VenueOrderID(in: rejection.text), named != id
    else { return failure }
    return .unknown(.otherOrder(named))
  }
}
