package import CEL
package import Policy
package import Trading

/// The one typed evaluation graph over all bots: every name resolved, every expression checked, the bots in an
/// order in which each comes after those it reads. Plans for events are specialised from it.
package struct CompiledGraph: Sendable {
  package let policies: PolicySet
  /// In the order of evaluation.
  package let bots: [CompiledBot]
  /// SHA-256 of the canonical meaning: what stands in journals and approvals.
  package let digest: String

  package func bot(named name: String) -> CompiledBot? {
    guard let bot = policies.bot(named: name) else { return nil }
    return bots.first { $0.name == bot.name.value }
  }

  /// The bots that decide events of a kind and that no other bot of that kind reads.
  package func deciders(of kind: EventKind) -> [CompiledBot] {
    let candidates = bots.filter { $0.specification.events.contains(kind) }
    let read = Set(candidates.flatMap(\.providers))
    return candidates.filter { !read.contains($0.name) }
  }
}

/// One bot with its expressions checked.
package struct CompiledBot: Sendable {
  package let specification: BotSpecification
  /// Meaning of the variable identities in the expressions.
  package let variables: [Variable]
  /// What works with texts and lists, each behind those it names.
  package let computed: [ComputedExpression]
  package let lets: [CompiledLet]
  package let steps: [CompiledStep]
  package let gates: [CompiledGate]
  package let exports: [CompiledLet]
  /// The codes this bot can give, as the cases of its `outcome`.
  package let outcomes: Enumeration
  /// Names of the bots whose exports it reads.
  package let providers: [String]

  package var name: String { specification.name.value }
}

/// What an identity in a checked expression stands for.
package enum Variable: Hashable, Sendable {
  case now
  /// Positions in the bot's facts and the fact's fields.
  case field(fact: Int, field: Int)
  /// Position in the bot's params.
  case parameter(Int)
  case staleness(StalenessName)
  /// Position in the bot's lets.
  case named(Int)
  /// The export of another bot.
  case export(bot: String, name: String)
  /// Position in what the bot computes from texts and lists.
  case computed(Int)
  /// The bot's own outcome, as a position in `CompiledBot.outcomes`; for exports only.
  case outcome
}

package struct CompiledLet: Sendable {
  package let name: String
  /// The text in canonical spelling.
  package let text: String
  package let expression: CheckedExpression
}

package enum CompiledStep: Sendable {
  case decide(CompiledRule)
  /// Positions of facts.
  case require([Int])
}

package struct CompiledRule: Sendable {
  package let outcome: Outcome
  package let text: String
  package let condition: CheckedExpression
}

package struct CompiledGate: Sendable {
  package let outcome: Outcome
  package let actions: Set<Action>
  package let text: String
  package let condition: CheckedExpression
}

/// What a bot decides: the reason and the action.
package struct Outcome: Hashable, Sendable {
  package var code: String
  package var action: Action

  package init(code: String, action: Action) {
    self.code = code
    self.action = action
  }

  init(_ declaration: OutcomeDeclaration) {
    self.init(code: declaration.code.value, action: declaration.action.value)
  }
}
