package import Diagnostics
import Policy

extension DriftReport {
  /// For people: what differs, since when and by whom, and what to do.
  package func text(origins: [String: DriftOrigin]) -> String {
    var lines: [String] = []
    let base = release.map { "release \($0), policy \((approved ?? "").prefix(12))" } ?? "nothing"
    let sides = looked.map(\.rawValue).joined(separator: ", ")
    lines.append("approved   \(base); looked at \(sides)")
    for entry in active {
      let override = entry.override
      lines.append(
        "override   \(override.name) (\(override.scope)): \(override.assessment.approvedValue) -> "
          + "\(override.value), \(override.terms.verdict.rawValue), expires in "
          + "\(UTCTime.countdown(entry.left)); \(override.terms.reason)")
    }
    lines += notes.map { "note       \($0)" }
    for finding in findings { lines += [""] + Self.lines(finding, origins[finding.key]) }
    if findings.isEmpty {
      lines.append("state      \(state.rawValue)")
    } else {
      let count = findings.count == 1 ? "1 difference" : "\(findings.count) differences"
      lines += ["", "state      \(state.rawValue), \(count)"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(_ finding: DriftFinding, _ origin: DriftOrigin?) -> [String] {
    let scope = finding.scope.isEmpty || finding.scope == "default" ? "" : " (\(finding.scope))"
    var lines = ["\(finding.state.rawValue.uppercased())  \(finding.field)\(scope)"]
    lines.append(
      "  \(finding.approved ?? "-") -> \(finding.live ?? "-")"
        + (finding.direction == .none ? "" : ", \(finding.direction.rawValue.uppercased())")
        + (finding.basis.isEmpty ? "" : " (\(finding.basis))"))
    if !finding.problem.isEmpty { lines.append("  what   \(finding.problem)") }
    if let place = finding.place {
      lines.append("  where  \(place.file):\(place.line):\(place.column)")
    } else if let document = finding.document {
      lines.append("  where  \(document)")
    }
    if let text = origin?.text, !text.isEmpty { lines.append("  who    \(text)") }
    lines += finding.next.map { "  next   \($0)" }
    return lines
  }

  /// The findings as those of `check`, for SARIF and GitHub.
  package func diagnostics(origins: [String: DriftOrigin]) -> [Diagnostic] {
    findings.map { finding in
      let who = origins[finding.key].map(\.text) ?? ""
      let change = "\(finding.approved ?? "-") -> \(finding.live ?? "-")"
      let place =
        finding.place ?? finding.document.map { Location(file: $0, line: 1, column: 1) }
      return Diagnostic(
        finding.state.code, .error,
        "\(finding.state.rawValue): \(finding.field) \(change)"
          + (finding.direction == .none ? "" : ", \(finding.direction.rawValue)")
          + (finding.problem.isEmpty ? "" : ": \(finding.problem)"),
        at: place, help: (who.isEmpty ? [] : ["changed by: \(who)"]) + finding.next)
    }
  }
}

extension DriftFinding.State {
  /// The stable code of findings in this state.
  package var code: String {
    switch self {
    case .unauthorised: "PT2030"
    case .unknownField: "PT2031"
    case .missingField: "PT2032"
    case .unitMismatch: "PT2033"
    case .overrideExpired: "PT2034"
    case .staleApproval: "PT2035"
    }
  }
}
