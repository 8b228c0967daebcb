extension Reconciler {
  /// Why no new order of this market and strategy may be sent: a code of the registry; nil where it may. Cancels
  /// always may.
  package func pauseCode(market: String, strategy: String) -> String? {
    isReady ? pauses.code(market: market, strategy: strategy) : "EXEC_NOT_RECONCILED"
  }

  /// A pause that stood in the journal when the process ended. What only a person may take back stays.
  package mutating func restore(pause scope: KillScope, code: String) {
    switch code {
    case ReconcileClass.chainMismatch.code: _ = pauses.add(scope, code: code, .balances)
    case Self.overdue, ReconcileClass.settlementLate.code:
      _ = pauses.add(scope, code: code, .restored)
    default: _ = pauses.add(scope, code: code, .person)
    }
  }

  /// A round that stood in the journal as clean: trades before it are known.
  package mutating func restore(reconciledAsOf time: Int64) {
    rounds.advance(to: time)
  }

  /// Somebody has looked: what is disputed is taken as it stands, and the scope trades again.
  mutating func release(
    _ scope: KillScope, by: String, note: String, _ actions: inout [ReconcilerAction]
  ) {
    free(pauses.release(scope), &actions)
    strangers.removeAll()
    zombies.removeAll()
    accepted.formUnion(disputed)
    disputed.removeAll()
    actions.append(
      .alert(code: Self.released, scope: scope, text: "released by \(by): \(note)"))
  }

  /// The wallet stands still while its balances differ.
  mutating func block(_ areBlocking: Bool, _ actions: inout [ReconcilerAction]) {
    if areBlocking {
      pause(.wallet(wallet), .chainMismatch, .balances, &actions)
    } else {
      free(pauses.remove(.balances), &actions)
    }
  }

  /// Pauses a scope for a class of difference.
  mutating func pause(
    _ scope: KillScope, _ reason: ReconcileClass, _ cause: PauseTable.Cause,
    _ actions: inout [ReconcilerAction]
  ) {
    guard let code = reason.code else { return }
    pause(scope, code: code, cause, &actions)
  }

  mutating func pause(
    _ scope: KillScope, code: String, _ cause: PauseTable.Cause,
    _ actions: inout [ReconcilerAction]
  ) {
    guard pauses.add(scope, code: code, cause) else { return }
    actions.append(.pause(scope, code: code))
  }

  /// These scopes have no cause left.
  func free(_ scopes: [KillScope], _ actions: inout [ReconcilerAction]) {
    for scope in scopes { actions.append(.resume(scope)) }
  }

  /// Tells people.
  func alert(
    _ reason: ReconcileClass, _ scope: KillScope, _ text: String,
    _ actions: inout [ReconcilerAction]
  ) {
    guard let code = reason.code else { return }
    actions.append(.alert(code: code, scope: scope, text: text))
  }

  static let released = "EXEC_RECONCILE_RELEASED"
}
