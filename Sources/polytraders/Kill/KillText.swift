import CommandLine
import Diagnostics
import Governance
import Hashing
import JSON
import Orders

/// Kills as people and programs read them.
enum KillText {
  /// What one kill is, a line for each thing.
  static func describe(_ kill: LatchedKill) -> String {
    let record = kill.step.record
    var lines = [
      "kill       \(record.id)  epoch \(record.epoch)",
      "scope      \(record.scope.text)",
      "state      \(record.state.rawValue) since \(UTCTime.text(record.time))",
      "tripped    \(UTCTime.text(kill.tripped)) by \(kill.initiators.joined(separator: ", "))",
      "triggers   \(kill.triggers.map(\.rawValue).joined(separator: ", "))",
      "reason     \(record.reason)",
    ]
    if let first = kill.step.approvals.first {
      lines.append(
        "signed by  \(kill.step.approvals.map(\.approver).joined(separator: ", ")), valid until "
          + UTCTime.text(first.terms.expires))
    }
    return lines.map { $0.printable() }.joined(separator: "\n") + "\n"
  }

  /// All that stands.
  static func status(_ desk: KillDesk, _ conditions: KillConditions?) -> String {
    guard !desk.killSwitch.isArmed else {
      return "armed      nothing is stopped (\(desk.path))\n"
    }
    var text = desk.killSwitch.kills.map(describe).joined(separator: "\n")
    for kill in desk.killSwitch.kills { text += next(kill) }
    if let reason = desk.unreadable {
      text += "unreadable \(reason.printable()); a latch that cannot be read is a tripped one\n"
    }
    if let conditions {
      text += "\nrun        \(UTCTime.text(conditions.time)): \(conditions.open) open, "
      text += "\(conditions.inDoubt) in doubt; \(conditions.facts.printable())\n"
    }
    return text
  }

  /// What has to be done about a kill.
  private static func next(_ kill: LatchedKill) -> String {
    let record = kill.step.record
    var lines: [String] = []
    if kill.triggers.contains(.reconcileMismatch) {
      lines.append("next       polytraders orders held: books and chain have to agree again")
    }
    switch record.state {
    case .tripped, .cancelling:
      lines.append("next       a run on this folder has to contain it; it does so by itself")
    case .contained, .resetRequested:
      lines.append("next       polytraders kill reset --scope \(record.scope.text) --key SOURCE")
    case .armed: break
    }
    return lines.map { $0.printable() + "\n" }.joined()
  }

  /// What the evidence of a reset says, before it is signed.
  static func describe(_ request: KillResetRequest) -> String {
    let evidence = request.evidence
    var lines = [
      "evidence   \(request.terms.evidence.prefixedHex)",
      "contained  \(UTCTime.text(evidence.contained)): a complete reading showed nothing open or in doubt",
    ]
    lines += evidence.clearances.map {
      "clear      \($0.trigger.rawValue) at \(UTCTime.text($0.time)): \($0.facts)"
    }
    lines += evidence.items.map { item in
      "done       \(item.name), says \(item.by)" + (item.proof.map { ": \($0)" } ?? "")
    }
    lines.append("valid      until \(UTCTime.text(request.terms.expires))")
    return lines.map { $0.printable() }.joined(separator: "\n") + "\n"
  }

  /// What a reset does, and what it does not (facts/oms.md 6.2 rule 5).
  static func outcome(_ record: KillRecord, standing: Int) -> String {
    guard record.state == .armed else {
      return """
        \(record.state.rawValue): one more person, neither who tripped nor \(record.by), has to sign
        next       polytraders kill reset --scope \(record.scope.text) --key SOURCE

        """
    }
    return """
      ARMED      \(record.scope.text): \(record.reason)
      It lets new orders of this scope be signed again, from the next one on. It brings back no order that was \
      cancelled, opens no position, forgets no baseline, and ends no other kill\
      \(standing == 0 ? "" : " (\(standing) still stand)").

      """
  }

  /// All of it, for programs.
  static func json(_ desk: KillDesk, _ conditions: KillConditions?) -> JSONValue {
    .object([
      .init("armed", .bool(desk.killSwitch.isArmed)),
      .init("conditions", conditions.map(\.json) ?? .null),
      .init("epoch", .number("\(desk.killSwitch.epoch)")),
      .init("kills", .array(desk.killSwitch.kills.map(\.json))),
      .init("latch", .string(desk.path)),
      .init("unreadable", desk.unreadable.map { .string($0) } ?? .null),
    ])
  }
}
