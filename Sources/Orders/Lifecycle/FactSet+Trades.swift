import FixedPoint
import Venue

extension FactSet {
  /// Takes a trade in.
  mutating func insert(
    _ fact: TradeFact, isEvidence: Bool, _ rules: FoldRules
  ) -> Insertion {
    guard fact.size.raw > 0, fact.price.map({ $0.raw >= 0 }) ?? true else { return .senseless }
    if end != nil, !rules.booksLateFills { return .known }
    guard let place = known(fact, rules) else {
      var trade = OrderTrade(fact)
      if trade.isVoid, !rules.booksVoids { trade.isVoid = false }
      let number = nextNumber()
      if matched == 0 { matched = number }
      append(trade)
      return Insertion(isNews: true, isNewTrade: true, isBust: trade.isVoid)
    }
    if !trades[place].isSeen { return complete(place, fact, rules) }
    guard trades[place].agrees(with: fact) || !rules.firstTradeStands else {
      return keepConflict(place, fact, isEvidence: isEvidence)
    }
    let wasVoid = trades[place].isVoid
    let isNews = change(place) { trade in
      var isNews = rules.booksVoids || fact.status != .failed ? trade.settle(fact.status) : false
      if !rules.firstTradeStands, trade.size != fact.size {
        trade.size = fact.size
        isNews = true
      }
      if trade.price == nil, fact.price != nil {
        trade.price = fact.price
        isNews = true
      }
      if let hash = fact.transactionHash, hash != trade.transactionHash, !trade.isFinal || isNews {
        trade.transactionHash = hash
        isNews = true
      }
      return isNews
    }
    if isNews { _ = nextNumber() }
    return Insertion(isNews: isNews, isBust: !wasVoid && trades[place].isVoid)
  }

  private func known(_ fact: TradeFact, _ rules: FoldRules) -> Int? {
    switch rules.tradeIdentity {
    case .identifier: place(of: fact.id)
    case .sizeAndPrice:
      trades.firstIndex { $0.id == fact.id || ($0.size == fact.size && $0.price == fact.price) }
    case .transactionHash:
      trades.firstIndex {
        $0.id == fact.id
          || ($0.transactionHash != nil && $0.transactionHash == fact.transactionHash)
      }
    case .none: nil
    }
  }

  /// The trade of which only the settlement was told is told itself.
  private mutating func complete(
    _ place: Int, _ fact: TradeFact, _ rules: FoldRules
  ) -> Insertion {
    change(place) { trade in
      trade.isSeen = true
      trade.size = fact.size
      trade.price = fact.price
      trade.transactionHash = fact.transactionHash
      trade.matchTime = fact.matchTime
      _ = trade.settle(fact.status)
      if !rules.booksVoidsBeforeTrades || !rules.booksVoids { trade.isVoid = false }
    }
    let number = nextNumber()
    if matched == 0 { matched = number }
    return Insertion(isNews: true, isNewTrade: true, isBust: trades[place].isVoid)
  }

  /// The first that was seen stands; what contradicts it is kept beside it. It is taken over when the venue's own
  /// list says the same again.
  private mutating func keepConflict(
    _ place: Int, _ fact: TradeFact, isEvidence: Bool
  ) -> Insertion {
    if isEvidence, let conflict = trades[place].conflict, conflict.size == fact.size,
      conflict.price == fact.price
    {
      change(place) { trade in
        trade.size = fact.size
        trade.price = fact.price
        trade.conflict = nil
      }
      _ = nextNumber()
      return .news
    }
    guard trades[place].conflict != fact else { return Insertion(isConflict: true) }
    change(place) { $0.conflict = fact }
    _ = nextNumber()
    return Insertion(isNews: true, isConflict: true)
  }

  /// Takes in how far a trade is settled, told or not.
  mutating func settle(
    _ id: String, _ status: TradeStatus, _ rules: FoldRules
  ) -> Insertion {
    if status == .failed, !rules.booksVoids { return .known }
    guard let place = place(of: id) else {
      _ = nextNumber()
      append(OrderTrade(settled: id, status, isVoid: status == .failed))
      return Insertion(isNews: true, isUnknownTrade: true)
    }
    let wasConfirmed = trades[place].status == .confirmed
    let wasVoid = trades[place].isVoid
    guard change(place, { $0.settle(status) }) else {
      return Insertion(isConflict: status == .confirmed && wasVoid)
    }
    _ = nextNumber()
    let isBust = trades[place].isSeen && trades[place].isVoid && !wasVoid
    return Insertion(
      isNews: true, isBust: isBust, isUnknownTrade: !trades[place].isSeen,
      isConflict: status == .failed && wasConfirmed)
  }

  /// Takes in that a trade is void, told or not.
  mutating func makeVoid(_ id: String, _ rules: FoldRules) -> Insertion {
    guard rules.booksVoids else { return .known }
    guard let place = place(of: id) else {
      _ = nextNumber()
      append(OrderTrade(settled: id, .matched, isVoid: true))
      return Insertion(isNews: true, isUnknownTrade: true)
    }
    guard !trades[place].isVoid else { return .known }
    let isConflict = trades[place].status == .confirmed
    change(place) { $0.isVoid = true }
    _ = nextNumber()
    return Insertion(
      isNews: true, isBust: trades[place].isSeen, isUnknownTrade: !trades[place].isSeen,
      isConflict: isConflict)
  }
}
