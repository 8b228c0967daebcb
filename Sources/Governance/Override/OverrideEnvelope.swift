import Graph
import Hashing
import JSON
import Policy
import Signing
import Trading

/// What the journal keeps of overrides, written and read in one place: enough for a later run to know what was
/// active, what has ended and what people were told.
enum OverrideEnvelope {
  /// What an envelope says.
  enum Record {
    case started(OverrideBook.Begun)
    case ended(Digest32, OverrideEnding)
    case proposed(Digest32, PullRequestDraft.Moment)
  }

  /// Who reports overrides (specs/reason-codes.yaml, `emitted_by`).
  static let unit = "gov.config_drift_detector"

  static func started(
    _ override: ActiveOverride, in effective: EffectivePolicy, at time: Int64
  ) -> EnvelopeDraft {
    let terms = override.terms
    return draft(
      "started", terms.id, bot: terms.bot, at: time, code: "GOV_OVERRIDE_ACTIVE", severity: "WARN",
      by: terms.proposer.lowercaseHex, lock: effective.graph.digest,
      [
        .init("bot", .string(terms.bot)), .init("param", .string(terms.parameter)),
        .init("scope", .string(override.scope)), .init("value", .string(terms.value)),
        .init("approved", .string(override.assessment.approvedValue)),
        .init("verdict", .string(terms.verdict.rawValue)), .init("reason", .string(terms.reason)),
        .init("ticket", .string(terms.ticket)),
        .init("proposer", .string(override.assessment.document.proposer.value)),
        .init(
          "approvers", .array(override.assessment.signers.map { .string($0.name.value) })),
        .init("policy", .string(effective.base.graph.digest)),
        .init("governance", .string(effective.base.governanceDigest)),
        .init("effective", .string(effective.graph.digest)),
        .init("starts_ms", .number("\(terms.starts)")),
        .init("expires_ms", .number("\(terms.expires)")),
        // With its signatures: it holds on if the file is gone.
        .init("document", .string(override.assessment.document.text)),
      ])
  }

  static func ended(
    _ record: OverrideBook.Begun, _ ending: OverrideEnding, at time: Int64
  ) -> EnvelopeDraft {
    draft(
      "ended", record.id, bot: record.bot, at: time, code: "GOV_OVERRIDE_ENDED", severity: "INFO",
      by: nil, lock: record.policy,
      [
        .init("bot", .string(record.bot)), .init("param", .string(record.parameter)),
        .init("scope", .string(record.scope)), .init("value", .string(record.value)),
        .init("ending", .string(ending.word)), .init("how", .string(ending.text)),
        .init("expires_ms", .number("\(record.expires)")),
      ])
  }

  static func proposed(
    _ override: ActiveOverride, _ moment: PullRequestDraft.Moment, _ request: PullRequestDraft,
    at time: Int64
  ) -> EnvelopeDraft {
    draft(
      "pull_request", override.id, bot: override.terms.bot, at: time, code: "GOV_OVERRIDE_ACTIVE",
      severity: "WARN", by: nil, lock: nil,
      [
        .init("moment", .string(moment.rawValue)), .init("branch", .string(request.branch)),
        .init("title", .string(request.title)), .init("body", .string(request.body)),
      ])
  }

  private static func draft(
    _ phase: String, _ id: Digest32, bot: String, at time: Int64, code: String, severity: String,
    by actor: String?, lock: String?, _ members: [JSONValue.Member]
  ) -> EnvelopeDraft {
    let payload = JSONValue.object(
      [.init("override", .string(id.prefixedHex)), .init("phase", .string(phase))] + members)
    guard let bytes = try? CanonicalJSON.bytes(of: payload) else {
      preconditionFailure("the payload of an override holds only texts and whole numbers")
    }
    var draft = EnvelopeDraft(
      kind: .override, time: time, recorded: time, scope: "bot/\(bot)", payload: bytes)
    draft.reasonCodes = [code]
    draft.severity = severity
    draft.unit = unit
    draft.lock = lock.flatMap { Digest32(hex: $0) }
    draft.actor = actor.map { EnvelopeActor(.operator, id: $0) }
    return draft
  }

  /// Nil for what no book wrote.
  static func read(_ envelope: JSONValue) -> Record? {
    guard let payload = envelope["payload"],
      let id = payload["override"]?.string.flatMap({ Digest32(prefixedHex: $0) })
    else { return nil }
    func text(_ key: String) -> String { payload[key]?.string ?? "" }
    switch payload["phase"]?.string {
    case "started":
      guard let starts = payload["starts_ms"]?.int64, let expires = payload["expires_ms"]?.int64
      else { return nil }
      return .started(
        OverrideBook.Begun(
          id: id, bot: text("bot"), parameter: text("param"), scope: text("scope"),
          value: text("value"), policy: text("policy"), governance: text("governance"),
          starts: starts, expires: expires, order: 0,
          document: payload["document"]?.string.flatMap { OverrideFolder.document($0, id: id) }))
    case "ended": return .ended(id, ending(text("ending"), text("how")))
    case "pull_request":
      return PullRequestDraft.Moment(rawValue: text("moment")).map { .proposed(id, $0) }
    default: return nil
    }
  }

  /// That it has ended counts; how is for people, so a word of a later version ends it, too.
  private static func ending(_ word: String, _ how: String) -> OverrideEnding {
    switch word {
    case OverrideEnding.expired.word: .expired
    case OverrideEnding.fileRemoved.word: .fileRemoved
    case OverrideEnding.approversChanged.word: .approversChanged
    case OverrideEnding.revoked(by: [], reason: "").word: .revoked(by: [], reason: how)
    case OverrideEnding.baseReplaced("").word: .baseReplaced(how)
    case OverrideEnding.overtaken("").word: .overtaken(how)
    case OverrideEnding.madePermanent(by: "").word: .madePermanent(by: "")
    default: .fileChanged(how)
    }
  }
}
