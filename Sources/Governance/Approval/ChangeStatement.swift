import Analysis
import Graph
import Policy

/// A change in one line, short enough for the display of a hardware wallet: what is signed with the digests, so that
/// nobody approves sixty-four digits alone.
package enum ChangeStatement {
  /// The most bytes of a statement.
  package static let longest = 240

  /// Of the first release.
  static func first(_ state: PolicyState) -> String {
    let bots = state.graph.bots.count
    let params = state.graph.bots.reduce(0) { $0 + $1.specification.parameters.count }
    return "first release: \(bots) bots, \(params) params"
  }

  /// `exec.queuewarden.stale_ttl_s 45s -> 60s (all), LOOSER`
  static func text(_ plan: ChangePlan, _ verdict: ChangeVerdict) -> String {
    let named = plan.changes.sorted {
      ($0.kind.isGovernance ? 0 : 1) < ($1.kind.isGovernance ? 0 : 1)
    }
    var parts = named.map(text)
    if parts.isEmpty { parts = ["nothing changes"] }
    return joined(parts, end: ", " + verdict.rawValue.uppercased())
  }

  private static func text(_ change: PlannedChange) -> String {
    let name = change.kind == .bot ? change.subject : "\(change.subject).\(change.name)"
    let values =
      switch (change.old.map(short), change.new.map(short)) {
      case (let old?, let new?): "\(old) -> \(new)"
      case (nil, let new?): "new: \(new)"
      case (let old?, nil): "gone: \(old)"
      case (nil, nil): "changes"
      }
    guard !change.scope.isEmpty else { return "\(name) \(values)" }
    return "\(name) \(values) (\(change.scope == "default" ? "all" : change.scope))"
  }

  /// Enough of a value to know it by.
  private static func short(_ value: String) -> String {
    value.utf8.count <= 40 ? value : value.prefix(37) + "..."
  }

  /// As many parts as fit, and how many were left out.
  private static func joined(_ parts: [String], end: String) -> String {
    var kept: [String] = []
    var room = longest - end.utf8.count - 12
    for part in parts {
      let part = ascii(part)
      guard part.utf8.count + 2 <= room else { break }
      kept.append(part)
      room -= part.utf8.count + 2
    }
    let left = parts.count - kept.count
    if left > 0 { kept.append(kept.isEmpty ? "\(left) changes" : "\(left) more") }
    return kept.joined(separator: "; ") + end
  }

  /// Wallets show printable ASCII; anything else is not drawn, or drawn as something else.
  private static func ascii(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { (0x20...0x7E).contains($0.value) ? $0 : "?" }))
  }
}
