package import Hashing
package import JSON
package import Orders
package import Trading

/// How a trading run stood at a moment: what its journal tells to those who look at it from outside, beside the entries
/// that everything lasting follows from.
package struct LiveStatus: Equatable, Sendable {
  /// Milliseconds since 1970.
  package var time: Int64
  /// `starting`, `trading`, `draining`, `drained`.
  package var phase: String
  package var isBeating: Bool
  package var holdsLease: Bool
  /// When the last accepted heartbeat was sent, milliseconds since 1970; nil before the first.
  package var lastBeat: Int64?
  /// Milliseconds since the venue was last heard of about our orders; nil while none is open.
  package var acknowledgementAge: Int64?
  /// Open orders of which journal and venue do not agree, with how that stands.
  package var unmatched: [Digest32: ReconcileState]

  /// How `manager` stands at `now`.
  package init(_ manager: OrderManager, now: Int64) {
    let heartbeat = manager.heartbeatView(now: now)
    time = now
    phase = manager.phase.rawValue
    isBeating = heartbeat.isRunning
    holdsLease = heartbeat.holdsLease
    lastBeat = heartbeat.lastAccepted
    acknowledgementAge = heartbeat.acknowledgementAge
    unmatched = [:]
    for order in manager.books.ledger.openOrders {
      let state = manager.reconciler.state(of: order.id)
      if state != .matched { unmatched[order.id] = state }
    }
  }

  /// Reads the payload of an envelope; nil where it is another.
  package init?(payload: JSONNode, time: Int64) {
    guard let node = payload.member("run_status"), let phase = node.member("phase")?.string else {
      return nil
    }
    self.time = time
    self.phase = phase
    isBeating = node.member("is_beating")?.bool ?? false
    holdsLease = node.member("holds_lease")?.bool ?? false
    lastBeat = node.member("last_beat_ms")?.int64
    acknowledgementAge = node.member("ack_age_ms")?.int64
    unmatched = [:]
    guard let orders = node.member("unmatched") else { return }
    for member in orders.members {
      guard let id = Digest32(prefixedHex: member.key.string ?? ""),
        let state = ReconcileState(rawValue: member.value.string ?? "")
      else { continue }
      unmatched[id] = state
    }
  }

  /// The envelope of this status.
  package func draft(engine: String) -> EnvelopeDraft {
    var draft = EnvelopeDraft(kind: .health, time: time, recorded: time, scope: "global")
    draft.engine = engine
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("run_status")
    writer.beginObject()
    if let acknowledgementAge {
      writer.key("ack_age_ms")
      writer.integer(acknowledgementAge)
    }
    writer.key("holds_lease")
    writer.bool(holdsLease)
    writer.key("is_beating")
    writer.bool(isBeating)
    if let lastBeat {
      writer.key("last_beat_ms")
      writer.integer(lastBeat)
    }
    writer.key("phase")
    writer.string(phase)
    writer.key("unmatched")
    writer.beginObject()
    for (id, state) in unmatched.sorted(by: { $0.key.hex < $1.key.hex }) {
      writer.key(id.prefixedHex)
      writer.string(state.rawValue)
    }
    writer.endObject()
    writer.endObject()
    writer.endObject()
    draft.payload = writer.bytes
    return draft
  }
}
