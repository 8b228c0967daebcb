package import Graph
package import JSON
import Policy
package import Trading

/// The payload of a `decision` envelope: canonical JSON with the action, the event as it was seen and the
/// rule-level trace. Written here for the journal and written again by `explain`, which compares the bytes.
package enum DecisionPayload {
  /// What is done instead of `action` where the decision is held back.
  package static let heldAction = Action.pauseEvaluation

  /// Appends the payload; `event` is canonical JSON from an `EventWriter`.
  ///
  /// - Parameters:
  ///   - heldBy: the reason code for which the decision is not carried out: `heldAction` stands in its place, and
  ///     what was decided under `held`.
  ///   - writesScope: whether the scope of the plan is a part of the payload; a replay has it in its `config`.
  package static func write(
    _ decision: Decision, action: String, event: [UInt8], frame: EventFrame,
    heldBy code: String? = nil, writesScope: Bool = false, to writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.key("action")
    writer.string(code == nil ? action : heldAction.rawValue)
    writer.key("event")
    writer.raw(event)
    writer.key("event_kind")
    writer.string(frame.plan.event.rawValue)
    if let code {
      writer.key("held")
      writer.beginObject()
      writer.key("action")
      writer.string(action)
      writer.key("code")
      writer.string(code)
      writer.endObject()
    }
    if writesScope { write(frame.plan.scope, to: &writer) }
    writer.key("trace")
    writeTrace(decision, frame, to: &writer)
    writer.endObject()
  }

  /// The part of the event's scope that values depend on; nothing where none does.
  private static func write(_ scope: Scope, to writer: inout JSONWriter) {
    guard scope.market != nil || scope.strategy != nil || !scope.tags.isEmpty else { return }
    writer.key("scope")
    writer.beginObject()
    if let market = scope.market {
      writer.key("market")
      writer.string(market)
    }
    if let strategy = scope.strategy {
      writer.key("strategy")
      writer.string(strategy)
    }
    if !scope.tags.isEmpty {
      writer.key("tags")
      writer.beginArray()
      for tag in scope.tags.sorted() { writer.string(tag) }
      writer.endArray()
    }
    writer.endObject()
  }

  private static func writeTrace(
    _ decision: Decision, _ frame: EventFrame, to writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.key("cause")
    writer.string(text(of: decision.cause))
    if let gate = decision.gate {
      writer.key("gate")
      writer.integer(Int64(gate + 1))
    }
    if let margin = decision.margin {
      writer.key("margin")
      number(margin, to: &writer)
    }
    if decision.masked > 0 {
      writer.key("masked")
      writer.integer(Int64(decision.masked))
    }
    if let missing = decision.missing {
      writer.key("missing")
      writer.string(frame.plan.missing[missing].name)
    }
    if let operand = decision.operand {
      writer.key("operand")
      number(operand, to: &writer)
    }
    writer.key("rule")
    writer.integer(Int64(decision.step + 1))
    if let threshold = decision.threshold {
      writer.key("threshold")
      number(threshold, to: &writer)
    }
    writer.endObject()
  }

  /// In slot units (ticks, operations, milliseconds, millionths); as text where JSON numbers end.
  private static func number(_ value: Int64, to writer: inout JSONWriter) {
    if value.magnitude < 1 << 53 {
      writer.integer(value)
    } else {
      writer.string(String(value))
    }
  }

  private static func text(of cause: Decision.Cause) -> StaticString {
    switch cause {
    case .rule: "rule"
    case .otherwise: "otherwise"
    case .missingFact: "missing_fact"
    case .error: "error"
    }
  }
}
