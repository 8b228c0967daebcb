import Diagnostics
import YAML

/// `specs/strategies.yaml`: the reverse index of the seeds: which strategies use which bots. Who changes a bot's
/// authority or reason codes sends these strategies through shadow again (seeds/001 and 003, "Used by").
package struct StrategyIndex: Sendable {
  package struct Strategy: Sendable {
    /// `crypto-q2-basket-rebalance`, as scopes name it.
    package var name: Located<String>
    /// `Crypto Q2 — basket rebalance`
    package var title: String
    /// `frozen`, `demo-wired` … as the seeds have it.
    package var state: String
    /// Full names of bots.
    package var uses: [Located<String>]
  }

  /// In the order of the document.
  package var strategies: [Strategy] = []
  /// Of the document; nil where there is none.
  var place: Location?

  /// The strategies that use a bot, by its full name.
  package func strategies(using bot: String) -> [Strategy] {
    strategies.filter { strategy in strategy.uses.contains { $0.value == bot } }
  }
}

extension StrategyIndex {
  static func read(_ document: YAMLNode, _ bag: inout DiagnosticBag) -> StrategyIndex? {
    guard var root = MappingReader.document(document, "a list of strategies", &bag) else {
      return nil
    }
    guard let node = root.required("spec", &bag),
      var spec = MappingReader(node, "'spec'", &bag)
    else { return nil }
    root.finish(&bag)
    var index = StrategyIndex()
    index.place = root.place
    _ = spec.required("strategies", &bag)
    for entry in spec.entries("strategies", &bag) {
      guard
        var reader = MappingReader(entry.value, "strategy '\(entry.key.value)'", &bag)
      else { continue }
      let title = reader.text("title", &bag)
      let state = reader.text("state", &bag)
      _ = reader.required("uses", &bag)
      let uses = reader.items("uses", &bag).compactMap { reader.scalar($0, "uses", &bag) }
      _ = reader.optionalText("source", &bag)
      reader.finish(&bag)
      guard let title, let state else { continue }
      index.strategies.append(
        Strategy(name: entry.key, title: title.value, state: state.value, uses: uses))
    }
    spec.finish(&bag)
    return index
  }
}
