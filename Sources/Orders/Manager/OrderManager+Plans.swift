import FixedPoint
import Hashing
import Trading
import Venue

// Plans become orders: judged, numbered, signed, recorded with their exact bytes, and only then sent.
extension OrderManager {
  /// Takes a plan once: the same one again changes nothing.
  mutating func take(_ plan: ExecutionPlan, unfit reason: String? = nil) {
    if let known = books.intents[plan.intent] {
      guard known.plan != plan else { return }
      refuse(plan, .intentConflict, "another plan was taken under this intent id")
      return
    }
    if let horizon = books.forgottenBefore, plan.time < horizon {
      // Its time is over, so nothing would come of it: most likely it is a file that is read again.
      if let end = plan.validUntil, end < now { return }
      let memory = "older than what is remembered of plans: it may have been carried out before"
      refuse(plan, .planExpired, memory)
      return
    }
    if let problem = plan.problem ?? reason {
      refuse(plan, .planInvalid, problem)
      return
    }
    record(.plan(plan))
    for name in plan.cancels { cancel(named: name) }
    for leg in plan.legs.indices { begin(leg, of: plan) }
  }

  private mutating func refuse(_ plan: ExecutionPlan, _ code: ExecutionCode, _ reason: String) {
    record(.refused(intent: plan.intent, code: code.rawValue, reason: reason))
    alert(code, .strategy(plan.strategy), "plan \(plan.intent): \(reason)")
  }

  /// Starts one leg, now or when the order whose place it takes has gone.
  mutating func begin(_ leg: Int, of plan: ExecutionPlan) {
    let terms = self.terms(of: leg, in: plan)
    if terms.replaces == nil {
      submit(terms, deadline: deadline(of: plan, terms))
    } else {
      replace(by: terms, in: plan)
    }
  }

  /// The order that a leg asks for.
  func terms(of index: Int, in plan: ExecutionPlan) -> OrderTerms {
    let leg = plan.legs[index]
    return OrderTerms(
      clientOrderID: ClientOrderID(intent: plan.intent, leg: index).text, intent: plan.intent,
      strategy: plan.strategy, market: leg.market, token: leg.token, side: leg.side,
      price: leg.price, size: leg.size, type: leg.type, expiration: leg.expiration,
      isPostOnly: leg.isPostOnly, tick: leg.tick, builder: policy.builder, replaces: leg.replaces)
  }

  func deadline(of plan: ExecutionPlan, _ terms: OrderTerms) -> Int64 {
    let takenAt = books.intents[plan.intent]?.takenAt ?? now
    return min(plan.validUntil ?? takenAt + policy.patience, terms.expiration ?? .max)
  }

  /// Why this order may not be signed or sent now; nil where it may.
  func refusal(of terms: OrderTerms, deadline: Int64) -> (code: String, reason: String)? {
    if let kill = verdict(on: terms) { return ("KILL_SWITCH_ACTIVE", kill.id) }
    switch phase {
    case .stopped, .starting: return (ExecutionCode.notReconciled.rawValue, "not reconciled yet")
    case .draining, .drained: return (ExecutionCode.draining.rawValue, "the run is ending")
    case .trading: break
    }
    if !holdsLease { return (ExecutionCode.noLease.rawValue, "the key's lease is not held") }
    if let mismatch = books.chain.mismatch {
      return ("GOV_RECONCILE_MISMATCH", "block \(mismatch.lastSeenBlock)")
    }
    if let code = pauseCode(of: terms) { return (code, "paused") }
    if !reconciler.isReady { return (ExecutionCode.notReconciled.rawValue, "not reconciled") }
    if now > deadline { return (ExecutionCode.planExpired.rawValue, "valid until \(deadline)") }
    return nil
  }

  /// The code of the widest pause that stops an order; nil where none does.
  private func pauseCode(of terms: OrderTerms) -> String? {
    if !books.pauses.isEmpty {
      let scopes: [KillScope] = [
        .global, .wallet(policy.wallet), .market(terms.market), .strategy(terms.strategy),
      ]
      for scope in scopes {
        if let code = books.pauses[scope] { return code }
      }
    }
    return reconciler.pauseCode(market: terms.market, strategy: terms.strategy)
  }

  // MARK: Judged, numbered, signed

  /// An order on its way to its signature.
  mutating func submit(_ terms: OrderTerms, deadline: Int64, cause: Int64? = nil) {
    if let refusal = refusal(of: terms, deadline: deadline) {
      deny(terms, refusal.code, refusal.reason, cause: cause)
      return
    }
    clocks.requestCount += 1
    let request = OrderRequestProgress(
      terms: terms, stage: .judging, deadline: deadline, cause: cause, place: clocks.requestCount)
    guard clocks.isChainKnown else {
      hold(request, Self.chainUnknown)
      return
    }
    begin(request, behind: aheadOfRequests + requests.values.count { $0.waitsForVenue })
  }

  /// Judges an order now, or when the venue would take it, which has `count` others before it: what cannot leave yet is
  /// not signed yet.
  private mutating func begin(_ request: OrderRequestProgress, behind count: Int) {
    var request = request
    if let until = keepsBack(request, behind: count) {
      request.stage = .held(until: until, code: ExecutionCode.notTaken.rawValue)
      request.waitsFor = keptBackReason
      requests[request.terms.clientOrderID] = request
      return
    }
    request.waitsFor = ""
    request.stage = .judging
    requests[request.terms.clientOrderID] = request
    ask(.judgeSigning(request.terms))
  }

  /// What an order is denied for that waited in vain for the first reading of the chain.
  private static let chainUnknown = "NONCE_SHEPHERD_RPC_FAILURE"

  /// The first reading of the chain is there: orders that waited for it are judged at once.
  mutating func chainBecameKnown() {
    guard !clocks.isChainKnown else { return }
    clocks.isChainKnown = true
    for (name, var request) in requests {
      guard case .held(_, Self.chainUnknown) = request.stage else { continue }
      request.stage = .held(until: now, code: Self.chainUnknown)
      requests[name] = request
    }
  }

  mutating func deny(
    _ terms: OrderTerms, _ code: String, _ reason: String, cause: Int64? = nil
  ) {
    requests[terms.clientOrderID] = nil
    record(.denied(terms, code: code, reason: reason), cause: cause)
    settlePlace(of: terms, denied: code)
  }

  mutating func judged(signing name: String, _ judgement: Judgement) {
    guard var request = requests[name], request.stage == .judging else { return }
    request.cause = judgement.sequence
    requests[name] = request
    let code = judgement.codes.first ?? ""
    switch judgement.isLive ? judgement.action : .assignNonce {
    case .assignNonce, .allow, .hold: number(request)
    case .renewCredential:
      renewCredential()
      number(request)
    case .holdSigning: hold(request, code)
    default:
      if judgement.codes.contains("NONCE_SHEPHERD_CREDENTIAL_EXPIRED") { renewCredential() }
      deny(request.terms, code, "by NonceShepherd", cause: judgement.sequence)
    }
  }

  private mutating func number(_ request: OrderRequestProgress) {
    var request = request
    if let refusal = refusal(of: request.terms, deadline: request.deadline) {
      deny(request.terms, refusal.code, refusal.reason, cause: request.cause)
      return
    }
    request.stage = .numbering
    requests[request.terms.clientOrderID] = request
    ask(.assignNonce(request.terms))
  }

  /// The lane may clear by itself within its limit; the order waits as long as it is valid.
  private mutating func hold(_ request: OrderRequestProgress, _ code: String) {
    var request = request
    request.stage = .held(until: now + policy.holdInterval, code: code)
    requests[request.terms.clientOrderID] = request
  }

  mutating func assigned(_ name: String, _ answer: NonceAnswer) {
    guard var request = requests[name], request.stage == .numbering else { return }
    switch answer {
    case .assigned(let sequence, let codes):
      if codes.contains("NONCE_SHEPHERD_CREDENTIAL_RENEWING") { renewCredential() }
      if let refusal = refusal(of: request.terms, deadline: request.deadline) {
        ask(.settleNonce(clientOrderID: name, .void, order: nil))
        deny(request.terms, refusal.code, refusal.reason, cause: request.cause)
        return
      }
      request.stage = .signing(sequence: sequence)
      requests[name] = request
      ask(.sign(request.terms, sequence: sequence))
    case .refused(let codes):
      let code = codes.first ?? ExecutionCode.storeUnavailable.rawValue
      if code == "NONCE_SHEPHERD_GAP_DETECTED" {
        hold(request, code)
      } else {
        if code == "NONCE_SHEPHERD_CREDENTIAL_EXPIRED" { renewCredential() }
        deny(request.terms, code, "no number", cause: request.cause)
      }
    }
  }

  mutating func signed(_ name: String, _ bytes: SignedBytes) {
    guard let request = requests[name], case .signing(let sequence) = request.stage else { return }
    requests[name] = nil
    record(.order(request.terms, bytes, sequence: sequence), cause: request.cause)
    settlePlace(of: request.terms)
    ask(.settleNonce(clientOrderID: name, .signed, order: bytes.id))
    if let refusal = refusal(of: request.terms, deadline: request.deadline) {
      withdraw(bytes.id, refusal.code)
    } else {
      post(bytes.id, deadline: request.deadline)
    }
  }

  mutating func notSigned(_ name: String, _ code: String) {
    guard let request = requests[name], case .signing = request.stage else { return }
    ask(.settleNonce(clientOrderID: name, .void, order: nil))
    deny(request.terms, code, "by the signer", cause: request.cause)
    if code != "KILL_SWITCH_ACTIVE" {
      alert(code, .market(request.terms.market), "\(name) was not signed")
    }
  }

  /// Requests whose time has come: held ones are judged again, old ones denied.
  mutating func runDueRequests() {
    guard !requests.isEmpty else { return }
    var ahead = aheadOfRequests
    for name in requests.values.sorted(by: { $0.place < $1.place }).map(\.terms.clientOrderID) {
      guard let request = requests[name], case .held(let until, let code) = request.stage else {
        continue
      }
      if let refusal = refusal(of: request.terms, deadline: request.deadline) {
        let isLate = refusal.code == ExecutionCode.planExpired.rawValue
        let wait = request.waitsFor.isEmpty ? "held too long" : request.waitsFor
        deny(
          request.terms, isLate ? code : refusal.code, isLate ? wait : refusal.reason,
          cause: request.cause)
      } else if now >= until {
        // Judged without a reading it would be denied for a chain that is about to answer.
        if code == Self.chainUnknown, !clocks.isChainKnown {
          hold(request, code)
        } else {
          begin(request, behind: ahead)
          ahead += 1
        }
      } else if request.waitsForVenue {
        ahead += 1
      }
    }
  }
}
