package import Trading

/// Everything that decides: the bots, the values for them, the staleness thresholds and the reason codes, read
/// from documents that agree with each other. What the graph is compiled from.
package struct PolicySet: Sendable {
  /// A document as it was read; kept so that a journal can hold the exact text behind its decisions.
  package struct Source: Hashable, Sendable {
    /// Relative to the root of the policies, with `/`.
    package var path: String
    package var text: String

    package init(path: String, text: String) {
      self.path = path
      self.text = text
    }
  }

  /// A value that holds in part of the desk only.
  struct ScopedValue: Sendable {
    var selector: ScopeSelector
    var bot: String
    var parameter: String
    var value: Int64
  }

  /// By name.
  package internal(set) var bots: [BotSpecification]
  package internal(set) var reasonCodes: [String: ReasonCode]
  /// Milliseconds or a count; a set has one for every name.
  package internal(set) var stalenessValues: [StalenessName: Int64]
  /// Bounds and meaning of those values; a set has one for every name.
  package internal(set) var stalenessDeclarations: [StalenessName: ParameterDeclaration]
  /// What one event may cost all bots together, in the units of `Cost`; nil where no policy says.
  package internal(set) var budget: Located<Int64>?
  package internal(set) var sources: [Source]
  /// Changes made on top of the documents, as given: `stale_ttl_s=45s`.
  package internal(set) var settings: [String] = []
  /// Slot units, by `bot/param`.
  var values: [String: Int64]
  /// In the order in which they win: see `orderScopedValues`.
  var scopedValues: [ScopedValue]

  /// The value of a param for an event of `scope`, in slot units: market before strategy before tag before
  /// the value for all. Where two tags of an event disagree, the tighter value holds.
  package func value(of parameter: String, bot: String, in scope: Scope) -> Int64 {
    let scoped = scopedValues.first {
      $0.bot == bot && $0.parameter == parameter && scope.matches($0.selector)
    }
    return scoped?.value ?? values["\(bot)/\(parameter)"] ?? 0
  }

  /// Puts the scoped values in the order in which they win, whatever the order of documents: by rank, then
  /// the tighter one, and where neither direction loosens by the name of the scope.
  mutating func orderScopedValues() {
    var loosening: [String: Loosening] = [:]
    for bot in bots {
      for parameter in bot.parameters {
        loosening["\(bot.name.value)/\(parameter.name.value)"] = parameter.loosens
      }
    }
    func key(_ value: ScopedValue) -> (Int, Int64, String) {
      let tightness: Int64 =
        switch loosening["\(value.bot)/\(value.parameter)"] {
        case .up: value.value
        case .down: -1 - value.value
        case .neither, nil: 0
        }
      return (-value.selector.rank, tightness, value.selector.text)
    }
    scopedValues.sort { key($0) < key($1) }
  }

  /// The bot that a person means by `queuewarden`, `queue-warden`, `QueueWarden` or `exec.queuewarden`.
  package func bot(named text: String) -> BotSpecification? {
    let wanted = Self.folded(text)
    return bots.first { Self.folded($0.name.value) == wanted }
      ?? bots.first { Self.folded($0.alias) == wanted }
  }

  private static func folded(_ name: String) -> String {
    String(name.lowercased().filter { $0.isLetter || $0.isNumber })
  }

  /// The severity of a code; codes of compiled bots always have one.
  package func severity(of code: String) -> Severity {
    reasonCodes[code]?.severity ?? .hardReject
  }
}

extension PolicySet {
  /// When a stale feed can be trusted again: both must be met.
  package struct Recovery: Hashable, Sendable {
    /// Milliseconds of updates without a gap.
    package var time: Int64
    package var updates: Int64
  }

  package func staleness(_ name: StalenessName) -> Int64 {
    guard let value = stalenessValues[name] else {
      preconditionFailure("PolicyLinker gives no set without \(name.text)")
    }
    return value
  }

  /// How old the data of a feed may be, in milliseconds, by the name of the feed kind.
  package var staleness: [String: Int64] {
    stalenessValues.reduce(into: [:]) { values, entry in
      if let feed = entry.key.feed { values[feed.rawValue] = entry.value }
    }
  }

  /// How far a time may lie in the future and count as now, in milliseconds: two clocks are never quite equal.
  package var clockSkewTolerance: Int64 { staleness(.skewTolerance) }

  package var recovery: Recovery {
    Recovery(time: staleness(.recoverTime), updates: staleness(.recoverUpdates))
  }

  /// Every value that is in force, with its scope in words; sorted, so that equal sets give equal lists.
  package var allValues: [(bot: String, parameter: String, scope: String, value: Int64)] {
    var all: [(bot: String, parameter: String, scope: String, value: Int64)] = []
    for bot in bots {
      for parameter in bot.parameters {
        let (botName, name) = (bot.name.value, parameter.name.value)
        all.append((botName, name, "default", value(of: name, bot: botName, in: Scope())))
        let scoped = scopedValues.filter { $0.bot == botName && $0.parameter == name }
        all += scoped.map { (botName, name, $0.selector.text, $0.value) }.sorted {
          $0.2 < $1.2
        }
      }
    }
    return all
  }

  /// The part of a scope that some value of `bot`, or of any bot, depends on: events of equal reduced scopes
  /// have equal values.
  package func reduced(_ scope: Scope, for bot: String? = nil) -> Scope {
    var reduced = Scope()
    for value in scopedValues where scope.matches(value.selector) {
      guard bot == nil || value.bot == bot else { continue }
      switch value.selector {
      case .market(let name): reduced.market = name
      case .strategy(let name): reduced.strategy = name
      case .tag(let name): reduced.tags.insert(name)
      }
    }
    return reduced
  }

  /// Whether some value is for the market, the strategy or a tag of `scope`. Without one, the plan for every
  /// event serves, and whoever keeps a plan for each scope needs no other.
  package func hasOwnValues(for scope: Scope) -> Bool {
    scopedValues.contains { scope.matches($0.selector) }
  }

  /// The markets, strategies and tags that values are for, as often as there are values.
  package var selectors: [ScopeSelector] { scopedValues.map(\.selector) }

  /// Whether any value depends on the market, the strategy or a tag of an event.
  package var hasScopedValues: Bool { !scopedValues.isEmpty }
}
