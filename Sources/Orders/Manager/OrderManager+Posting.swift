import FixedPoint
import Hashing
import Venue

// Signed bytes go out, and only these bytes; what the venue answers becomes facts (facts/oms.md 1.4 rows 6, 7, 12).
extension OrderManager {
  /// Sends the recorded bytes of an order; that they were sent is on the disk before they leave.
  mutating func post(_ id: Digest32, deadline: Int64) {
    guard let order = books.ledger.record(id) else { return }
    if let until = keepsBack(post: id, order.terms) {
      var waiting =
        posts[id] ?? PostProgress(state: .waiting(until: until), attempts: 0, deadline: deadline)
      waiting.state = .waiting(until: until)
      waiting.isKeptBack = true
      posts[id] = waiting
      return
    }
    budget.spend(1, .order, now: now)
    gate.left(id, now: now)
    let attempts = (posts[id]?.attempts ?? 0) + 1
    if order.status.life == .signed {
      note(.sent, of: id, .local)
      settleNumber(of: order, .posting)
    }
    posts[id] = PostProgress(
      state: .inFlight(until: now + policy.postPatience), attempts: attempts, deadline: deadline)
    perform(.post(order: id, body: order.signed.body, type: order.terms.type))
  }

  /// An order that is signed and was never sent: nothing of it can ever arrive.
  mutating func withdraw(_ id: Digest32, _ code: String) {
    guard let order = books.ledger.record(id) else { return }
    posts[id] = nil
    note(.denied(code: code), of: id, .local)
    settleNumber(of: order, .void)
  }

  /// No more attempts: every answer so far proved that the venue has not taken it.
  mutating func giveUp(_ id: Digest32, _ code: String) {
    guard let order = books.ledger.record(id), let post = posts[id] else { return }
    if order.status.life == .signed {
      // It was kept back and never left.
      withdraw(id, code)
      return
    }
    posts[id] = nil
    let reason = post.failure.isEmpty ? code : "\(code): \(post.failure)"
    note(.rejected(reason: reason), of: id, .local)
    settleNumber(of: order, .posted)
  }

  mutating func posted(_ id: Digest32, _ outcome: PostOutcome) {
    guard let order = books.ledger.record(id) else { return }
    heardLimits(outcome, of: order)
    switch outcome {
    case .accepted:
      posts[id] = nil
      note(.acknowledged, of: id, .answer)
    case .failed(let failure):
      // Where the order is known to have arrived by another way, an answer about this attempt says no more.
      guard order.status.life == .submitted || order.status.life == .inDoubt else {
        posts[id] = nil
        return
      }
      failed(order, failure)
    }
  }

  private mutating func failed(_ order: OrderRecord, _ failure: VenueFailure) {
    let id = order.id
    switch failure {
    case .rejected(let rejection):
      if rejection.reason == .duplicated {
        // An earlier attempt with these bytes got in.
        posts[id] = nil
        note(.acknowledged, of: id, .answer)
        reconcile(.mark(order: id))
      } else if rejection.reason == .engineTimedOut, order.status.life == .submitted {
        retry(order, failure)
      } else if rejection.reason.provesAbsence {
        posts[id] = nil
        note(.rejected(reason: rejection.reason.rawValue), of: id, .answer)
      } else {
        doubt(id, failure.word)
      }
    case .unauthorised:
      credentialRefused()
      retry(order, failure)
    case .refusedHere:
      // The client did not send it: sending it again would be as wrong.
      posts[id]?.failure = failure.word
      if order.status.life == .submitted { giveUp(id, ExecutionCode.notTaken.rawValue) }
    case .notSent, .throttled, .restarting, .halted: retry(order, failure)
    case .unknown: doubt(id, failure.word)
    }
  }

  /// The venue did nothing: the same bytes again after a while, as long as the order is wanted.
  private mutating func retry(_ order: OrderRecord, _ failure: VenueFailure) {
    guard var post = posts[order.id], order.status.life == .submitted else { return }
    post.failure = failure.word
    post.isKeptBack = false
    let backoff = min(
      policy.longestPostBackoff, policy.postBackoff << Int64(min(post.attempts - 1, 20)))
    post.state = .waiting(until: now + max(backoff, failure.leastWait))
    posts[order.id] = post
    if cancels[order.id] != nil || order.status.cancel != .none {
      giveUp(order.id, "cancelled")
    }
  }

  /// Nobody knows: its capital stays reserved, nothing else is sent for its intent, and the venue is asked.
  mutating func doubt(_ id: Digest32, _ reason: String) {
    guard let order = books.ledger.record(id) else { return }
    posts[id] = nil
    settleNumber(of: order, .unknown)
    note(.sendInDoubt, of: id, .local)
    alert(.inDoubt, .market(order.terms.market), "\(order.terms.clientOrderID): \(reason)")
    reconcile(.mark(order: id))
  }

  /// Posts whose time has come: without an answer they are in doubt, those that wait go out again or are given up.
  mutating func runDuePosts() {
    guard !posts.isEmpty else { return }
    for id in inOrder(posts.keys) {
      guard let post = posts[id], let order = books.ledger.record(id) else { continue }
      switch post.state {
      case .inFlight(let until):
        if now >= until { doubt(id, "no answer") }
      case .waiting(let until):
        if let refusal = refusal(of: order.terms, deadline: post.deadline) {
          giveUp(id, refusal.code)
        } else if now >= until {
          self.post(id, deadline: post.deadline)
        }
      }
    }
  }

  /// What waits to be sent again is not: as a kill, a cancel and a drain want it.
  mutating func dropWaitingPost(_ id: Digest32, _ code: String) -> Bool {
    guard case .waiting? = posts[id]?.state else { return false }
    giveUp(id, code)
    return true
  }

  func settleNumberQuestion(of order: OrderRecord, _ state: NonceSlotState) -> ManagerQuestion {
    .settleNonce(clientOrderID: order.terms.clientOrderID, state, order: order.id)
  }

  mutating func settleNumber(of order: OrderRecord, _ state: NonceSlotState) {
    ask(settleNumberQuestion(of: order, state))
  }

  /// Orders by their numbers: dictionaries have no order of their own.
  func inOrder(_ ids: some Sequence<Digest32>) -> [Digest32] {
    ids.map { ($0, books.ledger.record($0)?.sequence ?? .max) }
      .sorted { ($0.1, $0.0.hex) < ($1.1, $1.0.hex) }.map(\.0)
  }
}

extension VenueFailure {
  /// What happened, in a few words, for the journal.
  var word: String {
    switch self {
    case .notSent: "not sent"
    case .refusedHere: "refused here"
    case .rejected(let rejection): rejection.reason.rawValue
    case .unauthorised: "401"
    case .throttled: "429"
    case .restarting: "425"
    case .halted(let halt, _): "503 \(halt.rawValue)"
    case .unknown(.unanswered): "no answer"
    case .unknown(.status(let status, _)): "\(status)"
    case .unknown(.page(let status)): "page \(status)"
    case .unknown: "unclear answer"
    }
  }

  /// How long the venue wants to be left alone, milliseconds.
  var leastWait: Int64 {
    switch self {
    case .throttled(let notice): Int64(notice.retryAfter ?? 1) * 1_000
    case .restarting(let seconds), .halted(_, let seconds): Int64(seconds ?? 1) * 1_000
    default: 0
    }
  }
}
