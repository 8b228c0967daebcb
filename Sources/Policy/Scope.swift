/// Which part of the desk a value is for. The later kind wins over the earlier: default, tag, strategy, market.
package enum ScopeSelector: Hashable, Sendable {
  case tag(String)
  case strategy(String)
  case market(String)

  var rank: Int {
    switch self {
    case .tag: 1
    case .strategy: 2
    case .market: 3
    }
  }

  package var text: String {
    switch self {
    case .tag(let name): "tag \(name)"
    case .strategy(let name): "strategy \(name)"
    case .market(let name): "market \(name)"
    }
  }
}

/// What an event belongs to, for picking its values.
package struct Scope: Hashable, Sendable {
  package var market: String?
  package var strategy: String?
  package var tags: Set<String>

  package init(market: String? = nil, strategy: String? = nil, tags: Set<String> = []) {
    self.market = market
    self.strategy = strategy
    self.tags = tags
  }

  func matches(_ selector: ScopeSelector) -> Bool {
    switch selector {
    case .tag(let name): tags.contains(name)
    case .strategy(let name): strategy == name
    case .market(let name): market == name
    }
  }
}
