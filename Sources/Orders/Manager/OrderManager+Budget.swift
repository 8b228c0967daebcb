import Hashing
import Venue

// What may leave now: the venue's tokens, and whether it takes orders at all (facts/oms.md 0, 4). Orders wait here, before
// their signature where they can; cancels wait for nothing but tokens, and those of a kill for none that others spent.
extension OrderManager {
  /// When to look again whether a signed order may leave, milliseconds since 1970; nil where it may leave now.
  func keepsBack(post id: Digest32, _ terms: OrderTerms) -> Int64? {
    // Those that wait already are looked at in their order.
    let isWaiting = posts[id]?.isKeptBack == true
    return keepsBack(
      terms, behind: isWaiting ? 0 : posts.values.count { $0.isKeptBack })
  }

  /// The same of an order that is to be signed, behind so many others.
  func keepsBack(_ request: OrderRequestProgress, behind count: Int) -> Int64? {
    keepsBack(request.terms, behind: count)
  }

  /// How many orders draw on the budget before one that is to be signed: those on their way to a signature, and those
  /// that are signed and wait.
  var aheadOfRequests: Int {
    posts.values.count { $0.isKeptBack } + requests.values.count { !$0.isHeld }
  }

  private func keepsBack(_ terms: OrderTerms, behind count: Int) -> Int64? {
    if let until = gate.hold(isPostOnly: terms.isPostOnly, now: now) { return until }
    let wait = budget.wait(for: Int64(count) + 1, .order, now: now)
    return wait == 0 ? nil : now + wait
  }

  /// What keeps orders back, for people.
  var keptBackReason: String {
    switch gate.reason {
    case .restarting: "the venue restarted and took no orders in time (425)"
    case .halted(let halt): "the venue took no such orders in time (503 \(halt.rawValue))"
    case nil: "no token of the venue's budget for orders was free in time"
    }
  }

  // MARK: What the venue says

  mutating func heardLimits(_ outcome: PostOutcome, of order: OrderRecord) {
    let (wasOpen, wasThrottled) = (gate.isOpen, budget.isThrottled(now))
    defer { tellLimits(wasOpen: wasOpen, wasThrottled: wasThrottled) }
    switch outcome {
    case .accepted: gate.opened(byPostOnly: order.terms.isPostOnly)
    case .failed(let failure):
      switch failure {
      case .throttled(let notice):
        budget.throttled(notice, .order, now: now)
        gate.learnedNothing(from: order.id, now: now)
      case .restarting, .halted: gate.refused(failure, order: order.id, now: now)
      case .rejected, .unauthorised: gate.opened(byPostOnly: order.terms.isPostOnly)
      case .notSent, .refusedHere, .unknown: gate.learnedNothing(from: order.id, now: now)
      }
    }
  }

  mutating func heardLimits(_ outcome: CancelOutcome) {
    guard case .failed(let failure) = outcome else { return }
    let (wasOpen, wasThrottled) = (gate.isOpen, budget.isThrottled(now))
    defer { tellLimits(wasOpen: wasOpen, wasThrottled: wasThrottled) }
    switch failure {
    case .throttled(let notice): budget.throttled(notice, .cancel, now: now)
    case .restarting, .halted: gate.refused(failure, now: now)
    case .notSent, .refusedHere, .rejected, .unauthorised, .unknown: break
    }
  }

  /// People hear once that orders wait, and that they do no more.
  private mutating func tellLimits(wasOpen: Bool, wasThrottled: Bool) {
    let wallet = KillScope.wallet(policy.wallet)
    if wasOpen, !gate.isOpen {
      let what =
        switch gate.reason {
        case .halted(let halt): "takes only some requests (503 \(halt.rawValue))"
        case .restarting, nil: "restarts (425)"
        }
      alert(.notTaken, wallet, "the venue \(what): new orders wait, cancels are tried on")
    } else if !wasOpen, gate.isOpen {
      alert(.notTaken, wallet, "the venue takes orders again")
      releaseKeptBack()
    }
    if !wasThrottled, budget.isThrottled(now) {
      let seconds = policy.budget.throttleWindow / 1_000
      alert(
        .notTaken, wallet,
        "the venue refused a request for its rate (429): orders leave at half the rate for \(seconds) s"
      )
    }
  }

  /// How long a request to cancel that was refused for its rate waits at least, in milliseconds.
  func throttledWait(_ outcome: CancelOutcome) -> Int64 {
    guard case .failed(.throttled(let notice)) = outcome else { return 0 }
    return Int64(min(notice.retryAfter ?? 0, 60)) * 1_000
  }

  /// The venue takes orders again: what waited for that goes on now, in its order.
  private mutating func releaseKeptBack() {
    for (id, post) in posts where post.isKeptBack { posts[id]?.state = .waiting(until: now) }
    for (name, request) in requests {
      guard request.waitsForVenue else { continue }
      requests[name]?.stage = .held(until: now, code: ExecutionCode.notTaken.rawValue)
    }
  }

  // MARK: Cancels

  /// The most orders of one request now; 0 while there is no token.
  func cancelRoom(_ purpose: VenueBudget.Purpose) -> Int {
    Int(min(budget.room(purpose, now: now), Int64(VenueClient.cancelLimit)))
  }

  /// Milliseconds until so many more can be cancelled, or a few of them: one request for each would only be more requests.
  func cancelWait(_ count: Int, _ purpose: VenueBudget.Purpose) -> Int64 {
    max(1, budget.wait(for: Int64(min(count, 8)), purpose, now: now))
  }

  /// Cancels of orders that the books do not hold open: sent once each, since whoever wants them looks again.
  mutating func runStrayCancels() {
    clocks.strays = nil
    sendStrays(\.killedStrays, .kill)
    sendStrays(\.strayCancels, .cancel)
  }

  private mutating func sendStrays(
    _ line: WritableKeyPath<OrderManager, [Digest32]>, _ purpose: VenueBudget.Purpose
  ) {
    while !self[keyPath: line].isEmpty {
      let room = cancelRoom(purpose)
      guard room > 0 else {
        let until = now + cancelWait(self[keyPath: line].count, purpose)
        clocks.strays = min(clocks.strays ?? until, until)
        return
      }
      let batch = Array(self[keyPath: line].prefix(room))
      self[keyPath: line].removeFirst(batch.count)
      budget.spend(Int64(batch.count), purpose, now: now)
      perform(.cancel(orders: batch, attempt: books.cancelAttempts + 1))
    }
  }
}

extension OrderRequestProgress {
  /// Whether it waits for something else than an answer of this process.
  var isHeld: Bool {
    if case .held = stage { true } else { false }
  }

  /// Whether it waits for the venue to take it.
  var waitsForVenue: Bool {
    if case .held(_, ExecutionCode.notTaken.rawValue) = stage { true } else { false }
  }
}
