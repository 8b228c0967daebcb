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
  static func text(
    _ comparison: PolicyComparison, _ verdict: ChangeVerdict, isGovernance: Bool
  ) -> String {
    var parts: [String] = []
    if isGovernance { parts.append("approvers or rules change") }
    parts += comparison.values.map { value in
      let scope = value.scope == "default" ? "all" : value.scope
      return "\(value.name) \(value.old) -> \(value.new) (\(scope))"
    }
    parts += comparison.others.map { "\($0.bot) \($0.name) \($0.old) -> \($0.new)" }
    for bot in comparison.bots {
      switch bot.presence {
      case .added: parts.append("\(bot.bot) is new")
      case .removed: parts.append("\(bot.bot) is gone")
      case .both:
        if !bot.rules.isEmpty || bot.isReordered { parts.append("\(bot.bot) rules change") }
      }
    }
    if parts.isEmpty {
      parts = [comparison.old.digest == comparison.new.digest ? "nothing changes" : "other wording"]
    }
    return joined(parts, end: ", " + verdict.rawValue.uppercased())
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
