import JSON
package import Journal
package import Orders
import Trading

/// Folds a journal back into the order manager that wrote it. Envelopes of others are passed over; one of its own that
/// cannot be read stops, since a state with holes is no state.
package struct ManagerFold {
  package private(set) var manager: OrderManager
  /// How many entries were folded.
  package private(set) var count = 0
  /// What the last check of the risk triggers was held against: the journal's own copy of the highest equity.
  package private(set) var baselines: RiskBaselines?
  private let reader = JSONReader(maximumDepth: 64)

  /// Begins with a manager without a past.
  package init(_ policy: ManagerPolicy) {
    manager = OrderManager(policy)
  }

  /// Takes the next envelope of the journal.
  package mutating func take(_ envelope: UnsafeRawBufferPointer) throws(RecoveryFailure) {
    let node: JSONNode
    do throws(JSONError) {
      node = try unsafe reader.parse(envelope)
    } catch {
      throw .notAnEnvelope(error.message)
    }
    guard let payload = node.member("payload") else { return }
    guard ManagerEntry.isEntry(payload) else { return noteBaselines(payload) }
    guard let time = node.member("ts_ms")?.int64 else { throw .notAnEnvelope("without ts_ms") }
    do throws(FieldProblem) {
      manager.apply(try ManagerEntry(payload: payload), at: time)
    } catch {
      throw .entry(sequence: node.member("seq")?.int64 ?? 0, error)
    }
    count += 1
  }

  /// Takes the next envelope of the journal.
  package mutating func take(_ envelope: [UInt8]) throws(RecoveryFailure) {
    var failure: RecoveryFailure?
    unsafe envelope.withUnsafeBytes { bytes in
      do throws(RecoveryFailure) {
        try unsafe take(bytes)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  private mutating func noteBaselines(_ payload: JSONNode) {
    guard payload.member("event_kind")?.string == EventKind.riskCheck.rawValue,
      let peak = payload.member("event")?.member("risk")?.member("account")?.member("peak"),
      let amount = try? peak.micros()
    else { return }
    baselines = RiskBaselines(peak: amount)
  }

  /// Folds everything that `journal` holds.
  package mutating func take(all journal: JournalReader) throws(RecoveryFailure) {
    var failure: RecoveryFailure?
    do throws(JournalError) {
      try unsafe journal.forEach { _, text in
        do throws(RecoveryFailure) {
          try unsafe take(text)
          return true
        } catch {
          failure = error
          return false
        }
      }
    } catch {
      throw .journal(error)
    }
    if let failure { throw failure }
  }
}

/// Why a journal does not give the order manager back.
package enum RecoveryFailure: Error, Equatable, Sendable {
  case journal(JournalError)
  case notAnEnvelope(String)
  /// An entry that cannot be read: the number of its envelope and what is wrong.
  case entry(sequence: Int64, FieldProblem)
}
