import Policy

/// The scopes that policies can tell apart, as far as they are few enough to look at.
struct ScopeList {
  /// The scope of no name first.
  private(set) var scopes: [Scope] = []
  /// Whether a scope was left out: then nothing is proved for all of them.
  private(set) var leavesOut = false

  /// Scopes that are looked at.
  static let most = 256
  /// Tags of which every combination is looked at.
  private static let mostTags = 10

  /// One scope alone, whatever else there is.
  init(only scope: Scope) {
    scopes = [scope]
  }

  /// Every combination of a named market or none, a named strategy or none, and named tags, of values for one
  /// of `bots`.
  init(of sets: [PolicySet], bots: Set<String>) {
    var markets: Set<String> = []
    var strategies: Set<String> = []
    var tags: Set<String> = []
    for value in sets.flatMap(\.allValues) where bots.contains(value.bot) {
      switch Self.selected(value.scope) {
      case .market(let name)?: markets.insert(name)
      case .strategy(let name)?: strategies.insert(name)
      case .tag(let name)?: tags.insert(name)
      case nil: continue
      }
    }
    let tagSets = subsets(of: tags.sorted())
    for market in [nil] + markets.sorted().map({ $0 }) {
      for strategy in [nil] + strategies.sorted().map({ $0 }) {
        for tags in tagSets {
          guard scopes.count < Self.most else {
            leavesOut = true
            return
          }
          scopes.append(Scope(market: market, strategy: strategy, tags: tags))
        }
      }
    }
  }

  /// All subsets up to ten tags, in the order of their size; else each tag alone, which leaves combinations out.
  private mutating func subsets(of tags: [String]) -> [Set<String>] {
    guard tags.count <= Self.mostTags else {
      leavesOut = true
      return [[]] + tags.map { [$0] }
    }
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
