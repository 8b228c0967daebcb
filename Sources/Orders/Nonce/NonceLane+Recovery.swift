extension NonceLane {
  /// After a crash of `owner`: what the journal knows about each number that it was given decides what becomes
  /// of it (facts/oms.md 3.6). Numbers go on above all that the journal holds, even where the table was lost.
  package mutating func recover(
    _ journal: NonceJournal, owner: String, now: Int64
  ) -> [NonceRecovery] {
    head.latest = max(head.latest, now)
    if let highest = journal.highest, (0..<Self.highestNumber).contains(highest) {
      head.next = max(head.next ?? 0, highest + 1)
    }
    var steps: [NonceRecovery] = []
    for slot in living where slot.owner == owner {
      switch (slot.state, journal.traces[slot.request]) {
      case (.mined, _), (.void, _): break
      case (_, .settled(let hash)): settle(request: slot.request, .posted, hash: hash, now: now)
      case (.reserved, nil), (.signed, nil):
        // No signature without a journalled one: the journal is written before anything leaves.
        settle(request: slot.request, .void, now: now)
        steps.append(.voided(request: slot.request, number: slot.number))
      case (.reserved, .signed(let hash)), (.signed, .signed(let hash)):
        settle(request: slot.request, .signed, hash: hash, now: now)
        steps.append(.post(request: slot.request, number: slot.number, order: hash))
      case (.posted, .signed), (.posted, .sent), (.posted, nil): break
      case (_, .sent(let hash)), (.posting, .signed(let hash)), (.unknown, .signed(let hash)):
        settle(request: slot.request, .unknown, hash: hash, now: now)
        steps.append(.lookUp(request: slot.request, number: slot.number, order: hash))
      case (.posting, nil), (.unknown, nil):
        // The table knows more than the journal: part of that is lost, and nothing may be concluded from it.
        settle(request: slot.request, .unknown, now: now)
        if let hash = slot.hash {
          steps.append(.lookUp(request: slot.request, number: slot.number, order: hash))
        }
      }
    }
    raiseFloor()
    noteGap()
    return steps
  }
}
