import Hashing

/// All orders the venue remembers: the open ones in lists (of their account, and of their price level), the
/// last of the others by id, and beyond those only that an id was used.
///
/// Orders lie in slots that are used again; lists are links between slots, so that adding, filling and
/// removing an order touches a handful of places whatever the size of the book.
struct OrderStore: Sendable {
  /// What the lists know of a slot; -1 is no slot.
  struct Links: Sendable {
    var previousAtLevel: Int32 = -1
    var nextAtLevel: Int32 = -1
    var previousOfUser: Int32 = -1
    var nextOfUser: Int32 = -1
  }

  private(set) var orders: [ExchangeOrder] = []
  private(set) var links: [Links] = []
  private var free: [Int32] = []
  /// The slot of an id; `forgotten` where the order is no longer kept.
  private var slots = DigestTable()
  private var terminal = RingBuffer<Int32>()
  private var forgottenIDs = RingBuffer<Digest32>()
  private let terminalLimit: Int
  private let identifierLimit: Int
  private(set) var openCount = 0

  private static let forgotten: Int32 = -1

  /// Keeps `terminalLimit` orders that are done, and the ids of `identifierLimit` more.
  init(terminalLimit: Int, identifierLimit: Int) {
    self.terminalLimit = max(1, terminalLimit)
    self.identifierLimit = identifierLimit
  }

  /// Orders that are done and still kept.
  var terminalCount: Int { terminal.count }

  subscript(slot: Int32) -> ExchangeOrder {
    get { orders[Int(slot)] }
    _modify { yield &orders[Int(slot)] }
  }

  /// Whether an order of this id was ever taken, as far as is remembered.
  func isKnown(_ id: Digest32) -> Bool {
    slots[id] != nil
  }

  /// The slot of an order that is kept.
  func slot(of id: Digest32) -> Int32? {
    guard let slot = slots[id], slot != Self.forgotten else { return nil }
    return slot
  }

  /// The slot of the order that has this serial number, if it is still the one in `slot`.
  func holds(_ slot: Int32, serial: UInt64) -> Bool {
    Int(slot) < orders.count && orders[Int(slot)].serial == serial
      && orders[Int(slot)].status.isOpen
  }

  /// Takes in an open order.
  mutating func insert(_ order: ExchangeOrder) -> Int32 {
    openCount += 1
    let slot: Int32
    if let used = free.popLast() {
      slot = used
      orders[Int(slot)] = order
      links[Int(slot)] = Links()
    } else {
      slot = Int32(orders.count)
      orders.append(order)
      links.append(Links())
    }
    slots[order.id] = slot
    return slot
  }

  /// Notes that the order in `slot` is done; it is in no list any more. It can still be read until the next
  /// one is inserted, and if `isKept` until so many more have ended that it is the oldest beyond the limit.
  mutating func retire(_ slot: Int32, isKept: Bool) {
    openCount -= 1
    guard isKept else {
      slots[orders[Int(slot)].id] = nil
      free.append(slot)
      return
    }
    terminal.append(slot)
    guard terminal.count > terminalLimit, let oldest = terminal.first else { return }
    terminal.removeFirst()
    let id = orders[Int(oldest)].id
    orders[Int(oldest)].trades = []
    slots[id] = Self.forgotten
    free.append(oldest)
    forgottenIDs.append(id)
    guard forgottenIDs.count > identifierLimit, let first = forgottenIDs.first else { return }
    forgottenIDs.removeFirst()
    slots[first] = nil
  }

  // MARK: the list of an account

  /// Puts `slot` at the end of the account's open orders.
  mutating func append(_ slot: Int32, toUser account: inout Account) {
    links[Int(slot)].previousOfUser = account.lastOrder
    links[Int(slot)].nextOfUser = -1
    if account.lastOrder >= 0 {
      links[Int(account.lastOrder)].nextOfUser = slot
    } else {
      account.firstOrder = slot
    }
    account.lastOrder = slot
    account.openOrderCount += 1
  }

  /// Takes `slot` out of the account's open orders.
  mutating func remove(_ slot: Int32, fromUser account: inout Account) {
    let link = links[Int(slot)]
    if link.previousOfUser >= 0 {
      links[Int(link.previousOfUser)].nextOfUser = link.nextOfUser
    } else {
      account.firstOrder = link.nextOfUser
    }
    if link.nextOfUser >= 0 {
      links[Int(link.nextOfUser)].previousOfUser = link.previousOfUser
    } else {
      account.lastOrder = link.previousOfUser
    }
    account.openOrderCount -= 1
  }

  // MARK: the queue of a price level

  /// Puts `slot` at the end of the queue.
  mutating func append(_ slot: Int32, to level: inout BookSide.Level) {
    links[Int(slot)].previousAtLevel = level.last
    links[Int(slot)].nextAtLevel = -1
    if level.last >= 0 {
      links[Int(level.last)].nextAtLevel = slot
    } else {
      level.first = slot
    }
    level.last = slot
    level.count += 1
  }

  /// Takes `slot` out of the queue.
  mutating func remove(_ slot: Int32, from level: inout BookSide.Level) {
    let link = links[Int(slot)]
    if link.previousAtLevel >= 0 {
      links[Int(link.previousAtLevel)].nextAtLevel = link.nextAtLevel
    } else {
      level.first = link.nextAtLevel
    }
    if link.nextAtLevel >= 0 {
      links[Int(link.nextAtLevel)].previousAtLevel = link.previousAtLevel
    } else {
      level.last = link.previousAtLevel
    }
    level.count -= 1
  }
}
