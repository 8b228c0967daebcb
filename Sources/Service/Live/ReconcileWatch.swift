import Hashing
import JSON
package import Journal
package import Orders
import Trading

/// Has the approved policies decide every second about each difference between our books and the venue's that is open
/// (bots/reconciler.yaml): whether people are told, and whether its scope pauses. Values of one market or strategy
/// alone count here; what nobody decides is paused by the reconciler's own clock.
package final class ReconcileWatch {
  /// How many differences are decided about in a second; the others wait for the reconciler's own clock.
  private static let most = 256

  private let service: DecisionService
  /// The codes of the last verdict on each difference, so that the journal holds changes and not ticks.
  private var told: [Digest32?: [String]] = [:]

  /// A watch by the policies of `service`.
  package init(_ service: DecisionService) { self.service = service }

  /// What was decided about what is open at `now`, for the desk to take.
  package func look(_ reconciler: Reconciler, now: Int64) throws(JournalError) -> [ManagerEvent] {
    let open = reconciler.differences.prefix(Self.most)
    var known: [Digest32?: [String]] = [:]
    var events: [ManagerEvent] = []
    for difference in open {
      let last = told[difference.order]
      let verdicts = try service.judge(
        Self.event(difference, now: now), as: .reconcileCheck
      ) { $0.codes == last }
      // Of several bots the strictest counts.
      let strictest =
        verdicts.first { $0.outcome.isLive && $0.outcome.action.isProtective }
        ?? verdicts.first { $0.outcome.isLive } ?? verdicts.first
      guard let strictest else { continue }
      known[difference.order] = verdicts.first?.outcome.codes
      events.append(
        .judgedDifference(
          order: difference.order,
          Judgement(
            action: strictest.outcome.action, codes: strictest.outcome.codes,
            sequence: strictest.sequence ?? 0, isLive: strictest.outcome.isLive)))
    }
    told = known
    return events
  }

  private static func event(_ difference: Difference, now: Int64) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("kind")
    writer.string(EventKind.reconcileCheck.rawValue)
    writer.key("now_ms")
    writer.integer(now)
    for (name, text) in [("market", difference.market), ("strategy", difference.strategy)] {
      guard let text else { continue }
      writer.key(name)
      writer.string(text)
    }
    writer.key("difference")
    writer.beginObject()
    writer.key("age_ms")
    // A clock that was set back makes nothing younger than it is when it was found.
    writer.integer(max(0, now - difference.since))
    writer.key("class")
    writer.string(difference.reason.rawValue)
    writer.key("contradicts")
    writer.bool(difference.reason.pausesAtOnce)
    writer.key("of_account")
    writer.bool(difference.order == nil)
    writer.key("order")
    if let order = difference.order { writer.string(order.prefixedHex) } else { writer.null() }
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }
}
