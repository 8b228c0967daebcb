import CommandLine
import Diagnostics
import Governance
import Graph
import Hashing
import JSON
import Policy
import Signing

/// Overrides as people and programs read them.
enum OverrideText {
  /// What one override is and does, a line for each thing.
  static func describe(_ entry: OverrideBook.Entry, on desk: OverrideDesk) -> String {
    guard let assessment = entry.assessment else { return "\(entry.file)\n" }
    let document = assessment.document
    var lines = [
      "override   \(document.id.value.short)  \(entry.file)",
      "value      \(document.name): \(assessment.approvedValue) -> \(document.value.value) (\(document.scope))",
      "verdict    \(assessment.verdict.rawValue), over all events",
      "reason     \(document.reason.value)"
        + (document.ticket.isEmpty ? "" : " [\(document.ticket)]"),
      "holds      \(UTCTime.text(document.starts.value)) to \(UTCTime.text(document.expires.value)), "
        + "then \(assessment.approvedValue) again",
      "signed by  \(names(assessment.signers))",
    ]
    if case .success(let address) = desk.base.graph.policies.address(of: document.name) {
      let others = desk.base.graph.policies.scopesUntouched(
        byOverriding: address, in: document.selector)
      if !others.isEmpty {
        lines.append("untouched  \(others.joined(separator: ", ")): values of their own win")
      }
    }
    lines.append("state      \(state(entry, on: desk))")
    return lines.joined(separator: "\n") + "\n"
  }

  static func names(_ signers: [ApproverList.Approver]) -> String {
    signers.isEmpty ? "nobody" : signers.map(\.name.value).joined(separator: ", ")
  }

  /// One word, and what goes with it.
  static func state(_ entry: OverrideBook.Entry, on desk: OverrideDesk) -> String {
    let left = entry.assessment.map {
      UTCTime.countdown($0.document.expires.value - desk.book.clock)
    }
    switch entry.status {
    case .active: return "active, \(left ?? "") left"
    case .kept(let problem): return "active, \(left ?? "") left; \(problem.message)"
    case .scheduled:
      let starts = entry.assessment?.document.starts.value ?? 0
      return "scheduled, starts in \(UTCTime.countdown(starts - desk.book.clock))"
    case .awaiting(let lacks): return "awaiting \(lacks.joined(separator: ", "))"
    case .expired: return "expired"
    case .ended(let ending): return "ended: \(ending.text)"
    case .held(let problem): return "held: \(problem.message)"
    case .refused(let problems):
      return "REFUSED: \(problems.map(\.message).joined(separator: "; "))"
    case .unreadable(let findings):
      return "UNREADABLE: \(findings.map(\.message).joined(separator: "; "))"
    }
  }

  static func word(_ status: OverrideBook.Entry.Status) -> String {
    switch status {
    case .active, .kept: "active"
    case .scheduled: "scheduled"
    case .awaiting: "awaiting"
    case .expired: "expired"
    case .ended: "ended"
    case .held: "held"
    case .refused: "refused"
    case .unreadable: "unreadable"
    }
  }

  static func json(_ entry: OverrideBook.Entry, on desk: OverrideDesk) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("file", .string(entry.file)), .init("state", .string(word(entry.status))),
      .init("detail", .string(state(entry, on: desk))),
    ]
    if let assessment = entry.assessment {
      let document = assessment.document
      members += [
        .init("id", .string(document.id.value.prefixedHex)),
        .init("bot", .string(document.bot.value)),
        .init("param", .string(document.parameter.value)), .init("scope", .string(document.scope)),
        .init("value", .string(document.value.value)),
        .init("approved", .string(assessment.approvedValue)),
        .init("verdict", .string(assessment.verdict.rawValue)),
        .init("reason", .string(document.reason.value)), .init("ticket", .string(document.ticket)),
        .init("proposer", .string(document.proposer.value)),
        .init("signers", .array(assessment.signers.map { .string($0.name.value) })),
        .init("policy", .string(document.policy.value.hex)),
        .init("starts_ms", .number("\(document.starts.value)")),
        .init("expires_ms", .number("\(document.expires.value)")),
        .init(
          "left_ms",
          .number("\(max(0, document.expires.value - max(desk.book.clock, document.starts.value)))")
        ),
      ]
      if case .awaiting(let lacks) = entry.status {
        members.append(.init("lacks", .array(lacks.map { .string($0) })))
      }
    }
    return .object(members)
  }

  /// The table of all of them.
  static func table(_ desk: OverrideDesk) -> String {
    guard !desk.book.entries.isEmpty else {
      return "no overrides; release \(desk.release) holds as it was approved\n"
    }
    var table = TextTable([
      .left("id"), .left("param"), .left("scope"), .left("approved"), .left("override"),
      .left("verdict"), .left("signed by"), .left("state"),
    ])
    for entry in desk.book.entries {
      guard let assessment = entry.assessment else {
        table.add([entry.file, "", "", "", "", "", "", state(entry, on: desk)])
        continue
      }
      let document = assessment.document
      table.add([
        document.id.value.short, document.name, document.scope, assessment.approvedValue,
        document.value.value, assessment.verdict.rawValue, names(assessment.signers),
        state(entry, on: desk),
      ])
    }
    return table.rendered()
  }
}
