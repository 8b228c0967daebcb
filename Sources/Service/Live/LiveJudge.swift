package import Desk
import FixedPoint
import Hashing
import JSON
package import Journal
package import Orders
package import Runtime
import Trading

/// The evaluation graph of a live desk: order events decided by the approved policies in force, which change between two
/// events and never in one. Where nothing is approved, or nobody decides, nothing is signed.
package final class LiveJudge: DeskJudge {
  private let service: DecisionService
  let clock: any NanosecondClock
  /// From the moment an event was taken up to the decision about it, in nanoseconds.
  package private(set) var latency = LatencyHistogram()
  /// When the event that is worked on was taken up.
  package var begun: UInt64 = 0
  /// Decisions by their first code.
  package private(set) var codes: [String: Int] = [:]

  /// A judge that decides by the policies of `service`.
  package init(_ service: DecisionService, clock: any NanosecondClock) {
    self.service = service
    self.clock = clock
  }

  package func judge(
    signing terms: OrderTerms, facts: SigningFacts?, now: Int64
  ) throws(JournalError) -> Judgement {
    let verdicts = try service.judge(Self.event(terms, facts, now), as: .signingRequest)
    note(verdicts)
    let strictest = verdicts.min { Self.signingRank($0) < Self.signingRank($1) }
    guard let strictest else {
      // No bot guards the signature: that is no leave to sign.
      return Judgement(
        action: .blockSigning, codes: [PolicyCode.unapproved.rawValue], sequence: 0)
    }
    return Self.judgement(strictest)
  }

  package func judge(
    resting order: RestingView, now: Int64
  ) throws(JournalError) -> Judgement? {
    let verdicts = try service.judge(Self.event(order, now), as: .restingOrder)
    note(verdicts)
    return verdicts.min { Self.restingRank($0) < Self.restingRank($1) }.map(Self.judgement)
  }

  private func note(_ verdicts: [DecisionService.Verdict]) {
    latency.record(clock.now &- begun)
    for verdict in verdicts {
      if let code = verdict.outcome.codes.first { codes[code, default: 0] += 1 }
    }
  }

  private static func judgement(_ verdict: DecisionService.Verdict) -> Judgement {
    Judgement(
      action: verdict.outcome.action, codes: verdict.outcome.codes,
      sequence: verdict.sequence ?? 0, isLive: verdict.outcome.isLive)
  }

  // MARK: The strictest of several
  private static let signingOrder: [Action] = [
    .halt, .blockSigning, .holdSigning, .pauseTrading, .pauseEvaluation, .defer, .renewCredential,
    .assignNonce,
  ]
  private static let restingOrder: [Action] = [
    .halt, .cancel, .pauseTrading, .pauseEvaluation, .cancelReplace, .defer, .hold, .allow,
  ]

  private static func signingRank(_ verdict: DecisionService.Verdict) -> Int {
    rank(verdict, signingOrder)
  }

  private static func restingRank(_ verdict: DecisionService.Verdict) -> Int {
    rank(verdict, restingOrder)
  }

  /// What a bot that is not live decides is carried out only where no live one decides at all, as nothing.
  private static func rank(_ verdict: DecisionService.Verdict, _ order: [Action]) -> Int {
    let place = order.firstIndex(of: verdict.outcome.action) ?? order.count
    return verdict.outcome.isLive ? place : place + 100
  }
}

/// The events of the desk, in the form of vectors/events/README.md.
extension LiveJudge {
  private static func event(_ terms: OrderTerms, _ facts: SigningFacts?, _ now: Int64) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("event_id")
    writer.string(terms.clientOrderID)
    begin(&writer, terms, now: now, isKilled: facts?.isKilled ?? true)
    writer.key("builder_code")
    writer.string(terms.builder.prefixedHex)
    writer.key("chain")
    writer.beginObject()
    writer.key("available")
    writer.bool(facts?.chainNonce != nil)
    if let nonce = facts?.chainNonce {
      writer.key("nonce")
      writer.integer(nonce)
    }
    writer.endObject()
    if let facts, !facts.isLatched {
      writer.key("sequence")
      writer.beginObject()
      writer.key("next_nonce")
      writer.integer(facts.nextNonce)
      writer.key("pending")
      writer.integer(facts.pending)
      if let since = facts.gapSince {
        writer.key("gap_since_ms")
        writer.integer(since)
      }
      writer.endObject()
    }
    if let expires = facts?.credentialExpires {
      writer.key("credential")
      writer.beginObject()
      writer.key("expires_at_ms")
      writer.integer(expires)
      writer.endObject()
    }
    writer.endObject()
    return writer.bytes
  }

  private static func event(_ order: RestingView, _ now: Int64) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("event_id")
    writer.string(order.terms.clientOrderID)
    begin(&writer, order.terms, now: now, isKilled: order.isKilled)
    if !order.tags.isEmpty {
      writer.key("tags")
      writer.beginArray()
      for tag in order.tags.sorted() { writer.string(tag) }
      writer.endArray()
    }
    writer.key("registry_available")
    writer.bool(true)
    if let count = order.cancelReplaces {
      writer.key("cancel_replace_count_60s")
      writer.integer(Int64(count))
    }
    writer.key("order")
    write(order, to: &writer)
    writer.key("book")
    writer.beginObject()
    writer.key("available")
    writer.bool(order.bookAge != nil)
    if let age = order.bookAge {
      writer.key("age_ms")
      writer.integer(age)
    }
    writer.price("best_bid", order.bestBid)
    writer.price("best_ask", order.bestAsk)
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }

  private static func begin(
    _ writer: inout JSONWriter, _ terms: OrderTerms, now: Int64, isKilled: Bool
  ) {
    writer.key("now_ms")
    writer.integer(now)
    writer.key("kill_switch")
    writer.bool(isKilled)
    writer.key("market")
    writer.string(terms.market)
    writer.key("strategy")
    writer.string(terms.strategy)
  }

  private static func write(_ order: RestingView, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.string(order.id.prefixedHex)
    writer.key("side")
    writer.string(order.terms.side.rawValue)
    writer.price("price", order.terms.price)
    writer.price("tick_size", order.terms.tick)
    writer.key("placed_at_ms")
    writer.integer(order.placedAt)
    writer.price("queue_position", order.queueAhead)
    writer.key("builder_code")
    writer.string(order.terms.builder.prefixedHex)
    writer.endObject()
  }
}

extension JSONWriter {
  fileprivate mutating func price(_ name: StaticString, _ value: Micros?) {
    guard let value else { return }
    key(name)
    string("\(value)")
  }
}
