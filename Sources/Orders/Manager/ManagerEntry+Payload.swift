import FixedPoint
import Hashing
package import JSON
import Trading

extension ManagerEntry {
  /// What sort of entry it is, as it stands in its payload: by this an envelope of the order manager is known from
  /// those of others.
  package enum Name: String, CaseIterable, Sendable {
    case plan, refused, denied, order, fact, unknown, replacement, kill, incident, paused, resumed
    case adopted, chain, reconciled, forgotten, request
  }

  /// Appends the payload of the entry's envelope: a canonical object.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    switch self {
    case .plan(let plan):
      begin(.plan, &writer)
      writer.key("plan")
      plan.write(to: &writer)
    case .refused(let intent, let code, let reason):
      writer.text("code", code)
      begin(.refused, &writer)
      writer.text("intent", intent)
      writer.text("reason", reason)
    case .denied(let terms, let code, let reason):
      writer.text("code", code)
      begin(.denied, &writer)
      writer.text("reason", reason)
      writer.key("terms")
      terms.write(to: &writer)
    case .order(let terms, let signed, let sequence):
      write(.order, terms, signed, sequence: sequence, to: &writer)
    case .adopted(let terms, let signed):
      write(.adopted, terms, signed, sequence: nil, to: &writer)
    case .fact(let order, let fact, let source):
      write(.fact, order, fact, source, to: &writer)
    case .unknown(let order, let fact, let source):
      write(.unknown, order, fact, source, to: &writer)
    case .replacement(let order, let step): write(order, step, to: &writer)
    case .kill, .incident, .paused, .resumed, .chain, .reconciled, .forgotten, .request:
      writeState(to: &writer)
    }
    writer.endObject()
  }

  private func begin(_ name: Name, _ writer: inout JSONWriter) {
    writer.text("entry", name.rawValue)
  }

  private func writeState(to writer: inout JSONWriter) {
    switch self {
    case .kill(let step):
      writer.key("approvals")
      writer.beginArray()
      for approval in step.approvals { approval.json.write(to: &writer) }
      writer.endArray()
      begin(.kill, &writer)
      writer.key("step")
      step.record.json.write(to: &writer)
    case .incident(let code, let scope, let detail):
      writer.text("code", code)
      writer.key("detail")
      writer.raw(detail)
      begin(.incident, &writer)
      writer.text("scope", scope.text)
    case .paused(let scope, let code):
      writer.text("code", code)
      begin(.paused, &writer)
      writer.text("scope", scope.text)
    case .resumed(let scope, let by):
      writer.text("by", by)
      begin(.resumed, &writer)
      writer.text("scope", scope.text)
    case .chain(let step):
      writer.key("chain")
      writer.raw(step.canonical)
      begin(.chain, &writer)
    case .reconciled(let round, let asOf):
      writer.integer("as_of_ms", asOf)
      begin(.reconciled, &writer)
      writer.integer("round", Int64(round))
    case .request(let request, let answer):
      writer.key("answer")
      answer.json.writeCanonical(to: &writer)
      begin(.request, &writer)
      writer.key("request")
      request.json.writeCanonical(to: &writer)
    case .forgotten(let before):
      writer.integer("before_ms", before)
      begin(.forgotten, &writer)
    default: break
    }
  }

  private func write(
    _ name: Name, _ order: Digest32, _ fact: OrderFact, _ source: FactSource,
    to writer: inout JSONWriter
  ) {
    begin(name, &writer)
    writer.key("fact")
    fact.write(to: &writer)
    writer.text("order", order.prefixedHex)
    writer.text("source", source.rawValue)
  }

  /// The bytes stand as they are sent, as one text.
  private func write(
    _ name: Name, _ terms: OrderTerms, _ signed: SignedBytes, sequence: Int64?,
    to writer: inout JSONWriter
  ) {
    writer.key("body")
    writer.string(utf8: signed.body)
    begin(name, &writer)
    writer.text("order", signed.id.prefixedHex)
    writer.integer("salt", Int64(signed.salt))
    writer.integer("sequence", sequence)
    writer.key("terms")
    terms.write(to: &writer)
    writer.integer("timestamp_ms", Int64(signed.timestamp))
  }

  private func write(
    _ order: Digest32, _ step: ReplacementStep, to writer: inout JSONWriter
  ) {
    switch step {
    case .deferred(let by, let severity):
      writer.text("by", by)
      begin(.replacement, &writer)
      writer.text("order", order.prefixedHex)
      writer.text("severity", severity.rawValue)
      writer.text("step", "deferred")
    case .granted(let by, let price, let before, let after):
      writer.amount("ahead_after", after)
      writer.amount("ahead_before", before)
      writer.text("by", by)
      begin(.replacement, &writer)
      writer.text("order", order.prefixedHex)
      writer.amount("price", price)
      writer.text("step", "granted")
    case .replaced:
      begin(.replacement, &writer)
      writer.text("order", order.prefixedHex)
      writer.text("step", "replaced")
    case .dropped(let reason):
      begin(.replacement, &writer)
      writer.text("order", order.prefixedHex)
      writer.text("reason", reason)
      writer.text("step", "dropped")
    }
  }
}
