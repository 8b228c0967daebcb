import Diagnostics
import Trading

/// What a document may not say although every word of it is known: that protection waits, that doubt lets
/// pass, that a code comes from where nobody expects it.
extension PolicyLinker {
  mutating func checkSafety(of bot: BotSpecification) {
    for gate in bot.gates {
      for action in gate.actions where action.value.isProtective {
        report(.gateOnProtection(action: action.value.rawValue), at: action.location)
      }
    }
    for fact in bot.facts { checkProtects(fact.onMissing, "on_missing") }
    checkProtects(bot.onError, "on_error")
    checkEmitters(of: bot)
  }

  private mutating func checkProtects(_ outcome: OutcomeDeclaration, _ key: String) {
    guard !outcome.action.value.isProtective else { return }
    report(
      .failsOpen(
        outcome.action.value.rawValue, key: key,
        known: Action.allCases.filter(\.isProtective).map(\.rawValue)),
      at: outcome.action.location)
  }

  /// Holds the codes that a bot gives against `emitted_by` of the registry. A name there without a document
  /// is that of a bot to come, and no finding: where it is a slip of the pen, the bot that was meant is not
  /// listed, and that is found here. Nor need a bot give every code that lists it, since parts of it may be
  /// no rules (the signer behind NonceShepherd gives SEC_DOMAIN_MISMATCH).
  private mutating func checkEmitters(of bot: BotSpecification) {
    let emitters = registries.reduce(into: [:]) { known, registry in
      known.merge(registry.emitters) { first, _ in first }
    }
    var reported: Set<String> = []
    for outcome in bot.outcomes {
      let code = outcome.code.value
      guard let listed = emitters[code], !listed.contains(bot.name.value),
        reported.insert(code).inserted
      else { continue }
      report(
        .notAnEmitter(bot: bot.name.value, code: code, emitters: listed.sorted()),
        at: outcome.code.location)
    }
  }
}

extension BotSpecification {
  /// Everything the bot can decide, with the places where it says so.
  package var outcomes: [OutcomeDeclaration] {
    let ruled = rules.compactMap { rule in
      if case .decide(let rule) = rule { rule.outcome } else { nil }
    }
    return ruled + gates.map(\.outcome) + facts.map(\.onMissing) + [otherwise, onError]
  }
}
