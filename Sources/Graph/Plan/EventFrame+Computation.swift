package import CEL
import Policy

/// Texts and lists: what an event brings of them, and what the stages compute from them. Plans without them never
/// come here.
extension EventFrame {
  /// Sets an input that is a text or a list.
  package func set(_ input: Int, _ content: FieldContent) {
    guard contents[input] != content else { return }
    contents[input] = content
    values(ofContents: input)
  }

  private func values(ofContents input: Int) {
    let type = plan.inputs[input].declaration.type
    contentValues[input] = contents[input]?.value(as: type)
  }

  /// The text or list of an input; nil for a scalar, and for what was never set.
  package func content(of input: Int) -> FieldContent? {
    contents.isEmpty ? nil : contents[input]
  }

  /// Takes over the texts and lists of an event.
  func setContents(_ contents: [FieldContent?]) {
    for (input, content) in contents.enumerated() {
      if let content { set(input, content) }
    }
  }

  /// Computes what a stage needs of texts and lists, and sets the slots and their states.
  func compute(stage index: Int) {
    let computation = plan.stages[index].computation
    var values = StageValues(frame: self, sources: computation.sources)
    for item in computation.items {
      let outcome =
        switch item.work {
        case .general(let computed):
          Evaluator.evaluate(
            computed.expression, values, meter: Meter(limit: computed.meterLimit))
        case .scalar(let expression): expression.evaluate(values)
        }
      values.results[item.identity] = outcome
      if let slot = item.slot { set(slot, outcome) }
    }
    results[index] = values.results
  }

  private func set(_ slot: Slot, _ outcome: Evaluation) {
    frame[slot] = 0
    switch outcome {
    case .value(let value):
      guard let number = value.slotValue else { return frame.setState(.error, of: slot) }
      frame[slot] = number
      frame.setState(.known, of: slot)
    case .unknown(let bits):
      frame.setState(bits.min().map { .unknown(fact: $0) } ?? .error, of: slot)
    case .error: frame.setState(.error, of: slot)
    }
  }

  /// What the last decision computed from texts and lists for a variable of a stage's bot; nil for all else.
  package func outcome(ofComputed identity: Int, stage index: Int) -> Evaluation? {
    guard results.indices.contains(index) else { return nil }
    if let outcome = results[index][identity] { return outcome }
    guard case .item(let item)? = plan.stages[index].computation.sources[identity] else {
      return nil
    }
    return results[index][item]
  }

  /// The value of an input as expressions see it, unknown by the first bit that is missing.
  fileprivate func outcome(ofInput position: Int) -> Evaluation {
    if let bit = missingBit(ofInput: position) { return .unknown([bit]) }
    let type = plan.inputs[position].declaration.type
    let value =
      type.isScalar ? Value(slot: self.value(of: position), as: type) : contentValues[position]
    return value.map { .value($0) }
      ?? .error(EvaluationError(.overflow(function: type.name), at: 0..<0))
  }
}

/// The variables of one stage's bot, for the general evaluator.
private struct StageValues: VariableSource {
  let frame: EventFrame
  let sources: [Int: Computation.Source]
  /// By identity.
  var results: [Int: Evaluation] = [:]

  func outcome(of variable: Int) -> Evaluation? {
    if let result = results[variable] { return result }
    switch sources[variable] {
    case .now:
      return Value(slot: frame.now, as: .timestamp).map { .value($0) }
        ?? .error(EvaluationError(.overflow(function: "now"), at: 0..<0))
    case .input(let position): return frame.outcome(ofInput: position)
    case .constant(let value): return .value(value)
    case .slot(let slot): return .value(.int(frame.number(in: slot)))
    case .item(let item): return results[item]
    case nil: return nil
    }
  }
}
