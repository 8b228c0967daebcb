/// Which bots act on the orders of each strategy: what a kill of a bot stops (specs/strategies.yaml).
package struct StrategyBots: Hashable, Sendable {
  /// The bots of the strategies that are listed.
  package var listed: [String: [String]]
  /// Those of every other strategy. Nobody says which bots one uses that is not listed, so it counts as using all.
  package var others: [String]

  /// An index of these parts.
  package init(_ listed: [String: [String]], others: [String]) {
    self.listed = listed
    self.others = others
  }

  /// The bots that act on the orders of `strategy`; nil asks for no strategy.
  package func bots(of strategy: String?) -> [String] {
    guard let strategy else { return [] }
    return listed[strategy] ?? others
  }
}

extension StrategyBots: ExpressibleByDictionaryLiteral {
  /// An index without bots of other strategies.
  package init(dictionaryLiteral elements: (String, [String])...) {
    self.init(Dictionary(elements) { $0 + $1 }, others: [])
  }
}
