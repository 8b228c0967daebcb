import FixedPoint

// What people ask of the run. What it changes is recorded before the request with its answer: after a crash in between
// it is asked again, and finds it done.
extension OrderManager {
  mutating func take(_ request: OperatorRequest) {
    guard books.requests[request.id] == nil else { return }
    let finding: OperatorFinding =
      switch request.wish {
      case .pause(let scope): pause(scope.normalised)
      case .resume(let scope): resume(scope.normalised, request)
      case .flow(var flow): book(&flow, request)
      case .explain: explain(request)
      case .settle: settle(request)
      }
    record(.request(request, finding.answer))
  }

  private mutating func pause(_ scope: KillScope) -> OperatorFinding {
    if case .bot = scope { return .botScope }
    let standing = books.pauses[scope]
    reconcile(.hold(scope, code: ExecutionCode.paused.rawValue))
    return standing.map { .pausedAlready(scope, code: $0) } ?? .paused(scope)
  }

  private mutating func resume(_ scope: KillScope, _ request: OperatorRequest) -> OperatorFinding {
    let before = held(in: scope)
    releasing = request.by
    reconcile(.release(scope, by: request.by, note: request.reason))
    releasing = nil
    let left = held(in: scope)
    let freed = before.filter { !left.contains($0) }.map(\.scope)
    if !freed.isEmpty { return .resumed(freed, left: left, isKilled: !killSwitch.isArmed) }
    return left.isEmpty ? .nothingPaused(scope) : .heldOtherwise(left)
  }

  /// What is paused within a scope, or all of it for the whole, in the order of the scopes' texts.
  private func held(in scope: KillScope) -> [OperatorFinding.HeldScope] {
    books.pauses.filter { scope == .global || $0.key.normalised == scope }
      .map { OperatorFinding.HeldScope(scope: $0.key, code: $0.value) }
      .sorted { $0.scope.text < $1.scope.text }
  }

  private mutating func book(
    _ flow: inout ChainFlow, _ request: OperatorRequest
  ) -> OperatorFinding {
    if let transaction = flow.transaction, books.chain.hasBooked(transaction) {
      return .bookedAlready(transaction: transaction)
    }
    guard let block = books.chain.freshBlock(now) else { return .chainUnread }
    guard !books.chain.excess(now).isEmpty else { return .nothingDiffers(block: block) }
    flow.by = request.by
    flow.note = request.reason
    balance(.flow(flow))
    return .booked(
      differing: books.chain.excess(now), isMismatch: books.chain.mismatch != nil)
  }

  private mutating func explain(_ request: OperatorRequest) -> OperatorFinding {
    guard books.chain.mismatch != nil else { return .noMismatch }
    balance(.explain(by: request.by, note: request.reason))
    return .explained
  }

  private mutating func settle(_ request: OperatorRequest) -> OperatorFinding {
    guard let mismatch = books.chain.mismatch else { return .noMismatch }
    guard books.chain.explainedBy != nil else { return .notExplained }
    if let same = books.chain.explainers.first(where: { isOnePerson($0, request.by) }) {
      return .samePerson(same)
    }
    guard let block = books.chain.freshBlock(now), block >= mismatch.lastSeenBlock else {
      return .chainUnread
    }
    let parts = books.chain.excess(now)
    guard parts.isEmpty else { return .stillDiffers(parts) }
    balance(.settle(by: request.by))
    return .settled(isKilled: !killSwitch.isArmed)
  }

  /// Whether two names are one person's, as far as the approved list knows.
  private func isOnePerson(_ first: String, _ second: String) -> Bool {
    first.lowercased() == second.lowercased()
      || policy.approvers.contains { $0.isNamed(first) && $0.isNamed(second) }
  }
}
