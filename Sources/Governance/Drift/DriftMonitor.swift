import Hashing
package import JSON
package import Trading

/// Which findings of drift are open: each is reported once when it appears and once when it is gone. A pure fold,
/// also over what the journal says of earlier runs.
package struct DriftMonitor: Sendable {
  /// A finding that was reported.
  package struct Open: Hashable, Sendable {
    package var field: String
    package var scope: String
    package var state: String
    /// Milliseconds since 1970.
    package var since: Int64
    package var payload: JSONValue

    package static func == (left: Open, right: Open) -> Bool {
      left.field == right.field && left.scope == right.scope && left.state == right.state
        && left.since == right.since
    }

    package func hash(into hasher: inout Hasher) {
      hasher.combine(field)
      hasher.combine(since)
    }
  }

  /// By the key of the finding.
  package private(set) var open: [String: Open] = [:]

  /// Nothing is open.
  package init() {}

  /// Takes over what an earlier run reported.
  package mutating func fold(_ envelope: JSONValue) {
    guard envelope["kind"]?.string == EnvelopeKind.drift.rawValue,
      let payload = envelope["payload"],
      let key = payload["key"]?.string
    else { return }
    guard payload["phase"]?.string == "found" else {
      open[key] = nil
      return
    }
    open[key] = Open(
      field: payload["field"]?.string ?? "", scope: payload["scope"]?.string ?? "",
      state: payload["state"]?.string ?? "", since: envelope["ts_recorded_ms"]?.int64 ?? 0,
      payload: payload)
  }

  /// Envelopes for what is new and for what is gone, in the order of their keys.
  package mutating func observe(
    _ report: DriftReport, origins: [String: DriftOrigin] = [:], now: Int64
  ) -> [EnvelopeDraft] {
    var drafts: [EnvelopeDraft] = []
    let findings = report.findings.sorted { $0.key < $1.key }
    for finding in findings where open[finding.key] == nil {
      let payload = DriftEnvelope.payload(finding, origins[finding.key], report)
      open[finding.key] = Open(
        field: finding.field, scope: finding.scope, state: finding.state.rawValue, since: now,
        payload: payload)
      drafts.append(DriftEnvelope.draft(payload, bot: finding.bot, report, at: now))
    }
    let keys = Set(findings.map(\.key))
    for (key, gone) in open.sorted(by: { $0.key < $1.key }) where !keys.contains(key) {
      open[key] = nil
      let payload = JSONValue.object(
        [.init("phase", .string("cleared")), .init("key", .string(key))]
          + (gone.payload.members ?? []).filter { $0.key != "phase" && $0.key != "key" }
          + [.init("since_ms", .number("\(gone.since)"))])
      drafts.append(
        DriftEnvelope.draft(payload, bot: gone.payload["bot"]?.string, report, at: now))
    }
    return drafts
  }
}

/// Drift in the journal.
enum DriftEnvelope {
  static func payload(
    _ finding: DriftFinding, _ origin: DriftOrigin?, _ report: DriftReport
  ) -> JSONValue {
    .object(
      [.init("phase", .string("found")), .init("key", .string(finding.key))]
        + DriftJSON.members(of: finding, origin)
        + [
          .init("approved_digest", report.approved.map { .string($0) } ?? .null),
          .init("release", report.release.map { .string("\($0)") } ?? .null),
        ])
  }

  static func draft(
    _ payload: JSONValue, bot: String?, _ report: DriftReport, at time: Int64
  ) -> EnvelopeDraft {
    guard let bytes = try? CanonicalJSON.bytes(of: payload) else {
      preconditionFailure("the payload of drift holds only texts and whole numbers")
    }
    var draft = EnvelopeDraft(
      kind: .drift, time: time, recorded: time, scope: bot.map { "bot/\($0)" } ?? "global",
      payload: bytes)
    draft.reasonCodes = ["GOV_CONFIG_DRIFT"]
    draft.severity = "WARN"
    draft.unit = OverrideEnvelope.unit
    draft.lock = report.effective.flatMap { Digest32(hex: $0) }
    return draft
  }
}
