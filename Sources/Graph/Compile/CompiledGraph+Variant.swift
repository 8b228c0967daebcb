package import CEL
package import Policy

extension CompiledGraph {
  /// The graph with one bot in another form, or other values: for tests, which fix what a let is, and for
  /// mutants, which show what tests would notice. It keeps the digest of what it was made from, so that
  /// nothing it decides may be journalled.
  package func variant(of bot: CompiledBot, under policies: PolicySet? = nil) -> CompiledGraph {
    CompiledGraph(
      policies: policies ?? self.policies, bots: bots.map { $0.name == bot.name ? bot : $0 },
      digest: digest)
  }
}

extension CompiledBot {
  /// The bot with other lets, steps or gates. Nobody checks them again: they come from the bot itself.
  package func variant(
    lets: [CompiledLet]? = nil, steps: [CompiledStep]? = nil, gates: [CompiledGate]? = nil
  ) -> CompiledBot {
    CompiledBot(
      specification: specification, variables: variables, computed: computed,
      lets: lets ?? self.lets,
      steps: steps ?? self.steps, gates: gates ?? self.gates, exports: exports,
      outcomes: outcomes, providers: providers)
  }
}

extension CompiledLet {
  /// The let with another expression of its type; the text stays.
  package func replacing(_ expression: CheckedExpression) -> CompiledLet {
    CompiledLet(name: name, text: text, expression: expression)
  }
}

extension CompiledRule {
  /// The rule with another condition; the text stays.
  package func replacing(_ condition: CheckedExpression) -> CompiledRule {
    CompiledRule(outcome: outcome, text: text, condition: condition)
  }
}

extension CompiledGate {
  /// The gate with another condition; the text stays.
  package func replacing(_ condition: CheckedExpression) -> CompiledGate {
    CompiledGate(outcome: outcome, actions: actions, text: text, condition: condition)
  }
}
