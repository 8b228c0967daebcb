import FixedPoint
import Hashing
import Trading

/// How far an order got that is not signed yet. Lost in a crash: then it is asked for again, under the same name and
/// so with the same number.
struct OrderRequestProgress: Equatable, Sendable {
  enum Stage: Equatable, Sendable {
    case judging, numbering
    case signing(sequence: Int64)
    /// The lane may clear by itself: asked again then.
    case held(until: Int64, code: String)
  }

  var terms: OrderTerms
  var stage: Stage
  /// After this it is denied, milliseconds since 1970.
  var deadline: Int64
  /// The decision's envelope.
  var cause: Int64?
  /// Which came first: what waits goes on in this order.
  var place = 0
  /// What it waits for, for people; empty where the code says it.
  var waitsFor = ""
}

/// How far signed bytes got, as long as the venue is known not to have acted on them, or an answer is awaited.
struct PostProgress: Equatable, Sendable {
  enum State: Equatable, Sendable {
    /// The answer is awaited until then.
    case inFlight(until: Int64)
    /// The venue has done nothing; the same bytes again then.
    case waiting(until: Int64)
  }

  var state: State
  var attempts: Int
  /// After this it is not sent again, milliseconds since 1970.
  var deadline: Int64
  /// Why it was not taken the last time.
  var failure = ""
  /// Whether it waits for the venue to take orders, or for a token, and not for a time of its own.
  var isKeptBack = false

  /// When something has to be done unless an answer comes.
  var due: Int64 {
    switch state {
    case .inFlight(let until), .waiting(let until): until
    }
  }
}

/// How far a cancel got; it is repeated until the order has ended.
struct CancelProgress: Equatable, Sendable {
  /// The attempt that is under way; 0 before the first.
  var attempt = 0
  /// How often it was sent.
  var count = 0
  /// When it is sent (again) unless an answer says otherwise.
  var due: Int64
  /// The decision's envelope.
  var cause: Int64?
}

/// A cancel-replace before the rate window has answered.
struct ReplacementWish: Equatable, Sendable {
  /// The client order id of the order to come.
  var by: String
  var price: Micros
  var aheadBefore: Micros?
  var aheadAfter: Micros?
  var severity: Severity
  /// The decision's envelope.
  var cause: Int64?
}

/// When the parts of the manager want to look again, milliseconds since 1970; nil while it is not started.
struct ManagerClocks: Equatable, Sendable {
  var latch: Int64?
  var chain: Int64?
  /// When the oldest deferred cancel-replace is judged again.
  var deferred: Int64?
  /// When plans that are over are next looked at.
  var forgetting: Int64 = .min
  /// When a drain says what is left.
  var drainEnd: Int64?
  /// A credential is being renewed until then.
  var renewal: Int64?
  /// Whether this process has read the chain: before that no number can be given to an order.
  var isChainKnown = false
  /// How many orders were on their way to a signature so far.
  var requestCount = 0
  /// When cancels that waited for tokens are looked at again.
  var strays: Int64?
  /// How many orders were open when heartbeats were last told.
  var openCount = 0
}
