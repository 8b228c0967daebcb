import JSON
import Policy

/// Tells the scopes of lines apart as far as the policies do: which of the markets, strategies and tags that some
/// value is for an event names. Reads without allocating.
@safe final class EventScopes {
  /// What an event names: positions plus 1 in the lists of names, 0 for what no value is for.
  struct Key: Hashable {
    var market: Int64 = 0
    var strategy: Int64 = 0
    /// By the positions of the tags.
    var tags: UInt64 = 0
  }

  /// Events with more tags than this are left to the reader of every event.
  private static let tagLimit = 16

  private let markets: [String]
  private let strategies: [String]
  private let tags: [String]
  private let ownMarket: Int
  private let ownStrategy: Int
  private let table: JSONFieldTable
  private let row: UnsafeMutablePointer<Int64>

  private enum Slot {
    static let market = 0
    static let strategy = 1
    static let orderMarket = 2
    static let orderStrategy = 3
    static let tags = 4
    static let count = tags + tagLimit
  }

  /// Nil where the policies name more tags than a key holds, or names beyond ASCII, which may be equal without
  /// being the same bytes.
  init?(_ policies: PolicySet, tree: inout JSONFieldTree) {
    let selectors = policies.selectors
    markets = JSONFieldTable.ordered(
      selectors.compactMap { if case .market(let name) = $0 { name } else { nil } })
    strategies = JSONFieldTable.ordered(
      selectors.compactMap { if case .strategy(let name) = $0 { name } else { nil } })
    tags = JSONFieldTable.ordered(
      selectors.compactMap { if case .tag(let name) = $0 { name } else { nil } })
    guard tags.count <= UInt64.bitWidth,
      (markets + strategies + tags).allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } })
    else { return nil }
    ownMarket = tree.add("market")
    ownStrategy = tree.add("strategy")
    func field(_ position: Int, _ slot: Int, _ words: [String]) -> JSONField {
      JSONField(position: position, slot: slot, form: .knownWord(words), absence: .gap(0))
    }
    var fields = [
      field(ownMarket, Slot.market, markets), field(ownStrategy, Slot.strategy, strategies),
      field(tree.add("order.market"), Slot.orderMarket, markets),
      field(tree.add("order.strategy"), Slot.orderStrategy, strategies),
    ]
    let elements = tree.addElements(of: "tags", limit: Self.tagLimit)
    for (index, position) in elements.enumerated() {
      var element = field(position, Slot.tags + index, tags)
      element.absence = .nothingUnlessNull
      fields.append(element)
    }
    table = JSONFieldTable(fields)
    unsafe row = .allocate(capacity: Slot.count)
  }

  deinit {
    unsafe row.deallocate()
  }

  /// The key of the line that `reader` has read; nil where only its tape tells. As in `EventEvaluator.scope`, a
  /// market of the event's own, even null, hides that of its order.
  func key(_ reader: JSONFieldReader) -> Key? {
    unsafe row.initialize(repeating: 0, count: Slot.count)
    guard unsafe reader.convert(table, into: row) != nil else { return nil }
    var key = Key()
    key.market = unsafe row[reader.isPresent(ownMarket) ? Slot.market : Slot.orderMarket]
    key.strategy = unsafe row[reader.isPresent(ownStrategy) ? Slot.strategy : Slot.orderStrategy]
    for index in Slot.tags..<Slot.count {
      let tag = unsafe row[index]
      if tag > 0 { key.tags |= 1 << UInt64(tag - 1) }
    }
    return key
  }

  /// The part of an event's scope that a key stands for.
  func scope(_ key: Key) -> Scope {
    Scope(
      market: key.market > 0 ? markets[Int(key.market - 1)] : nil,
      strategy: key.strategy > 0 ? strategies[Int(key.strategy - 1)] : nil,
      tags: Set(tags.indices.filter { key.tags & 1 << UInt64($0) != 0 }.map { tags[$0] }))
  }
}
