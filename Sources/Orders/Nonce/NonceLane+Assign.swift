package import Hashing

/// Who asks for a number.
package struct NonceRequest: Hashable, Sendable {
  /// The same request gets the same number.
  package var id: String
  /// The process.
  package var owner: String
  /// The fencing epoch that the process knows.
  package var epoch: Int64
  /// Whether a kill holds for it, read in the same transaction.
  package var isKilled: Bool

  /// A request of these parts.
  package init(_ id: String, owner: String = "", epoch: Int64 = 0, isKilled: Bool = false) {
    self.id = id
    self.owner = owner
    self.epoch = epoch
    self.isKilled = isKilled
  }
}

extension NonceLane {
  /// The number for a request: everything is looked at, in the order of facts/oms.md 3.3, and the number, its
  /// slot and the counter change in one step. A refusal burns nothing.
  package mutating func assign(
    _ request: NonceRequest, now: Int64, limits: NonceLimits
  ) -> NonceDecision {
    let conditions = conditions(of: request, now: now, limits: limits)
    advance(to: now, limits: limits)
    noteGap()
    var decision = NonceDecision(
      number: nil, conditions: conditions,
      actions: actions(following: conditions, now: now, limits: limits))
    guard let first = conditions.first, !first.isBlocking else { return decision }
    if let slot = slot(for: request.id) {
      decision.number = slot.number
      return decision
    }
    // Both are known here: without them the chain is unknown, which blocks.
    let number = max(head.floor ?? 0, head.next ?? 0)
    put(
      NonceSlot(
        number: number, request: request.id, owner: request.owner, epoch: head.epoch,
        since: head.latest))
    decision.number = number
    return decision
  }

  /// Everything that holds for a request at `now`, in deciding order; nothing changes.
  package func conditions(
    of request: NonceRequest, now: Int64, limits: NonceLimits
  ) -> [NonceDecision.Condition] {
    var found: [NonceDecision.Condition] = []
    let time = max(now, head.latest)
    if request.isKilled { found.append(.killed) }
    if isFenced(epoch: request.epoch, now: now) { found.append(.fenced) }
    if !isChainKnown(now: time, limits: limits) {
      found.append(.chainUnknown)
    }
    let gap = missing > 0
    if isUnresolved(now: time, limits: limits) {
      found.append(.unresolved)
    } else if gap, head.floor != nil {
      found.append(.gap)
    }
    let left = credentialLeft(now: time)
    if left <= 0 { found.append(.credentialExpired) }
    if pending >= limits.pendingCeiling { found.append(.full) }
    if left > 0, left <= limits.renewalWindow { found.append(.credentialRenewing) }
    if found.allSatisfy({ !$0.isBlocking }) { found.append(.healthy) }
    return found
  }

  /// Whether the chain was read, and not too long ago.
  package func isChainKnown(now: Int64, limits: NonceLimits) -> Bool {
    guard head.floor != nil, let readAt = head.readAt else { return false }
    return max(now, head.latest) - readAt <= limits.chainFreshness
  }

  /// Whether the latch is set, or a gap is older than it may be.
  package func isUnresolved(now: Int64, limits: NonceLimits) -> Bool {
    if head.isLatched { return true }
    guard let since = head.gapSince else { return false }
    return max(now, head.latest) - since > limits.gapTolerance
  }

  /// Whether a caller is behind the lane, by its epoch or its clock.
  package func isFenced(epoch: Int64, now: Int64) -> Bool {
    if epoch < head.epoch { return true }
    return head.latest > .min && now < head.latest - Self.clockTolerance
  }

  /// A slot goes on to `state`; false where the table has no such step, and nothing changed.
  @discardableResult
  package mutating func settle(
    request: String, _ state: NonceSlotState, hash: Digest32? = nil, now: Int64
  ) -> Bool {
    guard var slot = slot(for: request), slot.state.leads(to: state) else { return false }
    head.latest = max(head.latest, now)
    slot.state = state
    slot.hasLeft = slot.hasLeft || !(state.isUnposted || state == .void)
    slot.hash = hash ?? slot.hash
    slot.since = head.latest
    put(slot)
    if state == .void { lowerEnd() }
    raiseFloor()
    noteGap()
    return true
  }

  /// A lane goes on under a new epoch: whoever knows an older one is given nothing.
  package mutating func fence(epoch: Int64) { head.epoch = max(head.epoch, epoch) }

  /// An operator has looked at an unresolved gap. One that is still there begins anew.
  package mutating func release(now: Int64) {
    head.latest = max(head.latest, now)
    head.isLatched = false
    head.gapSince = missing > 0 ? head.latest : nil
  }

  /// Time goes on: a gap that lasted too long is latched, whether anybody asked or not.
  package mutating func advance(to now: Int64, limits: NonceLimits) {
    head.latest = max(head.latest, now)
    if isUnresolved(now: head.latest, limits: limits) { head.isLatched = true }
  }

  /// In a lane of orders the floor follows the first one without an outcome.
  mutating func raiseFloor() {
    guard kind == .order, let next = head.next else { return }
    var floor = head.floor ?? 0
    for slot in living {
      guard slot.state == .posted || slot.state == .mined || slot.state == .void else {
        head.floor = slot.number
        return
      }
      floor = slot.number + 1
    }
    head.floor = max(floor, next)
  }

  /// A gap has an age from when it is first seen, and one that is no more has none, unless it is latched.
  mutating func noteGap() {
    if missing > 0 {
      head.gapSince = head.gapSince ?? head.latest
    } else if !head.isLatched {
      head.gapSince = nil
    }
  }

  private func actions(
    following conditions: [NonceDecision.Condition], now: Int64, limits: NonceLimits
  ) -> [NonceDecision.Action] {
    var actions: [NonceDecision.Action] = []
    for condition in conditions {
      switch condition {
      case .fenced: actions += [.pauseSigning, .alert]
      case .chainUnknown: actions.append(.alert)
      case .unresolved: actions += [.pauseSigning, .alertOnCall]
      case .gap:
        if limits.resequencesOnGap { actions.append(.resequence) }
      case .credentialExpired, .credentialRenewing:
        if head.latest >= head.renewalUntil { actions.append(.scheduleReauthentication) }
      case .killed, .full, .healthy: break
      }
    }
    if !head.foreign.isEmpty { actions.append(.alert) }
    var once: [NonceDecision.Action] = []
    for action in actions where !once.contains(action) { once.append(action) }
    return once
  }
}
