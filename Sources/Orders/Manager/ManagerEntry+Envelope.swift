import FixedPoint
import Hashing
import JSON
package import Trading

extension ManagerEntry {
  /// The envelope of this entry: its kind, what it is about, and the payload that gives the entry back.
  ///
  /// - Parameters:
  ///   - terms: those of the order it is about; nil where it is about none that is known.
  ///   - time: of the event, milliseconds since 1970.
  package func draft(terms: OrderTerms?, time: Int64) -> EnvelopeDraft {
    var writer = JSONWriter()
    write(to: &writer)
    var draft = EnvelopeDraft(
      kind: kind, time: time, recorded: time, scope: scope(terms), payload: writer.bytes)
    draft.unit = "order-manager"
    if let code { draft.reasonCodes = [code] }
    draft.refs = refs(terms)
    draft.actor = actor
    return draft
  }

  /// What the envelope reports.
  private var kind: EnvelopeKind {
    switch self {
    case .plan: .intent
    case .refused, .denied: .reject
    case .order, .adopted: .order
    case .fact(_, let fact, _): fact.envelopeKind
    case .replacement: .cancel
    case .kill: .kill
    case .unknown, .incident, .paused, .resumed, .request: .incident
    case .chain(let step): step.isIncident ? .incident : .health
    case .reconciled, .forgotten: .health
    }
  }

  private func scope(_ terms: OrderTerms?) -> String {
    if let terms { return "venue/polymarket/market/\(terms.market)" }
    switch self {
    case .kill(let step): return step.record.scope.text
    case .incident(_, let scope, _), .paused(let scope, _), .resumed(let scope, _):
      return scope.text
    case .request(let request, _):
      switch request.wish {
      case .pause(let scope), .resume(let scope): return scope.text
      case .flow, .explain, .settle: return "global"
      }
    case .plan(let plan): return "strategy/\(plan.strategy)"
    default: return "global"
    }
  }

  /// The code of the registry that goes with it; nil where none does.
  private var code: String? {
    switch self {
    case .refused(_, let code, _), .denied(_, let code, _), .incident(let code, _, _),
      .paused(_, let code):
      code
    case .fact(_, .denied(let code), _): code
    case .fact(_, .rejected, _): ExecutionCode.rejected.rawValue
    case .fact(_, .sendInDoubt, _): ExecutionCode.inDoubt.rawValue
    case .unknown: ExecutionCode.anomaly.rawValue
    case .chain(let step): step.isIncident ? ReconcileClass.chainMismatch.code : nil
    case .kill(let step): step.record.state == .armed ? nil : "KILL_SWITCH_ACTIVE"
    default: nil
    }
  }

  private func refs(_ terms: OrderTerms?) -> [UInt8]? {
    var writer = JSONWriter()
    writer.beginObject()
    writer.text("client_order_id", terms?.clientOrderID)
    switch self {
    case .plan(let plan): writer.text("intent_id", plan.intent)
    case .refused(let intent, _, _): writer.text("intent_id", intent)
    case .kill(let step): writer.text("kill_id", step.record.id)
    default: writer.text("intent_id", terms?.intent)
    }
    switch self {
    case .order(_, let signed, _), .adopted(_, let signed):
      writer.text("order_id", signed.id.prefixedHex)
    case .fact(let order, let fact, _), .unknown(let order, let fact, _):
      writer.text("order_id", order.prefixedHex)
      if case .trade(let trade) = fact { writer.text("trade_id", trade.id) }
    case .replacement(let order, _): writer.text("order_id", order.prefixedHex)
    default: break
    }
    writer.endObject()
    return writer.bytes.count > 2 ? writer.bytes : nil
  }

  private var actor: EnvelopeActor? {
    switch self {
    case .plan(let plan): EnvelopeActor(.system, id: plan.strategy)
    case .kill(let step): EnvelopeActor(.operator, id: step.record.by)
    case .resumed(_, let by): EnvelopeActor(.operator, id: by)
    case .request(let request, _): EnvelopeActor(.operator, id: request.by)
    case .chain(.explained(let by, _)), .chain(.settled(let by)): EnvelopeActor(.operator, id: by)
    case .chain(.flow(let flow)): flow.by.map { EnvelopeActor(.operator, id: $0) }
    default: nil
    }
  }
}

extension OrderFact {
  /// What an envelope of it reports.
  fileprivate var envelopeKind: EnvelopeKind {
    switch self {
    case .trade, .settlement, .void, .cumulative: .fill
    case .cancelRequested, .cancelInDoubt, .cancelRefused, .cancelled, .expired: .cancel
    case .denied, .rejected: .reject
    case .sent, .sendInDoubt, .acknowledged, .shownOpen: .order
    }
  }
}
