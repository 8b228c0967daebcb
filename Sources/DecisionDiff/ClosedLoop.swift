package import FixedPoint
import Graph
package import Runner
import Trading

/// The closed loop: each side runs the recordings with its own decisions carried out, so that its windows, its
/// resting orders and their places in the queue are its own. What both decide about the same order at the same time
/// is held against each other; orders that only one of them still has are counted apart.
package final class ClosedLoop {
  package private(set) var tally: DiffTally
  package let base: ClosedSide
  package let head: ClosedSide
  /// By outcome: events about orders that the other side does not have.
  package private(set) var onlyBase: [Int]
  package private(set) var onlyHead: [Int]
  private let strategy = 0
  private var later: [ClosedSide.Event.Key: [Int]] = [:]

  /// `each` sees every event of the base with the decision of its shadow: the open loop.
  package init(base: Replay, head: Replay, each: ((JudgedOrder) -> Void)? = nil) {
    tally = DiffTally(
      base: DiffOutcome.all(of: base.plan), head: DiffOutcome.all(of: head.plan))
    onlyBase = Array(repeating: 0, count: tally.base.count)
    onlyHead = Array(repeating: 0, count: tally.head.count)
    self.base = ClosedSide(each: each)
    self.head = ClosedSide(each: nil)
    base.observer = self.base
    head.observer = self.head
  }

  /// Holds against each other what both sides decided since the last call: about one message.
  package func align() {
    let (old, new) = (base.judged, head.judged)
    defer { forget() }
    var (left, right) = (0, 0)
    // Almost always both look at the same orders in the same order.
    while left < old.count, right < new.count, old[left].key == new[right].key {
      count(old[left], new[right])
      left += 1
      right += 1
    }
    guard left < old.count || right < new.count else { return }
    later.removeAll(keepingCapacity: true)
    for position in (right..<new.count).reversed() {
      later[new[position].key, default: []].append(position)
    }
    var met = Set<Int>()
    for event in old[left...] {
      if let position = later[event.key]?.popLast() {
        met.insert(position)
        count(event, new[position])
      } else {
        onlyBase[event.outcome] += 1
      }
    }
    for position in right..<new.count where !met.contains(position) {
      onlyHead[new[position].outcome] += 1
    }
  }

  /// Leaves out what was judged since the last call.
  func forget() {
    base.forget()
    head.forget()
  }

  private func count(_ old: ClosedSide.Event, _ new: ClosedSide.Event) {
    tally.count(old.outcome, new.outcome, market: old.market, strategy: strategy)
  }
}

/// One side of a closed loop: what its replay decided since it was last asked, and what became of its orders.
package final class ClosedSide: ReplayObserver {
  struct Event {
    var time: Int64
    var market: Int
    var outcome: Int
    var order: OrderIdentity

    /// What makes an event of one side that of the other.
    struct Key: Hashable {
      var time: Int64
      var order: OrderIdentity
    }

    var key: Key { Key(time: time, order: order) }
  }

  private(set) var judged: [Event] = []
  private let each: ((JudgedOrder) -> Void)?
  package private(set) var messages = OrderMessages()
  package private(set) var outcomes = OrderOutcomes()

  init(each: ((JudgedOrder) -> Void)?) {
    self.each = each
  }

  func forget() { judged.removeAll(keepingCapacity: true) }

  package func judged(_ event: JudgedOrder) {
    outcomes.events += 1
    judged.append(
      Event(
        time: event.time, market: event.market, outcome: event.decision.outcome,
        order: event.order))
    each?(event)
  }

  package func changed(_ change: OrderChange) {
    switch change.kind {
    case .placed(let replaces):
      outcomes.orders += 1
      outcomes.resting += 1
      outcomes.orderTime -= change.time
      if replaces { outcomes.replacements += 1 }
      messages.sendOrder(at: change.time)
    case .cancelled(let isReplaced):
      outcomes.cancels += 1
      leave(change)
      messages.sendCancel(isReplaced: isReplaced, at: change.time)
    case .filled(let size):
      outcomes.fills += 1
      outcomes.filled.raw += size.raw
      if change.open == .zero { leave(change) }
    }
  }

  private func leave(_ change: OrderChange) {
    outcomes.resting -= 1
    outcomes.orderTime += change.time
  }

  /// To be called once, behind the last message.
  package func finish(at time: Int64) {
    outcomes.orderTime += Int64(outcomes.resting) * time
    messages.finish(at: time)
  }
}

/// What became of the orders of one side.
package struct OrderOutcomes: Equatable, Sendable {
  package var events = 0
  package var orders = 0
  package var fills = 0
  /// Shares.
  package var filled = Micros.zero
  package var cancels = 0
  /// Orders that took the place of a cancelled one.
  package var replacements = 0
  package var resting = 0
  /// Milliseconds that orders rested, all of them together.
  package var orderTime: Int64 = 0
}
