import Desk
import Diagnostics
import Hashing
import JSON
import Journal
import Orders
import Runtime
import Service

/// The orders of a trading run as its journal tells them, whether or not the run is alive: the fold that the run itself
/// starts with, and the last that it said of itself.
struct RecordedOrders {
  let manager: OrderManager
  /// nil where no run traded on this journal.
  let status: LiveStatus?
  /// The time of the last envelope, milliseconds since 1970.
  let asOf: Int64

  /// Reads a whole journal.
  static func read(_ reader: JournalReader) throws -> RecordedOrders {
    var fold = OrderManager(
      ManagerPolicy(owner: "reader", apiKey: "", wallet: "", builder: .zero))
    let json = JSONReader(maximumDepth: 64, maximumBytes: 64 << 20)
    var status: LiveStatus?
    var asOf: Int64 = 0
    var failure: RecoveryFailure?
    do throws(JournalError) {
      try unsafe reader.forEach { sequence, text in
        guard let envelope = try? unsafe json.parse(text), let payload = envelope.member("payload")
        else { return true }
        let time = envelope.member("ts_ms")?.int64 ?? asOf
        asOf = max(asOf, envelope.member("ts_recorded_ms")?.int64 ?? time)
        if let seen = LiveStatus(payload: payload, time: time) { status = seen }
        guard ManagerEntry.isEntry(payload) else { return true }
        do throws(FieldProblem) {
          fold.apply(try ManagerEntry(payload: payload), at: time)
        } catch {
          failure = .entry(sequence: sequence, error)
          return false
        }
        return true
      }
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
    if let failure { throw TradingProblem.journal(failure).error }
    return RecordedOrders(manager: fold, status: status, asOf: asOf)
  }

  /// All orders, the first first.
  var views: [OrderView] { manager.views(now: asOf).map(completed) }

  /// An order by the venue's id or by its client order id; nil where there is none.
  func view(_ name: String) -> OrderView? {
    if let id = Digest32(prefixedHex: name) {
      return manager.view(id, now: asOf).map(completed)
    }
    return manager.view(clientOrderID: name, now: asOf).map(completed)
  }

  /// What only the run knows of an order: how its reconciliation stood when it last said.
  private func completed(_ view: OrderView) -> OrderView {
    var view = view
    if let id = view.id, let state = status?.unmatched[id] { view.reconciliation = state }
    return view
  }
}
