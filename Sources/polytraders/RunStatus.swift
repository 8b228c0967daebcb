import Governance
import Service

/// What the journal of a run says of its policies, for someone who has just come to the desk: which release decides,
/// what holds on top of it and for how long, how old it is, and what differs from it.
struct RunStatus {
  private let state: RunnerState
  private let version: Service.PolicyVersion
  private let now: Int64

  /// Nil where the journal is not of a run. A clock that was set back makes nothing younger.
  init?(_ state: RunnerState, now: Int64) {
    guard let version = state.version else { return nil }
    self.state = state
    self.version = version
    self.now = max(now, state.clock)
  }

  var text: String {
    var lines = ["run"]
    lines.append(
      "  release    \(version.sequence) \(version.approved), approved \(UTCTime.text(version.approvedAt))"
    )
    if version.effective != version.approved {
      lines.append("  decides by \(version.effective), with overrides")
    }
    lines.append("  age        \(age)")
    for hold in version.overrides {
      let left = hold.expires - now
      lines.append(
        "  override   \(hold.id.prefix(12)) \(hold.text), "
          + (left > 0 ? "\(UTCTime.span(left)) left" : "OVER since \(UTCTime.text(hold.expires))"))
    }
    if version.overrides.isEmpty { lines.append("  override   none") }
    for open in state.drift.open.values.sorted(by: { $0.field < $1.field }) {
      let scope = open.scope.isEmpty || open.scope == "default" ? "" : " (\(open.scope))"
      lines.append(
        "  DRIFT      \(open.field)\(scope) \(open.state), since \(UTCTime.text(open.since))")
    }
    if state.drift.open.isEmpty { lines.append("  drift      none") }
    return lines.joined(separator: "\n") + "\n"
  }

  private var age: String {
    let age =
      "\(UTCTime.span(now - version.approvedAt)) of at most \(UTCTime.span(version.maximumAge))"
    if now >= version.tooOldFrom { return age + ": TOO OLD, only what protects goes through" }
    return now >= version.warnedFrom
      ? age + ": WARNING, too old in \(UTCTime.span(version.tooOldFrom - now))" : age
  }
}
