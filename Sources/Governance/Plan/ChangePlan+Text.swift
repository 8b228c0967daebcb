import Analysis
import Graph
import Policy

extension ChangePlan {
  /// For a terminal.
  package func text(_ sides: PlanSides) -> String {
    var lines = ["plan: \(sides.base) -> \(sides.head)"]
    lines.append(digests("policy digest    ", base?.graph.digest, head.graph.digest))
    lines.append(digests("governance digest", base?.governanceDigest, head.governanceDigest))
    guard !isEmpty else {
      lines.append("no change of meaning")
      if !textOnly.isEmpty {
        lines.append("only the text of \(textOnly.joined(separator: ", ")) differs")
      }
      return lines.joined(separator: "\n") + "\n"
    }
    for group in subjects { lines += [""] + section(group.subject, group.changes) }
    for bot in affectedBots {
      lines += ["", "\(bot.bot), which reads a bot that changes", "  \(bot.verdict.summary)"]
      lines += witnessLines(of: bot.bot)
    }
    lines += [""] + approval
    return lines.joined(separator: "\n") + "\n"
  }

  private func digests(_ name: String, _ old: String?, _ new: String) -> String {
    guard let old else { return "\(name)  \(new)" }
    return old == new ? "\(name)  \(new), unchanged" : "\(name)  \(old.prefix(16))… -> \(new)"
  }

  private func section(_ subject: String, _ changes: [PlannedChange]) -> [String] {
    let owners = Set(changes.flatMap(\.owners)).sorted().joined(separator: ", ")
    var lines = ["\(subject)  (owners: \(owners))"]
    for change in changes {
      lines.append("  \(change.kind == .bot ? "bot" : change.place): \(change.values)")
      if !change.judgement.isEmpty { lines.append("    \(change.judgement)") }
      if let witness = change.witness { lines += Self.lines(of: witness, indent: "    ") }
    }
    guard let bot = comparison?.bots.first(where: { $0.bot == subject }), changes.count > 1 else {
      return lines
    }
    return lines + ["  as a whole: \(bot.verdict.summary)"] + witnessLines(of: subject)
  }

  private func witnessLines(of subject: String) -> [String] {
    witnesses(of: subject).flatMap { relation, witness in
      ["    \(relation):"] + Self.lines(of: witness, indent: "      ")
    }
  }

  private static func lines(of witness: Witness, indent: String) -> [String] {
    ["\(indent)\(witness.event)"]
      + zip(["old", "new"], witness.decisions).map { "\(indent)\($0)  \($1.text)" }
  }

  private var approval: [String] {
    var lines = ["class: \(classWords)", "needs: \(needs)"]
    let width = signers.map(\.name.count).max() ?? 0
    for signer in signers {
      let name = signer.name + String(repeating: " ", count: width - signer.name.count)
      let obstacle = signer.obstacle.map { "cannot sign: \($0.sentence)" }
      lines.append("  \(name)  \(obstacle ?? signer.capacity)")
    }
    lines += lacks.map { "  warning: \($0)" }
    guard !strategies.isEmpty else { return lines }
    lines.append("must pass shadow again:")
    lines += strategies.map {
      "  \($0.name) (\($0.state)): \($0.reasons.joined(separator: "; "))"
    }
    return lines
  }
}
