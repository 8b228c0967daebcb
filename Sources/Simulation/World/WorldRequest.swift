import Hashing
import Network
import Orders
import Venue

/// A request on its way into the world.
struct WorldRequest {
  /// Its number; one request is answered once.
  var number: Int
  var effect: ManagerEffect
  /// When it was sent, on the desk's clock.
  var sent: Int64
  /// The same moment on the venue's clock.
  var left: Int64

  /// What the desk hears where no answer comes in time: nobody knows what was done.
  var unanswered: ManagerEvent? {
    let doubt = VenueFailure.unknown(.unanswered(.timedOut(milliseconds: 5_000)))
    return failed(doubt)
  }

  /// What the desk hears of a request that never left.
  var unsent: ManagerEvent? {
    failed(.notSent(.unreachable(host: "venue", port: 443, detail: "partitioned")))
  }

  /// What the desk hears of a failure.
  func failed(_ failure: VenueFailure) -> ManagerEvent? {
    switch effect {
    case .post(let order, _, _): return .posted(order: order, .failed(failure))
    case .cancel(let orders, let attempt):
      return .cancelled(orders: orders, attempt: attempt, .failed(failure))
    case .cancelAll, .cancelMarket: return .cancelledAll(.failed(failure))
    case .readSnapshot(let round, _): return .snapshot(round: round, .failed("no answer"))
    case .lookUp(let order): return .lookedUp(order: order, .failed(failure))
    case .beat(.send(let beat, _)):
      return .beat(failure.mayHaveActed ? .lost(beat: beat) : .refused(beat: beat))
    case .readChain: return .chain(.failed("no answer"))
    case .renewCredential: return .credential(.failed("no answer"))
    case .beat, .drained, .lookUpTrade: return nil
    }
  }
}
