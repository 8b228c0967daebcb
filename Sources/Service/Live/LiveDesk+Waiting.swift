import Desk
import Orders
import Venue

// Why nothing happens: what people see when a run does not trade, and when that changes.
extension LiveDesk {
  /// Keeps what the venue and the nodes said last when they could not be read.
  func noteFailures(_ events: [ManagerEvent]) {
    for event in events {
      switch event {
      case .chain(.failed(let text)): failures.chain = text
      case .chain(.read): failures.chain = nil
      case .snapshot(_, .failed(let text)): failures.lists = text
      case .snapshot(_, .complete): failures.lists = nil
      default: break
      }
    }
  }

  /// Says what keeps orders back when it is not what it was a second ago.
  func tellHolds() {
    let reasons = waitingReasons
    guard reasons != toldReasons else { return }
    toldReasons = reasons
    if !reasons.isEmpty {
      say(.waiting(reasons.joined(separator: "; ")))
    } else if isReady, parts.desk.manager.phase == .trading {
      say(.resumed)
    }
  }

  /// What new orders wait for, for people; empty where nothing keeps them back.
  var waitingReasons: [String] {
    let manager = parts.desk.manager
    guard manager.phase == .starting || manager.phase == .trading else { return [] }
    return manager.holds.map(text)
  }

  private func text(_ hold: TradingHold) -> String {
    switch hold {
    case .lease: "another run holds the key's lease, or the shared state cannot be read"
    case .reconciliation:
      "the venue's lists have to agree with the journal"
        + (failures.lists.map { " (the last reading failed: \($0))" } ?? "")
    case .chain:
      "no node of the chain has answered yet" + (failures.chain.map { " (\($0))" } ?? "")
    case .mismatch(let block):
      "balances at block \(block) are not what the trades make of them: a person has to explain it"
    case .kill(let id, let scope):
      "\(id) stands on \(scope.text): 'polytraders kill status' tells what arms it again"
    case .paused(let scope, let code): "\(scope.text) is paused (\(code))"
    case .venue(.restarting): "the venue restarts (425)"
    case .venue(.halted(let halt)): "the venue takes only some requests (503 \(halt.rawValue))"
    }
  }
}

/// What could not be read the last time; nil where it could.
struct LiveFailures {
  var lists: String?
  var chain: String?
}
