import CommandLine
import Desk
import Diagnostics
import Orders
import Service

/// What a trading run says while it runs: one line for each thing, on standard error.
enum TradingText {
  static let engine = "polytraders/\(Polytraders.version)"

  /// Something that people have to look at.
  static func line(_ alert: Desk.Alert) -> String {
    "alert: \(alert.code) \(alert.scope.text): \(alert.text)".printable() + "\n"
  }

  static func line(_ notice: LiveDesk.Notice) -> String {
    switch notice {
    case .starting(let what): "starting: \(what)\n"
    case .waiting(let why): "waiting: no new orders: \(why)".printable() + "\n"
    case .resumed: "trading: nothing keeps orders back any more\n"
    case .ready(let time): "trading: the venue agrees with the journal, after \(time) ms\n"
    case .draining:
      "draining: nothing new is signed; asked again, the run ends at once and its heartbeats with it\n"
    case .status(let line): "\(line)\n"
    case .trouble(let text): "note: \(text)".printable() + "\n"
    case .request(let request, let answer):
      "request: \(request.wish.name) by \(request.by): \(answer.outcome.rawValue): \(answer.text)"
        .printable(limit: 2_000) + "\n"
    case .badPlan(let text): "refused plan: \(text)".printable() + "\n"
    }
  }
}
