/// What is about to be signed, or is open, as far as kills tell things apart.
package struct KillSubject: Hashable, Sendable {
  /// nil for an order that nobody here knows: every kill stops it, since it might be one of the killed strategy.
  package var strategy: String?
  /// The condition id as the venue writes it; nil for what is of no market.
  package var market: String?
  /// The address whose money it is.
  package var wallet: String
  /// The bots that the strategy uses (specs/strategies.yaml).
  package var bots: [String]

  /// A subject of these parts.
  package init(strategy: String?, market: String?, wallet: String, bots: [String]) {
    self.strategy = strategy
    self.market = market
    self.wallet = wallet
    self.bots = bots
  }
}

extension KillScope {
  /// How much a scope stops, 0 (a bot) to 4 (everything): the strictest of several names the kill.
  package var rank: Int {
    switch self {
    case .bot: 0
    case .strategy: 1
    case .market: 2
    case .wallet: 3
    case .global: 4
    }
  }

  /// Whether a kill of this scope stops `subject`. Addresses and condition ids match in any case of their digits.
  package func covers(_ subject: KillSubject) -> Bool {
    switch self {
    case .global: true
    case .wallet(let address): Self.isSame(address, subject.wallet)
    case .market(let id): subject.market.map { Self.isSame(id, $0) } ?? false
    case .strategy(let name): subject.strategy.map { $0 == name } ?? true
    case .bot(let name):
      subject.strategy.map { $0 == name || subject.bots.contains(name) } ?? true
    }
  }

  /// One text for one scope, so that two spellings of an address are not two kills.
  package var normalised: KillScope {
    switch self {
    case .market(let id) where id.hasPrefix("0x") || id.hasPrefix("0X"): .market(id.lowercased())
    case .wallet(let address): .wallet(address.lowercased())
    case .bot, .strategy, .market, .global: self
    }
  }

  private static func isSame(_ left: String, _ right: String) -> Bool {
    left == right || left.lowercased() == right.lowercased()
  }
}
