package import Hashing

/// One step that closes a hole (facts/oms.md 3.5).
package enum NonceRepair: Hashable, Sendable {
  /// Sign the request again, at `to`; its number `from` is void and what was signed with it is destroyed.
  case resign(request: String, from: Int64, to: Int64)
  /// Send nothing to ourselves with this number.
  case fill(number: Int64)
  /// A signed order without a known outcome: look it up, and end it.
  case lookUp(request: String, number: Int64, hash: Digest32?)
}

extension NonceLane {
  /// Reservations that are half written show up within this, in milliseconds.
  static let settleTime: Int64 = 2000
  /// How long one resequencer has the lane to itself, in milliseconds.
  static let resequenceLease: Int64 = 10_000
  /// Holes that are closed in one go.
  static let repairsAtOnce = 64

  /// What closes the holes, ascending; the slots change with it. Empty until a gap has settled, while somebody
  /// else is at it, and where an operator has to look first.
  ///
  /// A higher number that is signed and surely never posted is signed again at the hole, the highest first, so
  /// that the end of the lane comes down; else the hole is filled. What is being posted, or may have been, is
  /// never moved: only a replacement with the same number is safe.
  package mutating func resequence(now: Int64, epoch: Int64, owner: String) -> [NonceRepair] {
    guard !isFenced(epoch: epoch, now: now) else { return [] }
    head.latest = max(head.latest, now)
    guard !head.isLatched, let since = head.gapSince, head.latest - since >= Self.settleTime,
      head.latest >= head.resequenceUntil
    else { return [] }
    head.resequenceUntil = head.latest + Self.resequenceLease
    guard kind == .transaction else { return lookUps() }
    var repairs: [NonceRepair] = []
    while repairs.count < Self.repairsAtOnce, let hole = holes.first?.lowerBound {
      repairs.append(close(hole, owner: owner))
    }
    for number in head.foreign {
      guard let slot = slot(number) else { continue }
      let end = max(head.floor ?? 0, head.next ?? 0)
      put(moved(slot, to: end))
      repairs.append(.resign(request: slot.request, from: number, to: end))
    }
    head.foreign = []
    // A chain that stands still is asked again from the start.
    head.stillReads = 0
    noteGap()
    return repairs
  }

  private mutating func close(_ hole: Int64, owner: String) -> NonceRepair {
    guard let slot = living.last(where: { $0.number > hole && $0.state == .signed }) else {
      put(
        NonceSlot(
          number: hole, request: "fill/\(hole)", owner: owner, epoch: head.epoch,
          hasLeft: hasLeft(hole), since: head.latest))
      return .fill(number: hole)
    }
    var old = slot
    old.state = .void
    old.since = head.latest
    put(old)
    put(moved(slot, to: hole))
    lowerEnd()
    return .resign(request: slot.request, from: slot.number, to: hole)
  }

  private func moved(_ slot: NonceSlot, to number: Int64) -> NonceSlot {
    NonceSlot(
      number: number, request: slot.request, owner: slot.owner, epoch: head.epoch,
      hasLeft: hasLeft(number), since: head.latest)
  }

  /// Whether a signature with that number may be with others, whoever has the number now. What nobody knows may be,
  /// unless the number is a new one at the end.
  private func hasLeft(_ number: Int64) -> Bool {
    slot(number)?.hasLeft ?? (number < head.next ?? 0)
  }

  /// The end of a lane of transactions comes down over numbers that are void and of which no signature left the
  /// process: nothing lives above them, so they are free again.
  mutating func lowerEnd() {
    guard kind == .transaction else { return }
    while let next = head.next, next > head.floor ?? .min, let slot = slot(next - 1),
      slot.state == .void, !slot.hasLeft
    {
      head.next = next - 1
    }
  }

  private func lookUps() -> [NonceRepair] {
    living.filter { $0.state == .unknown }.prefix(Self.repairsAtOnce).map {
      .lookUp(request: $0.request, number: $0.number, hash: $0.hash)
    }
  }
}
