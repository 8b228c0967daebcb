/// The numbers of one lane of one wallet: which were given out, how far each got, and whether another may be
/// given (facts/oms.md 3). A pure core: who keeps it applies one call at a time and stores what changed with it.
///
/// A lane of transactions guards `eth_getTransactionCount` of the wallet; a lane of orders numbers the orders
/// that are signed, which carry no number on the wire (facts/oms.md 3.1). In the first a hole is a number
/// between the chain's count and the highest that nothing living stands for; in the second it is a signed order
/// whose outcome nobody knows.
package struct NonceLane: Equatable, Sendable {
  /// What the numbers are for.
  package enum Kind: String, CaseIterable, Sendable {
    case transaction
    case order
  }

  /// What a lane is beside its slots: one row of the store.
  package struct Head: Hashable, Sendable {
    /// One above the highest number that was ever given; nil where none was and the chain was never read.
    package var next: Int64?
    /// Numbers below are over: the chain's count as a running maximum, or the first order without an outcome.
    package var floor: Int64?
    /// When the chain was last read, milliseconds since 1970.
    package var readAt: Int64?
    /// When the gap that there is was first seen; shared by all processes, so that no restart begins anew.
    package var gapSince: Int64?
    /// A gap lasted too long: nothing is given until an operator says so, even if it closes.
    package var isLatched = false
    /// Voided slots whose number somebody else used: to be signed again at the end.
    package var foreign: [Int64] = []
    /// How often the count was read without change while numbers waited, and the end of the lane then.
    package var stillReads = 0
    package var stillNext: Int64?
    /// When the credential ends; nil: not known, or refused by the venue.
    package var credentialExpires: Int64?
    /// Until then somebody is renewing the credential.
    package var renewalUntil: Int64 = .min
    /// Until then somebody is resequencing.
    package var resequenceUntil: Int64 = .min
    /// A caller with an older epoch is given nothing.
    package var epoch: Int64 = 0
    /// The latest time that was seen.
    package var latest: Int64 = .min

    /// A lane that nothing happened in.
    package init() {}
  }

  /// Settled slots that are kept so that an old request gets its number again.
  static let retained = 4096
  /// How far a caller's clock may be behind the latest time seen, in milliseconds (`staleness.skew_tolerance_ms`).
  static let clockTolerance: Int64 = 1000
  /// Numbers beyond are no numbers of a chain or of a desk, but a broken answer.
  static let highestNumber: Int64 = 1 << 53

  package let kind: Kind
  package internal(set) var head: Head
  /// By number, each number once.
  package internal(set) var slots: [NonceSlot]
  /// Numbers whose slot changed since ``takeChanges()``.
  var changed: [Int64] = []
  private var numbers: [String: Int64]

  /// A lane as it was stored.
  package init(kind: Kind, head: Head = Head(), slots: [NonceSlot] = []) {
    self.kind = kind
    self.head = head
    self.slots = slots.sorted { $0.number < $1.number }
    numbers = [:]
    for slot in self.slots where slot.state != .void { numbers[slot.request] = slot.number }
    if kind == .order {
      if self.head.next == nil { self.head.next = 0 }
      if self.head.floor == nil { self.head.floor = 0 }
    }
    // Void numbers at the end whose signature never left are free again, and so not counted.
    if let last = self.slots.last(where: { $0.state != .void || $0.hasLeft }) {
      self.head.next = max(self.head.next ?? 0, last.number + 1)
    }
  }

  /// The numbers whose slots changed since the last call, each once, ascending.
  package mutating func takeChanges() -> [Int64] {
    defer { changed = [] }
    return Array(Set(changed)).sorted()
  }

  /// The slot of a number.
  package func slot(_ number: Int64) -> NonceSlot? {
    let index = position(of: number)
    return index < slots.count && slots[index].number == number ? slots[index] : nil
  }

  /// The slot that a request has; none where it was voided.
  package func slot(for request: String) -> NonceSlot? {
    numbers[request].flatMap { slot($0) }
  }

  /// Numbers given out and not yet proven posted: what the ceiling counts.
  package var pending: Int {
    living.count { slot in
      switch slot.state {
      case .reserved, .signed, .posting: true
      case .unknown: kind == .transaction
      case .posted, .mined, .void: false
      }
    }
  }

  /// The numbers that keep others waiting, ascending, as ranges so that a lost counter costs no memory.
  package var holes: [ClosedRange<Int64>] {
    guard let floor = head.floor, let next = head.next else { return [] }
    var holes: [ClosedRange<Int64>] = []
    func add(_ range: ClosedRange<Int64>) {
      if let last = holes.last, last.upperBound + 1 == range.lowerBound {
        holes[holes.count - 1] = last.lowerBound...range.upperBound
      } else {
        holes.append(range)
      }
    }
    guard kind == .transaction else {
      for slot in living where slot.state == .unknown { add(slot.number...slot.number) }
      return holes
    }
    var expected = floor
    for slot in living where slot.state != .void {
      if slot.number > expected { add(expected...slot.number - 1) }
      expected = slot.number + 1
    }
    if expected < next { add(expected...next - 1) }
    return holes
  }

  /// How many numbers are missing for the lane to be in step.
  package var missing: Int64 {
    holes.reduce(0) { $0 + Int64($1.count) } + Int64(head.foreign.count) + (isStuck ? 1 : 0)
  }

  /// Slots at the floor and above.
  var living: ArraySlice<NonceSlot> { slots[position(of: head.floor ?? .min)...] }

  /// Where the slot of `number` stands, or would.
  func position(of number: Int64) -> Int {
    var low = 0
    var high = slots.count
    while low < high {
      let middle = (low + high) / 2
      if slots[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Puts a slot in the place of what has its number.
  mutating func put(_ slot: NonceSlot) {
    let index = position(of: slot.number)
    if index < slots.count, slots[index].number == slot.number {
      if numbers[slots[index].request] == slot.number { numbers[slots[index].request] = nil }
      slots[index] = slot
    } else {
      slots.insert(slot, at: index)
    }
    if slot.state != .void { numbers[slot.request] = slot.number }
    head.next = max(head.next ?? 0, slot.number + 1)
    changed.append(slot.number)
    if slots.count > 2 * Self.retained { prune() }
  }

  /// Takes a slot as another process stored it.
  package mutating func load(_ slot: NonceSlot) {
    let changes = changed
    put(slot)
    changed = changes
  }

  /// Takes the head as another process stored it.
  package mutating func load(_ head: Head) { self.head = head }

  private mutating func prune() {
    let settled = position(of: head.floor ?? .min)
    let dropped = min(settled, slots.count - Self.retained)
    guard dropped > 0 else { return }
    for slot in slots[..<dropped] where numbers[slot.request] == slot.number {
      numbers[slot.request] = nil
    }
    slots.removeFirst(dropped)
  }
}
