import FixedPoint
import Graph
import Hashing
import JSON
import Journal
import Orders
import Policy
import Trading

/// Turns what happens in a run into envelopes. One draft is used again and again, so that a decision costs no
/// allocation on its way into the journal.
struct DecisionRecorder {
  /// Nil where nothing is journalled: then nothing is written at all.
  private let log: (any EnvelopeLog)?
  private let graph: CompiledGraph
  private var draft: EnvelopeDraft
  /// By outcome of the deciding plan: what every decision with it says.
  private var outcomes: [Prepared]
  private let bot: String
  private var refs = JSONWriter()
  private var payload = JSONWriter()
  private var event: [UInt8] = []
  private(set) var decisions = 0

  private struct Prepared {
    var codes: [String]
    var severity: String
    var action: String
  }

  init(log: (any EnvelopeLog)?, graph: CompiledGraph, plan: DecisionPlan, engine: String) {
    self.log = log
    self.graph = graph
    bot = plan.bot.name
    draft = EnvelopeDraft(kind: .decision, time: 0, recorded: 0, scope: "global")
    draft.lock = Digest32(hex: graph.digest)
    draft.engine = engine
    outcomes = plan.outcomes.map { outcome in
      Prepared(
        codes: [outcome.code], severity: graph.policies.severity(of: outcome.code).rawValue,
        action: outcome.action.rawValue)
    }
  }

  private mutating func begin(
    _ kind: EnvelopeKind, _ scope: String, cause: Int64?, time: Int64
  ) {
    draft.kind = kind
    draft.time = time
    draft.recorded = time
    draft.scope = scope
    draft.reasonCodes = []
    draft.severity = nil
    draft.unit = nil
    draft.actor = nil
    draft.causes.removeAll(keepingCapacity: true)
    if let cause { draft.causes.append(cause) }
    refs.removeAll()
    payload.removeAll()
  }

  private mutating func append() throws(JournalError) -> Int64 {
    draft.refs = refs.bytes.isEmpty ? nil : refs.bytes
    draft.payload = payload.bytes
    // The writers are the only owners of their buffers again, so that the next envelope reuses them.
    defer {
      draft.refs = nil
      draft.payload = []
    }
    return try log?.append(draft) ?? 0
  }

  /// What the run starts with: the exact documents behind the digest, so that every decision can be re-executed
  /// from the journal alone.
  mutating func config(
    _ configuration: ReplayConfiguration, recordings: [ReplayInput], time: Int64
  ) throws(JournalError) -> Int64 {
    guard log != nil else { return 0 }
    begin(.config, "global", cause: nil, time: time)
    payload.beginObject()
    payload.key("digest")
    payload.string(graph.digest)
    payload.key("documents")
    payload.beginArray()
    for source in graph.policies.sources {
      payload.beginObject()
      payload.key("path")
      payload.string(source.path)
      payload.key("text")
      payload.string(source.text)
      payload.endObject()
    }
    payload.endArray()
    payload.key("recordings")
    payload.beginArray()
    for recording in recordings {
      payload.beginObject()
      payload.key("name")
      payload.string(recording.name)
      payload.key("sha256")
      payload.string(recording.digest)
      payload.endObject()
    }
    payload.endArray()
    payload.key("replay")
    payload.beginObject()
    payload.key("order_size")
    payload.string("\(configuration.orderSize)")
    payload.key("orders_per_side")
    payload.integer(Int64(configuration.ordersPerSide))
    payload.key("seed")
    payload.string(String(configuration.seed))
    if let strategy = configuration.strategy {
      payload.key("strategy")
      payload.string(strategy)
    }
    if !configuration.tags.isEmpty {
      payload.key("tags")
      payload.beginArray()
      for tag in configuration.tags.sorted() { payload.string(tag) }
      payload.endArray()
    }
    payload.key("tick_ms")
    payload.integer(configuration.tick)
    payload.endObject()
    payload.key("settings")
    payload.beginArray()
    for setting in graph.policies.settings { payload.string(setting) }
    payload.endArray()
    payload.endObject()
    return try append()
  }

  /// One decision about a resting order, with the facts as seen and the rule-level trace.
  mutating func decision(
    _ decision: Decision, of order: RestingOrder, scope: String, judge: OrderJudge, market: Int,
    time: Int64
  ) throws(JournalError) -> Int64 {
    guard log != nil else { return 0 }
    begin(.decision, scope, cause: nil, time: time)
    let prepared = outcomes[decision.outcome]
    decisions += 1
    draft.reasonCodes = prepared.codes
    draft.severity = prepared.severity
    draft.unit = bot
    refs.beginObject()
    refs.key("event_id")
    refs.integer(Int64(decisions))
    refs.key("order_id")
    refs.string(order.id)
    refs.endObject()
    event.removeAll(keepingCapacity: true)
    judge.writeEvent(ofMarket: market, to: &event)
    DecisionPayload.write(
      decision, action: prepared.action, event: event, frame: judge.frame(ofMarket: market),
      to: &payload)
    return try append()
  }

  /// A feed whose state has changed, with the sentinel's reason.
  mutating func health(
    _ decision: Decision, of sentinel: FeedSentinel, scope: String, time: Int64
  ) throws(JournalError) {
    guard log != nil else { return }
    begin(.health, scope, cause: nil, time: time)
    let plan = sentinel.frame.plan
    let outcome = plan.outcomes[decision.outcome]
    draft.reasonCodes = [outcome.code]
    draft.severity = graph.policies.severity(of: outcome.code).rawValue
    draft.unit = plan.bot.name
    event.removeAll(keepingCapacity: true)
    sentinel.writeEvent(to: &event)
    DecisionPayload.write(
      decision, action: outcome.action.rawValue, event: event, frame: sentinel.frame, to: &payload)
    _ = try append()
  }

  mutating func placed(
    _ order: RestingOrder, token: String, scope: String, cause: Int64?, time: Int64
  ) throws(JournalError) {
    guard log != nil else { return }
    begin(.order, scope, cause: cause, time: time)
    draft.actor = Self.maker
    references(order)
    payload.beginObject()
    payload.key("asset_id")
    payload.string(token)
    payload.key("price")
    payload.string("\(order.price)")
    payload.key("queue_ahead")
    payload.string("\(order.queueAhead)")
    payload.key("side")
    payload.string(order.side.rawValue)
    payload.key("size")
    payload.string("\(order.size)")
    payload.endObject()
    _ = try append()
  }

  mutating func cancelled(
    _ order: RestingOrder, scope: String, cause: Int64, isReplaced: Bool, time: Int64
  ) throws(JournalError) {
    guard log != nil else { return }
    begin(.cancel, scope, cause: cause, time: time)
    references(order)
    payload.beginObject()
    payload.key("filled")
    payload.string("\(order.filled)")
    payload.key("open")
    payload.string("\(order.open)")
    payload.key("replaced")
    payload.bool(isReplaced)
    payload.endObject()
    _ = try append()
  }

  mutating func filled(
    _ order: RestingOrder, by fill: Micros, at price: Micros, scope: String, time: Int64
  ) throws(JournalError) {
    guard log != nil else { return }
    begin(.fill, scope, cause: nil, time: time)
    references(order)
    payload.beginObject()
    payload.key("open")
    payload.string("\(order.open)")
    payload.key("price")
    payload.string("\(order.price)")
    payload.key("size")
    payload.string("\(fill)")
    payload.key("trade_price")
    payload.string("\(price)")
    payload.endObject()
    _ = try append()
  }

  private static let maker = EnvelopeActor(.system, id: "reference-maker")

  private mutating func references(_ order: RestingOrder) {
    refs.beginObject()
    refs.key("order_id")
    refs.string(order.id)
    refs.endObject()
  }
}

/// A recording by what identifies it: the name of its file and the digest of its bytes.
package struct ReplayInput: Equatable, Sendable {
  package var name: String
  package var digest: String
}
