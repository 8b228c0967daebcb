package import Governance
package import JSON
package import Journal

/// What earlier runs left in a journal for the next one: a fold over its envelopes. A restart is a replay of the
/// journal.
package struct RunnerState: Sendable {
  /// The latest time that was ever recorded, milliseconds since 1970.
  package private(set) var clock: Int64 = 0
  /// The highest release that was in force, 0 before any, with its approved digest.
  package private(set) var highestSequence: Int64 = 0
  package private(set) var highestDigest = ""
  /// Differences that were found and have not gone away since.
  package private(set) var drift = DriftMonitor()
  /// What decided last; nil before the first policy.
  package private(set) var version: PolicyVersion?
  /// What was seen of the releases; nil before the first.
  package private(set) var trust: TrustState?
  /// What became of the overrides of earlier runs.
  package private(set) var overrides = OverrideBook()

  /// Before the first envelope.
  package init() {}

  /// Where the keeper of the next run starts.
  package var keeper: PolicyKeeper {
    PolicyKeeper(clock: clock, highestSequence: highestSequence, highestDigest: highestDigest)
  }

  /// Takes an envelope, whatever it is.
  package mutating func take(_ envelope: JSONNode) {
    if let recorded = envelope.member("ts_recorded_ms")?.int64 { clock = max(clock, recorded) }
    guard let kind = envelope.member("kind"), let payload = envelope.member("payload") else {
      return
    }
    if kind.equals("config"), let release = payload.member("release") {
      version = Self.version(JSONValue(payload)) ?? version
      guard let sequence = release.member("sequence")?.int64, sequence >= highestSequence,
        let digest = release.member("digest")?.string
      else { return }
      highestSequence = sequence
      highestDigest = digest
      if let json = payload.member("trust"), let seen = TrustState(json: JSONValue(json)) {
        trust = seen
      }
    } else if kind.equals("drift") {
      drift.fold(JSONValue(envelope))
    } else if kind.equals("override") {
      _ = overrides.apply(.journalled(JSONValue(envelope)), now: 0)
    }
  }

  private static func version(_ payload: JSONValue) -> PolicyVersion? {
    guard let release = payload["release"], let sequence = release["sequence"]?.int64,
      let digest = release["digest"]?.string, let governance = release["governance"]?.string,
      let approvedAt = release["approved_at_ms"]?.int64,
      let maximumAge = release["max_policy_age_ms"]?.int64
    else { return nil }
    return PolicyVersion(
      sequence: sequence, approved: digest, governance: governance,
      effective: payload["digest"]?.string, approvedAt: approvedAt, maximumAge: maximumAge,
      overrides: (payload["overrides"]?.array ?? []).compactMap { hold in
        guard let id = hold["id"]?.string, let starts = hold["starts_ms"]?.int64,
          let expires = hold["expires_ms"]?.int64
        else { return nil }
        return OverrideHold(
          id: id, text: hold["text"]?.string ?? "", starts: starts, expires: expires)
      })
  }

  /// Folds a whole journal.
  package static func read(_ reader: JournalReader) throws(JournalError) -> RunnerState {
    var state = RunnerState()
    let json = JSONReader(maximumBytes: 64 << 20)
    try unsafe reader.forEach { _, text in
      if let envelope = try? unsafe json.parse(text) { state.take(envelope) }
      return true
    }
    _ = state.overrides.apply(.tick, now: state.clock)
    if var trust = state.trust {
      trust.clock = max(trust.clock, state.clock)
      state.trust = trust
    }
    return state
  }
}
