import FixedPoint
package import Network
import Signing
import Venue

/// A request with the faults that strike it.
package struct StruckRequest: Sendable {
  package let request: HTTPRequest
  let strikes: [Fault.Kind]
  /// ms of the machine's time that pass before it is worked on.
  package let latency: Int64
}

extension SimulatedVenue {
  /// Takes a request in: what will go wrong with it is settled now.
  package mutating func take(_ request: HTTPRequest, now: Int64) -> StruckRequest {
    guard faults.isActive, !request.path.hasPrefix("/admin") else {
      return StruckRequest(request: request, strikes: [], latency: 0)
    }
    let strikes = faults.strike(situation(of: request), now: now)
    var latency: Int64 = 0
    for strike in strikes {
      note(strike, "\(request.method) \(request.path)", now: now)
      if case .latency(let range) = strike { latency += faults.draw(range) }
    }
    return StruckRequest(request: request, strikes: strikes, latency: latency)
  }

  private func situation(of request: HTTPRequest) -> FaultSituation {
    let route = try? Route.find(method: request.method, path: request.path)
    let token = request.parameter("token_id").flatMap { UInt256(decimal: $0) }
    return FaultSituation(
      .request, endpoint: route.map { Fault.Endpoint($0.endpoint) } ?? .other,
      market: token.flatMap { subject(of: $0)?.market.definition.conditionID },
      signer: request.headers["POLY_ADDRESS"].flatMap { Address(hex: $0) })
  }

  /// How the refusal that strikes a request reads, if one does.
  func refusal(of strikes: [Fault.Kind]) -> VenueRefusal? {
    for case .refusal(let refusal) in strikes { return VenueRefusal(refusal) }
    return nil
  }

  /// What happens to the answer of a request on its way.
  mutating func send(_ response: HTTPResponse, _ strikes: [Fault.Kind]) -> VenueAnswer {
    var answer = VenueAnswer(response: response)
    for strike in strikes {
      switch strike {
      case .slowReply(let range): answer.delay += faults.draw(range)
      case .lostReply: answer.delivery = .lost
      case .slowAnswer(let rate) where answer.delivery == .whole:
        answer.delivery = .slow(bytesPerSecond: Int(rate))
      default: continue
      }
    }
    return answer
  }
}

extension Fault.Endpoint {
  /// How faults sort the endpoint.
  init(_ endpoint: Endpoint) {
    switch endpoint {
    case .postOrder: self = .postOrder
    case .postOrders: self = .postOrders
    case .cancelOrder: self = .cancelOrder
    case .cancelOrders: self = .cancelOrders
    case .cancelAll: self = .cancelAll
    case .cancelMarketOrders: self = .cancelMarket
    case .orders: self = .orders
    case .order: self = .order
    case .trades: self = .trades
    case .book: self = .book
    case .books: self = .books
    case .markets, .samplingMarkets, .simplifiedMarkets, .samplingSimplifiedMarkets, .market,
      .marketByToken, .clobMarket:
      self = .markets
    case .heartbeat: self = .heartbeat
    case .createAPIKey, .deriveAPIKey, .apiKeys, .deleteAPIKey, .createBuilderKey, .builderKeys,
      .revokeBuilderKey, .createReadOnlyKey, .readOnlyKeys, .deleteReadOnlyKey:
      self = .keys
    case .balanceAllowance, .updateBalanceAllowance: self = .balance
    case .time: self = .time
    default: self = .other
    }
  }
}

extension VenueRefusal {
  /// A refusal on demand, in the words of the real one (facts/polymarket-v2.md 2.6, 2.7, 5.10).
  init(_ refusal: Fault.Refusal) {
    switch refusal {
    case .restarting: self.init(EngineRefusal.restarting)
    case .throttled: self = .tooManyRequests
    case .timedOut: self.init(500, "order timed out")
    case .execution: self.init(500, "could not run the execution")
    case .broken: self.init(500, "Internal server error")
    case .disabled: self.init(EngineRefusal.disabled)
    case .cancelOnly: self.init(EngineRefusal.cancelOnly)
    case .postOnly: self.init(EngineRefusal.postOnly(secondsLeft: 60))
    case .blocked:
      self.init(
        403,
        "<!DOCTYPE html><html><head><title>Attention Required!</title></head>"
          + "<body><h1>Sorry, you have been blocked</h1></body></html>")
      form = .page
    }
  }
}
