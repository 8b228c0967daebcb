import Analysis
import CEL
import Diagnostics
import Graph
import Hashing
import Policy

/// The pull request that would make an override permanent, ready to open: branch, title, text and the edit.
package struct PullRequestDraft: Sendable {
  /// When people are reminded.
  package enum Moment: String, CaseIterable, Sendable {
    /// Half of its time is over.
    case halfTime = "half_time"
    /// Thirty minutes are left.
    case lastMinutes = "last_30_minutes"

    /// Milliseconds since 1970; nil where the override is too short for it.
    func time(from starts: Int64, to expires: Int64) -> Int64? {
      switch self {
      case .halfTime: starts + (expires - starts) / 2
      case .lastMinutes: expires - 1_800_000 > starts ? expires - 1_800_000 : nil
      }
    }
  }

  /// `override/3f2a…`
  package let branch: String
  package let title: String
  /// Markdown.
  package let body: String
  /// The edit of the document that gives the value; nil where a person has to make it.
  package let edit: ValueEdit?
}

extension PullRequestDraft {
  package init(_ override: ActiveOverride, in effective: EffectivePolicy, at now: Int64) {
    let terms = override.terms
    let base = effective.base
    edit = ValueEdit(
      making: terms.value, of: terms.bot, terms.parameter, in: terms.selector, sources: base.sources
    )
    branch = "override/\(terms.id.short)"
    title =
      "\(override.name): \(override.assessment.approvedValue) -> \(terms.value) (\(override.scope))"
    let people = override.assessment.signers.map(\.name.value).joined(separator: ", ")
    var lines = [
      "Makes the override `\(terms.id.short)` permanent. Without this change the approved value comes back at "
        + "\(UTCTime.text(terms.expires)).",
      "",
      "| | |", "|---|---|",
      "| param | `\(override.name)` |", "| scope | \(override.scope) |",
      "| value | \(override.assessment.approvedValue) -> **\(terms.value)** |",
      "| verdict | **\(terms.verdict.rawValue)** |",
      "| reason | \(Self.cell(terms.reason)) |",
      "| ticket | \(terms.ticket.isEmpty ? "none" : Self.cell(terms.ticket)) |",
      "| asked for by | \(override.assessment.document.proposer.value), signed by \(people) |",
      "| approved policy | `\(base.graph.digest.prefix(12))` |",
      "| left | \(UTCTime.countdown(terms.expires - now)) |",
      "",
    ]
    if let graph = override.assessment.graph {
      let text = PolicyComparison(base.graph, graph).text { _, _ in nil }
      lines += ["```", text.trimmingEnd, "```", ""]
    }
    if let edit {
      lines += ["```diff", edit.diff.trimmingEnd, "```"]
    } else {
      lines.append(
        "Set `\(override.name)` to `\(terms.value)` for \(override.scope) in `policies/`.")
    }
    body = lines.joined(separator: "\n") + "\n"
  }

  private static func cell(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ").replacing("|", with: "\\|")
  }
}

extension UTCTime {
  /// `3h12m`, `59s`; `over` for nothing and less.
  package static func countdown(_ milliseconds: Int64) -> String {
    guard milliseconds > 0 else { return "over" }
    let seconds = milliseconds / 1000
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    if hours > 0 { return "\(hours)h\(minutes < 10 ? "0" : "")\(minutes)m" }
    return minutes > 0
      ? "\(minutes)m\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)s" : "\(seconds)s"
  }
}

extension String {
  var trimmingEnd: String {
    String(reversed().drop { $0.isWhitespace }.reversed())
  }
}
