package import Policy

extension CompiledGraph {
  /// The graph with another body for one bot: what analysis decides events with to look at one rule alone. Its
  /// facts, params and exports stay; the digest is still that of the whole.
  package func replacing(
    _ bot: CompiledBot, steps: [CompiledStep], gates: [CompiledGate], otherwise: OutcomeDeclaration
  ) -> CompiledGraph {
    var specification = bot.specification
    specification.otherwise = otherwise
    let changed = CompiledBot(
      specification: specification, variables: bot.variables, computed: bot.computed,
      lets: bot.lets, steps: steps, gates: gates, exports: bot.exports, outcomes: bot.outcomes,
      providers: bot.providers)
    return CompiledGraph(
      policies: policies, bots: bots.map { $0.name == bot.name ? changed : $0 }, digest: digest)
  }

  /// The bot as this graph has it: its name in a graph made by `replacing` is another body.
  package func bot(exactly name: String) -> CompiledBot? {
    bots.first { $0.name == name }
  }
}
