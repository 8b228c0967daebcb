import FixedPoint
import Hashing
import JSON
import Trading
import Venue

// The reconciler's proofs become facts like all others; its pauses stop new orders and let cancels through
// (facts/oms.md 2).
extension OrderManager {
  mutating func reconcile(_ event: ReconcilerEvent) {
    reconciler.ownsKey = holdsLease
    let wanted = reconciler.handle(event, books: books.ledger, now: now)
    for action in wanted { carryOut(action) }
  }

  private mutating func carryOut(_ action: ReconcilerAction) {
    switch action {
    case .readSnapshot(let round, let since):
      perform(.readSnapshot(round: round, tradesSince: since))
    case .lookUpTrade(let id): perform(.lookUpTrade(id: id))
    case .lookUp(let order): perform(.lookUp(order: order))
    case .cancel(let order, _): cancelProved(order)
    case .apply(let correction): note(correction.fact, of: correction.order, correction.source)
    case .adopt(let order): adopt(order)
    case .found(let difference):
      if let code = difference.reason.code {
        record(.incident(code: code, scope: difference.scope, detail: difference.detail))
      }
    case .state: break
    case .pause(let scope, let code):
      guard books.pauses[scope] == nil else { return }
      record(.paused(scope, code: code))
    case .resume(let scope):
      guard books.pauses[scope] != nil else { return }
      record(.resumed(scope, by: releasing ?? "reconciler"))
    case .alert(let code, let scope, let text): alert(code, scope, text)
    case .reconciled(let round, let asOf, let venueTime):
      record(.reconciled(round: round, asOf: venueTime))
      balance(.reconciled(asOf: asOf))
    }
  }

  /// A cancel by hash that the reconciler wants: of an order that nobody here placed, or that may not have arrived.
  private mutating func cancelProved(_ id: Digest32) {
    if let order = books.ledger.record(id), !order.status.life.isTerminal {
      cancel(id, again: true)
    } else if !strayCancels.contains(id) {
      strayCancels.append(id)
    }
  }

  /// An order of our key that somebody else placed: into the books as it is shown, under a name of its own.
  private mutating func adopt(_ order: OpenOrder) {
    guard books.ledger.record(order.id.digest) == nil else { return }
    let terms = OrderTerms(
      clientOrderID: "adopted/\(order.id.digest.hex)/0/1",
      intent: "adopted/\(order.id.digest.hex)", strategy: "adopted", market: order.market,
      token: order.tokenID, side: order.side, price: order.price, size: order.originalSize,
      type: order.type?.known ?? .goodTillCancelled, expiration: order.expiration,
      tick: Micros(raw: 10_000), builder: .zero)
    let bytes = SignedBytes(id: order.id.digest, body: [], salt: 0, timestamp: 0)
    record(.adopted(terms, bytes))
    note(.sent, of: order.id.digest, .snapshot)
    note(.acknowledged, of: order.id.digest, .snapshot)
  }

  /// What a reading of the venue showed: first for the books, then, where it is complete, for kills that wait to be
  /// contained.
  mutating func snapshot(_ round: Int, _ outcome: SnapshotOutcome) {
    if case .complete = outcome { renew(.heard) }
    reconcile(.snapshot(round: round, outcome))
    if case .complete(let reading) = outcome {
      balance(.listed(quietFrom: reading.quietFrom(lag: books.chain.policy.settlementLag)))
      kill(.snapshot(open: exposure(beside: reading.orders), begun: reading.begun))
    }
  }

  mutating func lookedUp(_ order: Digest32, _ outcome: LookupOutcome) {
    if case .failed = outcome {} else { renew(.heard) }
    reconcile(.lookedUp(order: order, outcome))
  }

  /// What is journalled and not live leaves the decision to the reconciler's own clock.
  mutating func judged(difference order: Digest32?, _ judgement: Judgement) {
    guard judgement.isLive else { return }
    let pauses = judgement.action == .pauseTrading || judgement.action == .halt
    reconcile(.judged(order: order, pauses: pauses))
  }

  /// The limits in force from this event on. Nothing that stands is undone by them: what is paused opens when its
  /// difference closes.
  mutating func adopt(_ limits: ManagerLimits) {
    policy.adopt(limits)
    reconciler.policy = limits.reconciliation
    books.chain.policy = limits.chain
  }

  // MARK: The chain

  mutating func chain(_ outcome: ChainOutcome) {
    switch outcome {
    case .read(let reading):
      ask(.observeChain(reading))
      chainBecameKnown()
    case .failed: ask(.observeChain(nil))
    }
    balance(.read(outcome))
  }

  /// Balances against books (facts/oms.md 2.1, layers B and C).
  mutating func balance(_ event: ChainLedger.Event) {
    // What it records is applied with the entry, like everything that lasts.
    var ledger = books.chain
    let wanted = ledger.handle(event, now: now)
    books.chain.takePassing(from: ledger)
    for action in wanted {
      switch action {
      case .record(let step): record(.chain(step))
      case .pause, .resume:
        reconcile(.balances(areBlocking: ledger.isBlocking))
        // A kill for this cannot be reset on what was seen before (facts/oms.md 6.2 rule 5: cleared now).
        if ledger.isBlocking { kill(.holding([.reconcileMismatch])) }
      case .trip(let mismatch):
        let event = mismatch.lastAppliedEvent
        let reason = "block \(mismatch.lastSeenBlock)" + (event.isEmpty ? "" : ", after \(event)")
        kill(.trip(.global, .reconcileMismatch, by: "reconciler", reason: reason))
      case .alert(let code, let text): alert(code, .wallet(policy.wallet), text)
      }
    }
    // Said once: it stays until a person releases the wallet.
    guard case .reconciled = event, books.pauses[.wallet(policy.wallet)] == nil else { return }
    for order in books.chain.disagreements(with: books.ledger) {
      let text = "order 0x\(order.hex): its trades and its fills differ in our own books"
      alert("GOV_RECONCILE_MISMATCH", .wallet(policy.wallet), text)
      reconcile(.hold(.wallet(policy.wallet), code: "GOV_RECONCILE_MISMATCH"))
    }
  }

  // MARK: Heartbeats, lease and credential

  /// Whoever had the key meanwhile may have traded: nothing is sent before a clean round of this owner.
  mutating func leased(_ isHeld: Bool, until: Int64) {
    let wasOwner = holdsLease
    renew(.lease(isHeld: isHeld, until: until))
    if holdsLease, !wasOwner, reconciler.isReady { reconcile(.suspect) }
  }

  mutating func renew(_ event: HeartbeatRenewer.Event) {
    for action in heartbeat.handle(event, now: now) { carryOut(action) }
  }

  private mutating func carryOut(_ action: HeartbeatRenewer.Action) {
    switch action {
    case .send(let beat, let id): perform(.beat(.send(beat: beat, id: id)))
    case .renewLease(let until): ask(.renewLease(until: until))
    case .presumeCancelled:
      alert(.heartbeatLost, .wallet(policy.wallet), "every open order is held against the venue")
      reconcile(.suspect)
    case .probe: reconcile(.probe)
    case .rival(let expected):
      alert(
        .heartbeatLost, .wallet(policy.wallet), "another process beats for the key: \(expected)")
    case .silent: fellSilent()
    case .leaseLost:
      alert(.noLease, .wallet(policy.wallet), "the key's lease is lost: cancels only")
    }
  }

  /// No beats from now on. With orders open this is their end, whoever wanted it: it stands in the journal, so that
  /// cancels that nobody asked for are no riddle.
  private mutating func fellSilent() {
    let open = books.ledger.openCount
    guard open > 0 else { return }
    let text =
      "heartbeats end with \(open) order\(open == 1 ? "" : "s") open: the venue cancels within seconds what nobody else beats for"
    recordIncident(ExecutionCode.heartbeatLost.rawValue, text)
    alert(.heartbeatLost, .wallet(policy.wallet), text)
  }

  /// Something about the whole key that has to stand in the journal.
  mutating func recordIncident(_ code: String, _ text: String) {
    let detail: JSONValue = ["text": .string(text)]
    record(
      .incident(
        code: code, scope: .wallet(policy.wallet), detail: Array(detail.compactText.utf8)))
  }

  /// One renewal at a time.
  mutating func renewCredential() {
    guard clocks.renewal.map({ now >= $0 }) ?? true else { return }
    clocks.renewal = now + policy.renewalPatience
    perform(.renewCredential)
  }

  /// A 401 counts as expired at once.
  mutating func credentialRefused() {
    ask(.credential(expires: nil))
    renewCredential()
  }

  mutating func credential(_ outcome: CredentialOutcome) {
    switch outcome {
    case .renewed(let expires):
      clocks.renewal = nil
      ask(.credential(expires: expires ?? .max))
    case .failed(let reason):
      alert("NONCE_SHEPHERD_CREDENTIAL_EXPIRED", .wallet(policy.wallet), reason)
    }
  }
}
