import FixedPoint
import Hashing
import Journal
package import Orders
package import Runner
import Trading

/// The loop of a trading desk: takes events, lets the order manager decide, and carries out what it wants in
/// order. Live run and simulation differ only in the ports.
///
/// Everything recorded is on the disk before anything leaves: the actions of a batch of events are collected, the
/// journal is flushed once, and only then the effects are performed (facts/oms.md 1.4, design.md 5). For one
/// thread; `take` must not be called from inside a port.
package final class Desk {
  /// What a desk reaches the world by.
  package struct Ports {
    package var world: any DeskWorld
    package var judge: any DeskJudge
    package var books: any DeskBooks
    package var store: any DeskStore
    package var latch: any KillLatch
    package var signer: any DeskSigner
    package var log: any DurableLog

    /// These ports.
    package init(
      world: any DeskWorld, judge: any DeskJudge, books: any DeskBooks, store: any DeskStore,
      latch: any KillLatch, signer: any DeskSigner, log: any DurableLog
    ) {
      self.world = world
      self.judge = judge
      self.books = books
      self.store = store
      self.latch = latch
      self.signer = signer
      self.log = log
    }
  }

  /// Something for people, as it happens.
  package struct Alert: Hashable, Sendable {
    /// A code of the registry.
    package var code: String
    package var scope: KillScope
    package var text: String
    /// Milliseconds since 1970.
    package var time: Int64
  }

  package private(set) var manager: OrderManager
  let ports: Ports
  /// Name and version of the program, for envelopes.
  private let engine: String
  private let say: (Alert) -> Void
  /// Asked at every point between recording, asking and performing; throws to die there.
  private let hook: ((CrashPoint) throws(DeskFailure) -> Void)?
  private var effects: [ManagerEffect] = []
  private var answers: [ManagerEvent] = []
  /// Numbers whose bytes leave with the next flush.
  private var departures: [ManagerQuestion] = []
  /// After a failure nothing more is done.
  package private(set) var failure: DeskFailure?
  private var isBusy = false

  /// A desk that goes on from `manager`, which was folded from the journal behind `ports.log`.
  package init(
    _ manager: OrderManager, ports: Ports, engine: String, say: @escaping (Alert) -> Void,
    hook: ((CrashPoint) throws(DeskFailure) -> Void)? = nil
  ) {
    self.manager = manager
    self.ports = ports
    self.engine = engine
    self.say = say
    self.hook = hook
  }

  /// When a `tick` is wanted, milliseconds since 1970; nil while only an answer can change anything.
  package var wake: Int64? { manager.wake }

  /// Takes one event at `now`, milliseconds since 1970, and carries out everything that follows.
  package func take(_ event: ManagerEvent, now: Int64) throws(DeskFailure) {
    try take([event], now: now)
  }

  /// Takes events that came together; one flush serves all of them.
  package func take(_ events: [ManagerEvent], now: Int64) throws(DeskFailure) {
    precondition(!isBusy, "a port called back into the desk")
    if let failure { throw failure }
    isBusy = true
    defer { isBusy = false }
    do throws(DeskFailure) {
      for event in events {
        try handle(event, now: now)
        try handleAnswers(now: now)
      }
      repeat {
        try release(now: now)
        try handleAnswers(now: now)
      } while !effects.isEmpty
    } catch {
      failure = error
      throw error
    }
  }

  private func handleAnswers(now: Int64) throws(DeskFailure) {
    while !answers.isEmpty {
      let waiting = answers
      answers.removeAll(keepingCapacity: true)
      for answer in waiting { try handle(answer, now: now) }
    }
  }

  private func handle(_ event: ManagerEvent, now: Int64) throws(DeskFailure) {
    for action in manager.handle(event, now: now) {
      switch action {
      case .record(let entry, let cause): try record(entry, cause: cause, now: now)
      case .ask(let question):
        // The shared store must not say that bytes are on their way before the journal has them on the disk: after
        // a crash in between nobody could tell that nothing left (facts/oms.md 3.6).
        if case .settleNonce(_, .posting, _) = question {
          departures.append(question)
        } else {
          try ask(question, now: now)
        }
      case .perform(let effect): effects.append(effect)
      case .alert(let code, let scope, let text):
        say(Alert(code: code, scope: scope, text: text, time: now))
      }
    }
  }

  private func ask(_ question: ManagerQuestion, now: Int64) throws(DeskFailure) {
    try hook?(.beforeQuestion)
    if let answer = try answer(question, now: now) { answers.append(answer) }
    try hook?(.afterQuestion)
  }

  private func record(_ entry: ManagerEntry, cause: Int64?, now: Int64) throws(DeskFailure) {
    try hook?(.beforeRecord)
    var draft = entry.draft(terms: manager.terms(of: entry), time: manager.now)
    draft.engine = engine
    if let cause { draft.causes = [cause] }
    do {
      _ = try ports.log.append(draft)
    } catch {
      throw .journal(error)
    }
    try hook?(.afterRecord)
  }

  /// Everything recorded goes to the disk, then everything wanted leaves.
  private func release(now: Int64) throws(DeskFailure) {
    guard !effects.isEmpty else { return }
    let leaving = effects
    effects.removeAll(keepingCapacity: true)
    try hook?(.beforeFlush)
    do {
      try ports.log.flush()
    } catch {
      throw .journal(error)
    }
    try hook?(.afterFlush)
    let departing = departures
    departures.removeAll(keepingCapacity: true)
    for question in departing { try ask(question, now: now) }
    for effect in leaving {
      // The last look before the wire: whoever tripped in the same batch tripped in time.
      if case .post(let order, _, _) = effect, isKilled(order) {
        answers.append(.withheld(order: order))
        continue
      }
      try hook?(.beforeEffect)
      ports.world.perform(effect, now: now)
      try hook?(.afterEffect)
    }
  }

  private func isKilled(_ order: Digest32) -> Bool {
    manager.books.ledger.record(order).map { manager.verdict(on: $0.terms) != nil } ?? false
  }
}
