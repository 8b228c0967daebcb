package import CEL
import Policy

extension CompiledBot {
  /// Every variable that an expression of this bot depends on, with those behind its lets and behind what is
  /// computed with texts and lists; each is looked at once, however often it is named.
  package func reach(of expression: CheckedExpression) -> Set<Int> {
    var waiting = Array(expression.variables)
    var seen = Set(waiting)
    while let identity = waiting.popLast() {
      // Identities below zero are the outcomes of providers.
      guard variables.indices.contains(identity) else { continue }
      let behind: Set<Int> =
        switch variables[identity] {
        case .named(let index): named(index)?.expression.variables ?? []
        case .computed(let index): computed[index].expression.variables
        case .now, .field, .parameter, .staleness, .export, .outcome: []
        }
      waiting += behind.filter { seen.insert($0).inserted }
    }
    return seen
  }

  /// The let at a position of the bot's declarations.
  private func named(_ index: Int) -> CompiledLet? {
    let name = specification.lets[index].name.value
    return lets.first { $0.name == name }
  }
}
