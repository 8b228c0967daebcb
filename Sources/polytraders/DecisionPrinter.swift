import CEL
import CommandLine
import Graph
import JSON
import Policy
import Trading

/// Lays decisions out as text and hands it on in large pieces; the text of every outcome is prepared once.
struct DecisionPrinter {
  enum Style {
    /// The reason code alone.
    case codes
    /// Event, code, severity, action, comparison.
    case line
    /// Rule by rule.
    case explanation
  }

  private let graph: CompiledGraph
  private let style: Style
  /// Takes a piece; false where it could not.
  private let sink: ([UInt8]) -> Bool
  private var buffer: [UInt8] = []
  private var codes: [[UInt8]] = []
  private var isOpen = true
  private static let pieceSize = 1 << 18

  init(
    graph: CompiledGraph, style: Style,
    to sink: @escaping ([UInt8]) -> Bool = { StandardStream.output.write($0) }
  ) {
    self.graph = graph
    self.style = style
    self.sink = sink
    buffer.reserveCapacity(Self.pieceSize + 4096)
  }

  mutating func add(_ decision: Decision, _ frame: EventFrame, _ event: JSONNode) {
    switch style {
    case .codes:
      if codes.isEmpty { codes = frame.plan.outcomes.map { Array("\($0.code)\n".utf8) } }
      buffer.append(contentsOf: codes[decision.outcome])
    case .line: buffer.append(contentsOf: line(decision, frame, event).utf8)
    case .explanation:
      let id = event.member("event_id")?.string ?? "event"
      buffer.append(contentsOf: "\(id): \(Explanation(frame).text)\n".utf8)
    }
    if buffer.count >= Self.pieceSize { flush() }
  }

  mutating func addRefused() {
    buffer.append(contentsOf: "-\n".utf8)
  }

  /// False where the sink did not take everything.
  mutating func finish() -> Bool {
    flush()
    return isOpen
  }

  private mutating func flush() {
    if isOpen { isOpen = sink(buffer) }
    buffer.removeAll(keepingCapacity: true)
  }

  private func line(_ decision: Decision, _ frame: EventFrame, _ event: JSONNode) -> String {
    let outcome = frame.plan.outcome(of: decision)
    let severity = graph.policies.severity(of: outcome.code)
    let id = event.member("event_id")?.string ?? "-"
    var line = "\(id) \(outcome.code) \(severity.rawValue) \(outcome.action.rawValue)"
    let comparison = frame.comparison(of: decision)
    if !comparison.isEmpty { line += "  (\(comparison))" }
    return line + "\n"
  }
}
