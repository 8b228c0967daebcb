import Policy

/// The scopes that policies can tell apart.
enum ScopeList {
  /// Every combination of a named market or none, a named strategy or none, and named tags; the scope of no
  /// name first. Tags are combined as long as there are few.
  static func scopes(of sets: [PolicySet]) -> [Scope] {
    var markets: Set<String> = []
    var strategies: Set<String> = []
    var tags: Set<String> = []
    for value in sets.flatMap(\.allValues) {
      switch selected(value.scope) {
      case .market(let name)?: markets.insert(name)
      case .strategy(let name)?: strategies.insert(name)
      case .tag(let name)?: tags.insert(name)
      case nil: continue
      }
    }
    let tagSets = subsets(of: tags.sorted())
    return ([nil] + markets.sorted().map { $0 }).flatMap { market in
      ([nil] + strategies.sorted().map { $0 }).flatMap { strategy in
        tagSets.map { Scope(market: market, strategy: strategy, tags: $0) }
      }
    }
  }

  /// All subsets up to ten tags, in the order of their size; else each tag alone, which leaves combinations out.
  private static func subsets(of tags: [String]) -> [Set<String>] {
    guard tags.count <= 10 else { return [[]] + tags.map { [$0] } }
    return tags.reduce(into: [[]]) { sets, tag in
      sets += sets.map { $0.union([tag]) }
    }.sorted { ($0.count, $0.sorted().joined()) < ($1.count, $1.sorted().joined()) }
  }

  /// The selector behind the words of `PolicySet.allValues`; nil for the value for all.
  static func selected(_ text: String) -> ScopeSelector? {
    let words = text.split(separator: " ", maxSplits: 1)
    guard words.count == 2 else { return nil }
    let name = String(words[1])
    switch words[0] {
    case "market": return .market(name)
    case "strategy": return .strategy(name)
    case "tag": return .tag(name)
    default: return nil
    }
  }
}

extension ScopeSelector {
  /// The scope in which only this holds.
  var scope: Scope {
    switch self {
    case .market(let name): Scope(market: name)
    case .strategy(let name): Scope(strategy: name)
    case .tag(let name): Scope(tags: [name])
    }
  }
}
