extension NonceLane {
  /// How many readings without change, while numbers wait and more are given, are a standstill.
  static let stillLimit = 5

  /// Takes the chain's count (`eth_getTransactionCount` at the latest or a final block). A lower count than one
  /// that was seen changes nothing: a node lags. A lane of orders only learns that the chain can be read.
  package mutating func observe(
    count: Int64, now: Int64, limits: NonceLimits
  ) -> [NonceFinding] {
    // What waited until now waited until now: only then does the reading count.
    advance(to: now, limits: limits)
    guard (0..<Self.highestNumber).contains(count) else { return [] }
    head.readAt = head.latest
    guard kind == .transaction else { return [] }
    var findings: [NonceFinding] = []
    if let floor = head.floor, count < floor {
      findings.append(.countFell(from: floor, to: count))
    }
    let floor = max(head.floor ?? count, count)
    let wasRead = head.floor != nil
    let isStill = floor == head.floor
    findings += settle(below: floor)
    if let next = head.next, floor > next, wasRead || !slots.isEmpty {
      findings.append(.foreignCount(expected: next, found: floor))
    }
    head.floor = floor
    head.next = max(head.next ?? floor, floor)
    countStill(isStill)
    if isStuck { findings.append(.stuck(at: floor, reads: head.stillReads)) }
    noteGap()
    return findings
  }

  /// Whether the chain's count stands still while numbers wait and more are given.
  var isStuck: Bool {
    guard kind == .transaction, let then = head.stillNext, let next = head.next else {
      return false
    }
    return head.stillReads >= Self.stillLimit && next > then
      && living.contains { $0.state == .posted }
  }

  /// Proof that no node has a posted transaction any more: its number is a hole.
  package mutating func drop(number: Int64, now: Int64) {
    guard var slot = slot(number), slot.state == .posted, number >= head.floor ?? .min else {
      return
    }
    head.latest = max(head.latest, now)
    slot.state = .void
    slot.since = head.latest
    put(slot)
    noteGap()
  }

  /// What the chain has counted is over: ours where it was posted or may have been, somebody else's where no
  /// signature of ours left the process.
  private mutating func settle(below floor: Int64) -> [NonceFinding] {
    var findings: [NonceFinding] = []
    for slot in living where slot.number < floor {
      var slot = slot
      switch slot.state {
      case .posting, .posted, .unknown: slot.state = .mined
      case .reserved, .signed:
        slot.state = .void
        head.foreign.append(slot.number)
        findings.append(.foreignUse(number: slot.number))
      case .mined, .void: continue
      }
      slot.since = head.latest
      put(slot)
    }
    return findings
  }

  private mutating func countStill(_ isStill: Bool) {
    guard isStill, living.contains(where: { $0.state == .posted }) else {
      head.stillReads = 0
      head.stillNext = head.next
      return
    }
    head.stillReads += 1
  }
}
