import FixedPoint
package import Graph
import Hashing
import JSON
package import Journal
package import Orders
import Policy
package import Runner
import Trading

/// The evaluation graph of a desk whose policies stay as they are: a simulation, a bench, a test. Every decision stands
/// in the journal before it is answered.
package final class GraphJudge: DeskJudge {
  /// One bot on one kind of event.
  private struct Decider {
    let bot: CompiledBot
    let kind: EventKind
    let evaluator: EventEvaluator
    var writers: [ObjectIdentifier: EventWriter] = [:]
    /// Frames whose identities are keys above.
    var frames: [EventFrame] = []
  }

  private let graph: CompiledGraph
  private let log: any EnvelopeLog
  private var deciders: [Decider] = []
  private var draft: EnvelopeDraft
  private var event = JSONWriter()
  private var payload = JSONWriter()
  private var refs = JSONWriter()

  /// A judge that decides by `graph` and journals to `log`.
  package init(_ graph: CompiledGraph, log: any EnvelopeLog, engine: String) {
    self.graph = graph
    self.log = log
    draft = EnvelopeDraft(kind: .decision, time: 0, recorded: 0, scope: "global")
    draft.lock = Digest32(hex: graph.digest)
    draft.engine = engine
    for kind in [EventKind.signingRequest, .restingOrder] {
      for bot in graph.deciders(of: kind) {
        if let evaluator = EventEvaluator(graph: graph, bot: bot, on: kind) {
          deciders.append(Decider(bot: bot, kind: kind, evaluator: evaluator))
        }
      }
    }
  }

  package func judge(
    signing terms: OrderTerms, facts: SigningFacts?, now: Int64
  ) throws(JournalError) -> Judgement {
    event.removeAll()
    DeskEvent.write(signing: terms, facts, now: now, to: &event)
    // Where no bot guards the signature there is no leave to sign.
    return try decide(.signingRequest, terms, order: nil, now: now)
      ?? Judgement(action: .blockSigning, codes: ["GOV_POLICY_UNAPPROVED"], sequence: 0)
  }

  package func judge(
    resting order: RestingView, now: Int64
  ) throws(JournalError) -> Judgement? {
    event.removeAll()
    DeskEvent.write(resting: order, now: now, to: &event)
    return try decide(.restingOrder, order.terms, order: order.id, now: now)
  }

  /// The strictest of what the bots decide.
  private func decide(
    _ kind: EventKind, _ terms: OrderTerms, order: Digest32?, now: Int64
  ) throws(JournalError) -> Judgement? {
    var strictest: Judgement?
    for place in deciders.indices where deciders[place].kind == kind {
      let judgement = try decide(place, terms, order: order, now: now)
      if strictest.map({ Self.rank(judgement) < Self.rank($0) }) ?? true { strictest = judgement }
    }
    return strictest
  }

  private func decide(
    _ place: Int, _ terms: OrderTerms, order: Digest32?, now: Int64
  ) throws(JournalError) -> Judgement {
    var result: Result<Judgement, JournalError>?
    let evaluator = deciders[place].evaluator
    let line = event.bytes
    let problem = unsafe line.withUnsafeBytes { bytes -> EventError? in
      do throws(EventError) {
        try unsafe evaluator.decide(line: bytes) { decision, frame, _ in
          do throws(JournalError) {
            result = .success(
              try journal(decision, frame, place, terms, order: order, now: now))
          } catch {
            result = .failure(error)
          }
        }
        return nil
      } catch {
        return error
      }
    }
    guard let result, problem == nil else {
      // A fact out of its bounds: nobody can decide, and what nobody decides is not done.
      return Judgement(action: .pauseEvaluation, codes: [], sequence: 0)
    }
    return try result.get()
  }

  private func journal(
    _ decision: Decision, _ frame: EventFrame, _ place: Int, _ terms: OrderTerms,
    order: Digest32?, now: Int64
  ) throws(JournalError) -> Judgement {
    let outcome = frame.plan.outcomes[decision.outcome]
    let severity = graph.policies.severity(of: outcome.code)
    var seen: [UInt8] = []
    writer(place, frame).write(frame, to: &seen)
    payload.removeAll()
    DecisionPayload.write(
      decision, action: outcome.action.rawValue, event: seen, frame: frame, writesScope: true,
      to: &payload)
    refs.removeAll()
    refs.beginObject()
    refs.key("client_order_id")
    refs.string(terms.clientOrderID)
    if let order {
      refs.key("order_id")
      refs.string(order.prefixedHex)
    }
    refs.endObject()
    draft.time = now
    draft.recorded = now
    draft.scope = "venue/polymarket/market/\(terms.market)"
    draft.reasonCodes = [outcome.code]
    draft.severity = severity.rawValue
    draft.unit = deciders[place].bot.name
    draft.refs = refs.bytes
    draft.payload = payload.bytes
    return Judgement(
      action: outcome.action, codes: [outcome.code], sequence: try log.append(draft),
      isLive: deciders[place].bot.specification.details.mode.isLive, severity: severity)
  }

  private func writer(_ place: Int, _ frame: EventFrame) -> EventWriter {
    let identity = ObjectIdentifier(frame)
    if let known = deciders[place].writers[identity] { return known }
    let writer = EventWriter(plan: frame.plan)
    deciders[place].frames.append(frame)
    deciders[place].writers[identity] = writer
    return writer
  }

  /// From the strictest on; what a bot that is not live decides comes behind all that live ones do.
  private static func rank(_ judgement: Judgement) -> Int {
    let order: [Action] = [
      .halt, .blockSigning, .cancel, .holdSigning, .pauseTrading, .pauseEvaluation, .cancelReplace,
      .defer, .renewCredential, .assignNonce, .hold, .allow,
    ]
    let place = order.firstIndex(of: judgement.action) ?? order.count
    return judgement.isLive ? place : place + order.count
  }
}
