import Graph

extension PolicyComparison {
  /// For a terminal. `commands` are the two beginnings of a command line that decides events on standard input,
  /// by the name of a bot; nil where a version has no folder of its own.
  package func text(evaluating command: (String, _ isNew: Bool) -> String?) -> String {
    var lines = [
      "old policy digest \(old.digest)", "new policy digest \(new.digest)",
    ]
    if !values.isEmpty { lines += ["", "values"] + values.map { "  " + Self.text(of: $0) } }
    if !others.isEmpty { lines += ["", "declarations"] + others.map { "  " + Self.text(of: $0) } }
    for bot in bots where bot.hasChanges || bots.count == 1 {
      lines += [""] + Self.lines(of: bot, command)
    }
    let same = bots.filter { !$0.hasChanges }.map(\.bot)
    if bots.count > 1, !same.isEmpty {
      lines += ["", "proved equal over all events: \(same.joined(separator: ", "))"]
    }
    if leavesScopesOut {
      lines += [
        "",
        "not every combination of scopes was looked at; name one with --market, --strategy, --tag",
      ]
    }
    lines += ["", "as a whole: \(relation?.rawValue ?? "unknown")"] + contradiction
    return lines.joined(separator: "\n") + "\n"
  }

  /// Where decisions and declarations say different things.
  private var contradiction: [String] {
    let declared = values.compactMap(\.relation).reduce(Strictness.Relation.equal) { $0.joined($1) }
    guard let decisions, decisions != .incomparable, relation != decisions else { return [] }
    if !others.isEmpty, declared == .equal || declared == decisions {
      return ["  decisions are \(decisions.rawValue); the changed declarations decide the rest"]
    }
    return [
      "  decisions are \(decisions.rawValue), the params are \(declared.rawValue) by their 'loosens': "
        + "both count"
    ]
  }

  private static func text(of value: ValueChange) -> String {
    let scope = value.scope == "default" ? "" : " (\(value.scope))"
    let direction = value.relation.map { "\($0.rawValue) by its declaration" } ?? "no direction"
    return "\(value.name)\(scope): \(value.old) -> \(value.new), \(direction)"
  }

  private static func text(of change: DeclarationChange) -> String {
    "\(change.bot) \(change.name): \(change.old) -> \(change.new)"
      + (change.relation.map { ", \($0.rawValue)" } ?? "")
  }

  private static func lines(
    of bot: BotComparison, _ command: (String, _ isNew: Bool) -> String?
  ) -> [String] {
    var lines = ["\(bot.bot): \(bot.verdict.summary)"]
    switch bot.presence {
    case .added: lines.append("  it is new")
    case .removed: lines.append("  nobody decides its events any more")
    case .both: break
    }
    if bot.isReordered { lines.append("  its rules stand in another order") }
    for relation in [Strictness.Relation.looser, .incomparable, .tighter] {
      guard let witness = bot.verdict.witnesses[relation] else { continue }
      lines.append("  \(relation.rawValue):")
      lines += Self.lines(of: witness).map { "    " + $0 }
    }
    if let renamed = bot.verdict.renamed {
      lines.append("  another reason, as strict:")
      lines += Self.lines(of: renamed).map { "    " + $0 }
    }
    for rule in bot.rules {
      lines.append("  \(rule.title): \(rule.verdict.summary)")
      if let witness = rule.verdict.shown {
        lines.append("    by itself: \(witness.change)")
        if let whole = rule.whole { lines.append("    in the bot: \(whole.change)") }
        lines.append("    \(witness.event)")
      }
    }
    let versions: [Bool] =
      switch bot.presence {
      case .added: [true]
      case .removed: [false]
      case .both: [false, true]
      }
    let commands = versions.compactMap { command(bot.bot, $0) }
    if bot.verdict.shown != nil, !commands.isEmpty {
      lines.append("  decide an event again:")
      lines += commands.map { "    \($0) <<< 'EVENT'" }
    }
    return lines
  }

  private static func lines(of witness: Witness) -> [String] {
    [witness.event] + zip(["old", "new"], witness.decisions).map { "\($0)  \($1.text)" }
  }
}

extension BotComparison {
  var hasChanges: Bool { verdict.hasChanges || !rules.isEmpty || presence != .both }
}

extension Witness {
  /// `QUEUE_WARDEN_HOLD INFO hold -> QUEUE_WARDEN_STALE_ORDER RESHAPE cancel`
  var change: String {
    decisions.map { "\($0.code) \($0.severity) \($0.action)" }.joined(separator: " -> ")
  }
}

extension RuleVerdict {
  /// `rule 4 QUEUE_WARDEN_STALE_ORDER`
  package var title: String {
    let place =
      switch part {
      case .rule: "rule \(number)"
      case .gate: "gate \(number)"
      case .requirement: "rule \(number) require"
      }
    switch presence {
    case .both: return "\(place) \(name)"
    case .onlyOld: return "\(place) \(name), gone"
    case .onlyNew: return "\(place) \(name), new"
    }
  }
}

extension Verdict {
  /// The verdict and what it rests on.
  package var summary: String {
    switch relation {
    case .equal:
      renamed == nil
        ? "equal, proved over all events"
        : "equal in strictness, proved over all events; some reasons change"
    case .tighter: "tighter; no event is decided less strictly, proved"
    case .looser: "looser; no event is decided more strictly, proved"
    case .incomparable: "incomparable, shown by events"
    case nil:
      switch doubt {
      case .tooManyCells(let limit): "unknown: more than \(limit) cells"
      case .pathsDiffer(let path): "unknown: the two versions read '\(path)' in different forms"
      case .scopesLeftOut: "unknown: there are more scopes than are looked at"
      case .undecidedCell, nil:
        "unknown: for some events neither a proof nor an example was found"
      }
    }
  }
}
