import CommandLine
import Diagnostics
import JSON
import Orders

/// What a run holds back, with the command that releases each, for people and programs.
struct HeldText {
  private struct Row {
    var what: String
    var why: String
    var release: String
  }

  private let rows: [Row]

  /// What `manager` holds back.
  init(_ manager: OrderManager) {
    var rows = manager.books.pauses.sorted { $0.key.text < $1.key.text }.map { scope, code in
      let command =
        switch PauseRelease(code) {
        case .person:
          "polytraders orders resume \(scope.text) --by NAME --reason TEXT"
        case .balances: Self.balances(manager.books.chain)
        case .itself: "none: it ends with its cause"
        }
      return Row(what: "pause \(scope.text)", why: code, release: command)
    }
    if let mismatch = manager.books.chain.mismatch {
      let state = manager.books.chain.explainedBy.map { ", explained by \($0)" } ?? ""
      rows.append(
        Row(
          what: "mismatch at block \(mismatch.lastSeenBlock)", why: mismatch.text + state,
          release: Self.balances(manager.books.chain)))
    }
    for kill in manager.killSwitch.kills {
      let record = kill.step.record
      rows.append(
        Row(
          what: "kill \(record.scope.text) \(record.state.rawValue)",
          why: kill.triggers.map(\.rawValue).joined(separator: ", "),
          release: "polytraders kill status"))
    }
    self.rows = rows
  }

  private static func balances(_ chain: ChainLedger) -> String {
    guard chain.mismatch != nil else { return "polytraders orders flow, or a trade that arrives" }
    return chain.explainedBy == nil
      ? "polytraders orders flow, then orders explain, then orders settle"
      : "polytraders orders settle, by somebody else"
  }

  var isEmpty: Bool { rows.isEmpty }

  var text: String {
    guard !rows.isEmpty else { return "held       nothing\n" }
    return rows.map { row in
      "held       \(row.what): \(row.why)".printable(limit: 2_000) + "\n"
        + "  release  \(row.release)".printable() + "\n"
    }.joined()
  }

  /// What stands behind a list of orders; empty where nothing is held.
  var note: String { rows.isEmpty ? "" : text }

  var json: JSONValue {
    [
      "held": .array(
        rows.map {
          ["what": .string($0.what), "why": .string($0.why), "release": .string($0.release)]
        })
    ]
  }
}
