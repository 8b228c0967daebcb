import Diagnostics
import Git
import Hashing
package import JSON

/// Drift for programs: members that stay.
package enum DriftJSON {
  /// The whole report.
  package static func value(
    _ report: DriftReport, origins: [String: DriftOrigin]
  ) -> JSONValue {
    .object([
      .init("state", .string(report.state.rawValue)), .init("drift", .bool(report.hasDrift)),
      .init("release", report.release.map { .number("\($0)") } ?? .null),
      .init("approved_digest", report.approved.map { .string($0) } ?? .null),
      .init("effective_digest", report.effective.map { .string($0) } ?? .null),
      .init("looked_at", .array(report.looked.map { .string($0.rawValue) })),
      .init(
        "findings",
        .array(report.findings.map { .object(members(of: $0, origins[$0.key])) })),
      .init(
        "overrides",
        .array(
          report.active.map { entry in
            .object([
              .init("id", .string(entry.override.id.prefixedHex)),
              .init("param", .string(entry.override.name)),
              .init("scope", .string(entry.override.scope)),
              .init("value", .string(entry.override.terms.value)),
              .init("approved", .string(entry.override.assessment.approvedValue)),
              .init("verdict", .string(entry.override.terms.verdict.rawValue)),
              .init("expires_ms", .number("\(entry.override.terms.expires)")),
              .init("expires_in_ms", .number("\(max(0, entry.left))")),
            ])
          })),
      .init("notes", .array(report.notes.map { .string($0) })),
    ])
  }

  static func members(of finding: DriftFinding, _ origin: DriftOrigin?) -> [JSONValue.Member] {
    func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    var members: [JSONValue.Member] = [
      .init("state", .string(finding.state.rawValue)),
      .init("side", .string(finding.side.rawValue)),
      .init("bot", text(finding.bot)), .init("field", .string(finding.field)),
      .init("scope", .string(finding.scope)), .init("approved", text(finding.approved)),
      .init("live", text(finding.live)), .init("direction", .string(finding.direction.rawValue)),
      .init("basis", .string(finding.basis)), .init("problem", .string(finding.problem)),
      .init("file", text(finding.place?.file ?? finding.document)),
      .init("line", finding.place.map { .number("\($0.line)") } ?? .null),
      .init("next", .array(finding.next.map { .string($0) })),
    ]
    if let origin {
      members.append(
        .init(
          "by",
          .object([
            .init("commit", text(origin.commit?.id.hex)),
            .init("author", text(origin.commit?.authorName)),
            .init("email", text(origin.commit?.authorEmail)),
            .init("subject", text(origin.commit?.subject)),
            .init("committed", .bool(!origin.isUncommitted)),
            .init("file_owner", text(origin.fileOwner)),
            .init("since_ms", origin.since.map { .number("\($0)") } ?? .null),
          ])))
    }
    return members
  }
}
