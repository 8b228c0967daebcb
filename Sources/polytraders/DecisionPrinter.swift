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
  private var frames: [OutcomeTexts] = []
  /// Those of the frame that the last decision was made in.
  private var current = OutcomeTexts()
  private var isOpen = true
  private static let pieceSize = 1 << 18

  /// The texts of the outcomes of one frame's plan, one behind the other: plans for different scopes count
  /// outcomes differently.
  private struct OutcomeTexts {
    var frame: ObjectIdentifier?
    var bytes: [UInt8] = []
    /// Where each text begins in `bytes`, and where the last one ends.
    var starts = [0]

    subscript(outcome: Int) -> ArraySlice<UInt8> {
      bytes[starts[outcome]..<starts[outcome + 1]]
    }
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
    if current.frame != ObjectIdentifier(frame) { select(frame) }
    switch style {
    case .codes: buffer.append(contentsOf: current[decision.outcome])
    case .line:
      name.append(to: &buffer, orElse: "-")
      buffer.append(contentsOf: current[decision.outcome])
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
    let identity = ObjectIdentifier(frame)
    if let known = frames.first(where: { $0.frame == identity }) {
      current = known
      return
    }
    current = OutcomeTexts(frame: identity)
    for outcome in frame.plan.outcomes {
      if style == .line {
        let severity = graph.policies.severity(of: outcome.code)
        let text = " \(outcome.code) \(severity.rawValue) \(outcome.action.rawValue)"
        current.bytes += text.utf8
      } else {
        current.bytes += "\(outcome.code)\n".utf8
      }
      current.starts.append(current.bytes.count)
    }
    frames.append(current)
  }
}
