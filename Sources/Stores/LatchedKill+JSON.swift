import Hashing
import JSON
import Orders
import Signing

/// One scope's entry as it stands in the latch file and in the table: the newest step with its signatures, and what
/// was noted since the scope was last armed.
extension LatchedKill {
  /// The entry as JSON.
  var json: JSONValue {
    .object([
      .init("approvals", .array(step.approvals.map(\.json))),
      .init("initiators", .array(initiators.map { .string($0) })),
      .init("step", step.record.json),
      .init("triggers", .array(triggers.map { .string($0.rawValue) })),
      .init("tripped_ms", .number("\(tripped)")),
    ])
  }

  /// Reads `json`; nil for anything else.
  init?(json: JSONValue) {
    guard let record = json["step"].flatMap({ KillRecord(json: $0) }),
      let approvalValues = json["approvals"]?.array, let names = json["initiators"]?.array,
      let triggerValues = json["triggers"]?.array, let tripped = json["tripped_ms"]?.int64
    else { return nil }
    let approvals = approvalValues.compactMap { KillApproval(json: $0) }
    let initiators = names.compactMap(\.string)
    let triggers = triggerValues.compactMap { $0.string.flatMap { KillTrigger(rawValue: $0) } }
    guard approvals.count == approvalValues.count, initiators.count == names.count,
      triggers.count == triggerValues.count
    else { return nil }
    self.init(
      step: KillStep(record, approvals: approvals), triggers: triggers, initiators: initiators,
      tripped: tripped)
  }
}
