import FixedPoint
import Hashing
import Journal
import Orders
import Runner
import Trading

extension Desk {
  /// The answer of the graph, the shared store or the signer; nil where there is none to give.
  func answer(_ question: ManagerQuestion, now: Int64) throws(DeskFailure) -> ManagerEvent? {
    switch question {
    case .judgeSigning(let terms):
      return .judgedSigning(
        clientOrderID: terms.clientOrderID, try judge(signing: terms, now: now))
    case .judgeResting(let order):
      return try judge(resting: order, now: now).map { .judgedResting(order: order, $0) }
    case .sign(let terms, let sequence):
      // The state in memory first: the latch on the disk is the signer's to read.
      guard manager.verdict(on: terms) == nil else {
        return .notSigned(clientOrderID: terms.clientOrderID, code: "KILL_SWITCH_ACTIVE")
      }
      do throws(SigningRefusal) {
        return .signed(
          clientOrderID: terms.clientOrderID,
          try ports.signer.sign(terms, sequence: sequence, now: now))
      } catch {
        return .notSigned(clientOrderID: terms.clientOrderID, code: error.code)
      }
    case .latch(let step):
      do throws(KillLatchFailure) {
        try ports.latch.write(step)
        return nil
      } catch {
        return .latch(.unreadable(error.message))
      }
    case .readLatch: return .latch(ports.latch.read())
    default: return askStore(question, now: now)
    }
  }

  private func judge(signing terms: OrderTerms, now: Int64) throws(DeskFailure) -> Judgement {
    var facts = try? ports.store.signingFacts(now: now)
    if manager.verdict(on: terms) != nil { facts?.isKilled = true }
    do {
      return try ports.judge.judge(signing: terms, facts: facts, now: now)
    } catch {
      throw .journal(error)
    }
  }

  /// The order as it rests, with what is known of its book and of the key's window.
  private func judge(resting id: Digest32, now: Int64) throws(DeskFailure) -> Judgement? {
    guard let order = manager.view(id, now: now) else { return nil }
    let book = ports.books.book(of: order.terms.token, now: now)
    let view = RestingView(
      id: id, terms: order.terms, open: order.open, placedAt: order.placedAt,
      queueAhead: ports.books.queueAhead(of: id), bestBid: book?.bestBid, bestAsk: book?.bestAsk,
      bookAge: book?.age, cancelReplaces: try? ports.store.rateCount(now: now),
      isKilled: manager.verdict(on: order.terms) != nil,
      tags: ports.books.tags(of: order.terms.market))
    do {
      var judgement = try ports.judge.judge(resting: view, now: now)
      judgement?.book = JudgedBook(
        bestBid: view.bestBid, bestAsk: view.bestAsk, queueAhead: view.queueAhead)
      return judgement
    } catch {
      throw .journal(error)
    }
  }

  /// What the shared store says. A store that fails gives no number, no room and no lease, and counts as tripped
  /// (facts/oms.md 3.3, 4, 6.2).
  private func askStore(_ question: ManagerQuestion, now: Int64) -> ManagerEvent? {
    let store = ports.store
    do throws(DeskStoreFailure) {
      switch question {
      case .assignNonce(let terms):
        return .assigned(
          clientOrderID: terms.clientOrderID,
          try store.assignNonce(
            request: terms.clientOrderID,
            scopes: [.strategy(terms.strategy), .market(terms.market)], now: now))
      case .recoverNonces(let journal):
        _ = try store.recoverNonces(journal, now: now)
      case .settleNonce(let request, let state, let order):
        try store.settleNonce(request: request, state, order: order, now: now)
      case .reserveRate(let order, let operation):
        return .rate(order: order, try store.reserveRate(operation: operation, now: now))
      case .renewLease(let until):
        // The end is on the manager's clock, which does not go back: so is what it is subtracted from.
        return .lease(
          isHeld: try store.renewLease(
            owner: manager.policy.owner, now: max(now, manager.now), until: until),
          until: until)
      case .observeChain(let reading): try store.observeChain(reading, now: now)
      case .credential(let expires): try store.observeCredential(expires: expires, now: now)
      case .judgeSigning, .judgeResting, .sign, .latch, .readLatch: break
      }
      return nil
    } catch {
      return failed(question, error)
    }
  }

  private func failed(_ question: ManagerQuestion, _ failure: DeskStoreFailure) -> ManagerEvent? {
    switch question {
    case .assignNonce(let terms):
      .assigned(
        clientOrderID: terms.clientOrderID, .refused(codes: ["NONCE_SHEPHERD_GAP_UNRESOLVED"]))
    case .reserveRate(let order, _): .rate(order: order, .unavailable)
    case .renewLease(let until): .lease(isHeld: false, until: until)
    case .settleNonce, .recoverNonces, .observeChain, .credential: .storeFailed(failure.message)
    case .judgeSigning, .judgeResting, .sign, .latch, .readLatch: nil
    }
  }
}
