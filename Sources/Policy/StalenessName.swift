package import CEL
import Diagnostics
package import Trading

/// The values that say how old data may be and when a feed can be trusted again (facts/monitoring.md 1.2). A
/// policy gives each of them, inside the bounds that `specs/staleness.yaml` declares; an expression has them
/// as `staleness.book`.
package enum StalenessName: String, CaseIterable, Sendable {
  case book, registry, model
  /// How far a time may lie in the future and count as now.
  case skewTolerance = "skew_tolerance_ms"
  /// How long a stale feed must have had updates without a gap.
  case recoverTime = "recover_ms"
  /// How many updates it must have had.
  case recoverUpdates = "recover_updates"

  /// The type of the value: durations are milliseconds.
  package var type: Type { self == .recoverUpdates ? .int : .duration }

  /// The feeds whose age it limits; nil for those that are for all feeds.
  package var feed: FeedKind? { FeedKind(rawValue: rawValue) }

  /// As documents, expressions and `--set` have it: `staleness.book`.
  package var text: String { "staleness.\(rawValue)" }
}

extension StalenessName {
  /// The name, or a finding about one that does not exist.
  static func known(_ key: Located<String>, _ bag: inout DiagnosticBag) -> StalenessName? {
    if let name = StalenessName(rawValue: key.value) { return name }
    bag.add(
      PolicyProblem.unknownStaleness(key.value, known: allCases.map(\.rawValue)).diagnostic(
        at: key.location))
    return nil
  }
}
