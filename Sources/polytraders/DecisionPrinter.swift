import CEL
import CommandLine
import Graph
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
  private var texts: [OutcomeTexts] = []
  /// The position in `texts` of the frame that the last decision was made in.
  private var current = -1
  private var isOpen = true
  private static let pieceSize = 1 << 18

  /// The texts of the outcomes of one frame's plan: plans for different scopes count them differently.
  private struct OutcomeTexts {
    let frame: EventFrame
    var texts: [[UInt8]]
  }

  init(
    graph: CompiledGraph, style: Style,
    to sink: @escaping ([UInt8]) -> Bool = { StandardStream.output.write($0) }
  ) {
    self.graph = graph
    self.style = style
    self.sink = sink
    buffer.reserveCapacity(Self.pieceSize + 4096)
  }

  mutating func add(_ decision: Decision, _ frame: EventFrame, _ name: EventName) {
    if current < 0 || texts[current].frame !== frame { select(frame) }
    switch style {
    case .codes: buffer.append(contentsOf: texts[current].texts[decision.outcome])
    case .line:
      name.append(to: &buffer, orElse: "-")
      buffer.append(contentsOf: texts[current].texts[decision.outcome])
      let comparison = frame.comparison(of: decision)
      if !comparison.isEmpty { buffer.append(contentsOf: "  (\(comparison))".utf8) }
      buffer.append(UInt8(ascii: "\n"))
    case .explanation:
      name.append(to: &buffer, orElse: "event")
      buffer.append(contentsOf: ": \(Explanation(frame).text)\n".utf8)
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

  private mutating func select(_ frame: EventFrame) {
    if let known = texts.firstIndex(where: { $0.frame === frame }) {
      current = known
      return
    }
    let prepared = frame.plan.outcomes.map { outcome in
      guard style == .line else { return Array("\(outcome.code)\n".utf8) }
      let severity = graph.policies.severity(of: outcome.code)
      return Array(" \(outcome.code) \(severity.rawValue) \(outcome.action.rawValue)".utf8)
    }
    texts.append(OutcomeTexts(frame: frame, texts: prepared))
    current = texts.count - 1
  }
}
