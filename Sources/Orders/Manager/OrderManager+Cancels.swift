import FixedPoint
import Hashing
import Venue

// Cancels are repeated until the order has ended: asking releases nothing, and nothing delays them
// (facts/oms.md 1.4 rows 1 to 4, 8, 13, 14).
extension OrderManager {
  /// Cancels the order of that name, signed or on its way to it.
  mutating func cancel(named name: String) {
    if let request = requests[name] {
      if case .signing = request.stage {
        ask(.settleNonce(clientOrderID: name, .void, order: nil))
      }
      deny(request.terms, ExecutionCode.cancelled.rawValue, "cancelled before it was signed")
    } else if let order = books.ledger.record(clientOrderID: name) {
      cancel(order.id)
    } else if ClientOrderID(name).flatMap({ books.intents[$0.intent] }) == nil {
      alert(
        .unknownOrder, .wallet(policy.wallet),
        "a plan asks to cancel '\(name)', and no order has that client order id")
    }
  }

  /// Wants an order gone: at once, and again until it is. One that never left is withdrawn.
  mutating func cancel(_ id: Digest32, cause: Int64? = nil, again: Bool = false) {
    guard let order = books.ledger.record(id), !order.status.life.isTerminal else { return }
    if order.status.life == .signed {
      withdraw(id, ExecutionCode.cancelled.rawValue)
      return
    }
    if dropWaitingPost(id, ExecutionCode.cancelled.rawValue) { return }
    if var known = cancels[id] {
      guard again else { return }
      known.due = min(known.due, now)
      cancels[id] = known
    } else {
      cancels[id] = CancelProgress(due: now, cause: cause)
    }
  }

  /// Sends what is due, in batches as large as the venue takes and pays for: first what a kill wants, with every token
  /// that there is, then the others, with what is left above the part that is the kill's.
  mutating func runDueCancels() {
    runStrayCancels()
    guard !cancels.isEmpty else { return }
    let due = inOrder(cancels.filter { $0.value.due <= now }.keys)
    guard !due.isEmpty else { return }
    let killed = Set(
      due.filter { id in books.ledger.record(id).map { verdict(on: $0.terms) != nil } ?? false })
    send(due.filter(killed.contains), .kill)
    send(due.filter { !killed.contains($0) }, .cancel)
  }

  private mutating func send(_ due: [Digest32], _ purpose: VenueBudget.Purpose) {
    var rest = due[...]
    while !rest.isEmpty {
      let room = cancelRoom(purpose)
      guard room > 0 else {
        let until = now + cancelWait(rest.count, purpose)
        for id in rest { cancels[id]?.due = until }
        return
      }
      let batch = Array(rest.prefix(room))
      rest = rest.dropFirst(batch.count)
      let attempt = books.cancelAttempts + 1
      for id in batch {
        note(.cancelRequested(attempt: attempt), of: id, .local, cause: cancels[id]?.cause)
        cancels[id]?.attempt = attempt
        cancels[id]?.count += 1
        cancels[id]?.due = now + policy.cancelPatience
      }
      budget.spend(Int64(batch.count), purpose, now: now)
      perform(.cancel(orders: batch, attempt: attempt))
    }
  }

  /// What the venue said to the request for one order.
  mutating func cancelled(_ id: Digest32, attempt: Int, _ outcome: CancelOutcome) {
    reconcile(.cancelAnswered(order: id, outcome.answer(on: id)))
    guard let order = books.ledger.record(id) else { return }
    switch outcome {
    case .receipt(let receipt):
      switch receipt.statement(on: VenueOrderID(id)) {
      case .canceled: note(.cancelled(matched: nil, reason: .requested), of: id, .answer)
      case .refused(let refusal):
        let reason: CancelRefusal =
          refusal.reason == .goneOrMatched ? .goneOrMatched : .venueRefused
        note(.cancelRefused(attempt: attempt, reason), of: id, .answer)
        // One text for opposite ends: only the order and its trades tell.
        if reason == .goneOrMatched { reconcile(.mark(order: id)) }
      case .silent: note(.cancelInDoubt(attempt: attempt), of: id, .answer)
      }
    case .failed(let failure):
      if case .unauthorised = failure { credentialRefused() }
      if failure.mayHaveActed {
        note(.cancelInDoubt(attempt: attempt), of: id, .answer)
        reconcile(.mark(order: id))
      } else if order.status.cancel == .inFlight {
        note(.cancelRefused(attempt: attempt, .venueUnavailable), of: id, .answer)
      }
    }
    if var progress = cancels[id], progress.attempt == attempt {
      let backoff = min(
        policy.longestCancelBackoff, policy.cancelBackoff << Int64(min(progress.count - 1, 20)))
      progress.due = now + max(backoff, throttledWait(outcome))
      cancels[id] = progress
    }
  }

  /// What the venue said to a request to cancel everything of the key or of a market.
  mutating func cancelledAll(_ outcome: CancelOutcome) {
    heardLimits(outcome)
    if case .receipt(let receipt) = outcome {
      budget.charge(receipt.canceled.count, now: now)
      for id in receipt.canceled where books.ledger.record(id.digest) != nil {
        note(.cancelled(matched: nil, reason: .requested), of: id.digest, .answer)
      }
    } else if case .failed(.unauthorised) = outcome {
      credentialRefused()
    }
    kill(.attemptedAll)
  }
}

extension CancelOutcome {
  /// What it proves about one order.
  func answer(on id: Digest32) -> ReconcilerEvent.CancelAnswer {
    guard case .receipt(let receipt) = self else { return .failed }
    return switch receipt.statement(on: VenueOrderID(id)) {
    case .canceled: .cancelled
    case .refused(let refusal): refusal.reason == .goneOrMatched ? .notFound : .failed
    case .silent: .failed
    }
  }
}
