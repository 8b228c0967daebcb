import FixedPoint
import Hashing
import Venue

/// The order manager: turns plans into orders and keeps, from what the venue says in whatever order, the one account
/// of them (seeds/000 stage 8; facts/oms.md 1).
///
/// Pure: an event and a time in, actions out. It knows no clock, no chance and no port; whoever owns it carries the
/// actions out in their order and brings the answers back. Lasting state changes by recorded entries alone, so that
/// the journal gives it back after a crash; everything else is how far questions and requests got, and starts anew.
package struct OrderManager: Sendable {
  /// Where a run of the manager stands.
  package enum Phase: String, Sendable {
    /// Not started: only folds entries.
    case stopped
    /// Waits for the lease and the first clean reconciliation; cancels pass, nothing new is signed.
    case starting
    case trading
    /// No new orders; cancels by policy.
    case draining
    /// Over.
    case drained
  }

  /// How far an order got that is not signed yet.
  struct Request: Sendable {
    enum Stage: Sendable {
      case judging, numbering, signing
      /// The sequence may clear by itself: asked again then.
      case held(until: Int64, code: String)
    }

    var terms: OrderTerms
    var stage: Stage
    /// After this it is denied; nil where it does not age.
    var deadline: Int64?
    /// The decision's envelope.
    var cause: Int64?
    /// Its number; nil before.
    var sequence: Int64?
    /// Whether NonceShepherd was asked since the number was assigned.
    var codes: [String] = []
  }

  /// How far signed bytes got.
  struct Post: Sendable {
    enum State: Sendable {
      /// The answer is awaited.
      case inFlight
      /// The venue has done nothing; the same bytes again then.
      case waiting(until: Int64)
    }

    var state: State
    var attempts: Int
    /// After this it is not sent again; nil where it does not age.
    var deadline: Int64?
    /// Why it was not taken the last time.
    var failure: String
  }

  /// How far a cancel got.
  struct Cancel: Sendable {
    /// The attempt that is under way; 0 before the first.
    var attempt: Int
    /// How often it was sent.
    var count: Int
    /// When it is sent (again) unless an answer says otherwise.
    var due: Int64
    /// The decision's envelope.
    var cause: Int64?
  }

  package let policy: ManagerPolicy
  /// The lasting state.
  package internal(set) var books = ManagerBooks()
  package internal(set) var phase = Phase.stopped
  /// Whether this process holds the key's lease.
  package internal(set) var holdsLease = false
  /// The latest time that was seen, milliseconds since 1970: a clock that steps back moves nothing.
  package internal(set) var now: Int64 = 0

  var requests: [String: Request] = [:]
  var posts: [Digest32: Post] = [:]
  var cancels: [Digest32: Cancel] = [:]
  var timers = ManagerTimers()
  /// What is wanted by the event that is being handled.
  var actions: [ManagerAction] = []

  /// A manager with no past.
  package init(_ policy: ManagerPolicy) {
    self.policy = policy
  }

  /// Applies one recorded entry to the lasting state: how a journal is read back. Nothing is done about it.
  package mutating func apply(_ entry: ManagerEntry, at time: Int64) {
    books.apply(entry, at: time)
  }

  /// Takes an event at `now`, milliseconds since 1970, and says what to do, in this order.
  package mutating func handle(_ event: ManagerEvent, now time: Int64) -> [ManagerAction] {
    now = max(now, time)
    take(event)
    runDue()
    defer { actions.removeAll(keepingCapacity: true) }
    return actions
  }

  /// Applies and records.
  @discardableResult
  mutating func record(_ entry: ManagerEntry, cause: Int64? = nil) -> FactOutcome? {
    let outcome = books.apply(entry, at: now)
    actions.append(.record(entry, cause: cause))
    return outcome
  }

  mutating func ask(_ question: ManagerQuestion) { actions.append(.ask(question)) }
  mutating func perform(_ effect: ManagerEffect) { actions.append(.perform(effect)) }
  mutating func alert(_ code: String, _ scope: KillScope, _ text: String) {
    actions.append(.alert(code: code, scope: scope, text: text))
  }
  mutating func alert(_ code: ExecutionCode, _ scope: KillScope, _ text: String) {
    alert(code.rawValue, scope, text)
  }

  private mutating func take(_ event: ManagerEvent) {
    switch event {
    default: break
    }
  }
  mutating func runDue() {}
  package var wake: Int64? { nil }
  package func verdict(on terms: OrderTerms) -> KillRecord? { nil }
}

struct ManagerTimers: Sendable {}
