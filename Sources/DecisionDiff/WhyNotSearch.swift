import CEL
import Graph
import Policy
import Trading

/// Looks for values of one event and its policies that make a bot give a code.
struct WhyNotSearch {
  struct Candidate {
    var variable: LineVariable
    var name: String
    var type: Type
    var current: Int64
    var range: ClosedRange<Int64>
    var isThreshold: Bool
  }

  private let frame: EventFrame
  private let plan: DecisionPlan
  private let code: String
  private let row: [Int64]
  private(set) var candidates: [Candidate] = []
  private var lines: [LineVariable: DecisionLine] = [:]

  /// Values that are tried of one of two, nearest first.
  private static let mostTurns = 10

  init(_ frame: EventFrame, _ code: String) {
    self.frame = frame
    plan = frame.plan
    self.code = code
    row = frame.saved
    addFacts()
    addThresholds()
    for candidate in candidates {
      lines[candidate.variable] = try? DecisionLine(plan, varying: candidate.variable)
    }
  }

  func line(_ candidate: Candidate) -> DecisionLine? { lines[candidate.variable] }

  // MARK: Candidates

  private mutating func addFacts() {
    candidates.append(
      Candidate(
        variable: .now, name: "now_ms", type: .timestamp, current: frame.now,
        range: .min ... .max, isThreshold: false))
    var seen: Set<String> = []
    for (index, input) in plan.inputs.enumerated() {
      let field = input.declaration
      guard field.type.isScalar, !frame.isInputAbsent(index), seen.insert(field.path).inserted
      else { continue }
      let range: ClosedRange<Int64> =
        switch field.type {
        case .bool: 0...1
        case .enumeration(let words): 0...Int64(max(1, words.cases.count) - 1)
        default: (field.minimum ?? .min)...(field.maximum ?? .max)
        }
      candidates.append(
        Candidate(
          variable: .path(field.path), name: field.path, type: field.type,
          current: frame.value(of: index), range: range, isThreshold: false))
    }
    for (index, fact) in plan.facts.enumerated() {
      guard let path = fact.declaration.age, let age = frame.age(of: index),
        !frame.isFactAbsent(index), seen.insert(path).inserted
      else { continue }
      candidates.append(
        Candidate(
          variable: .path(path), name: path, type: .duration, current: age, range: .min ... .max,
          isThreshold: false))
    }
  }

  private mutating func addThresholds() {
    for stage in plan.stages {
      for (declaration, value) in plan.parameters(of: stage.bot) {
        let range: ClosedRange<Int64> =
          switch declaration.type {
          case .bool: 0...1
          case .enumeration(let words): 0...Int64(max(1, words.cases.count) - 1)
          default: (declaration.minimum ?? .min)...(declaration.maximum ?? .max)
          }
        let name = declaration.name.value
        let isOwn = stage.bot.name == plan.bot.name
        candidates.append(
          Candidate(
            variable: .parameter(bot: stage.bot.name, name: name),
            name: isOwn ? "params.\(name)" : "\(stage.bot.name).\(name)", type: declaration.type,
            current: value, range: range, isThreshold: true))
      }
    }
    let policies = plan.graph.policies
    for name in StalenessName.allCases {
      guard let declaration = policies.stalenessDeclarations[name] else { continue }
      candidates.append(
        Candidate(
          variable: .staleness(name), name: name.text, type: declaration.type,
          current: policies.staleness(name),
          range: (declaration.minimum ?? .min)...(declaration.maximum ?? .max), isThreshold: true))
    }
  }

  // MARK: One value

  /// The nearest value that reaches the code; nil where none does.
  mutating func answer(_ candidate: Candidate) throws(DiffProblem) -> WhyNot.Answer? {
    frame.restore(row)
    _ = frame.decide()
    guard let line = lines[candidate.variable] else {
      throw .inComputation(candidate.name, bot: plan.bot.name)
    }
    guard line.matters else { return nil }
    return try nearest(candidate, line, with: [])
  }

  private func nearest(
    _ candidate: Candidate, _ line: DecisionLine, with others: [(Candidate, Int64)]
  ) throws(DiffProblem) -> WhyNot.Answer? {
    let reaching = try line.pieces(of: frame, in: candidate.range).filter {
      plan.outcomes[$0.point.outcome].code == code
    }
    let values = reaching.map { piece in
      min(max(candidate.current, piece.range.lowerBound), piece.range.upperBound)
    }.sorted { Self.distance($0, candidate.current) < Self.distance($1, candidate.current) }
    for value in values {
      let changes = others + [(candidate, value)]
      guard let decision = confirmed(changes) else { continue }
      return WhyNot.Answer(
        changes: changes.map { other, value in
          .init(
            name: other.name, type: other.type, old: other.current, new: value,
            isThreshold: other.isThreshold)
        }, action: plan.outcome(of: decision).action, decider: decider(decision))
    }
    return nil
  }

  private static func distance(_ left: Int64, _ right: Int64) -> UInt64 {
    left >= right ? UInt64(bitPattern: left &- right) : UInt64(bitPattern: right &- left)
  }

  private func decider(_ decision: Decision) -> String {
    if let gate = decision.gate { return "gate \(gate + 1)" }
    let steps = plan.stages.last?.steps.count ?? 0
    return decision.step < steps ? "rule \(decision.step + 1)" : "otherwise"
  }

  // MARK: Proof

  /// What the evaluator itself decides with these values; nil where it is not the code.
  private func confirmed(_ changes: [(candidate: Candidate, value: Int64)]) -> Decision? {
    var settings: [String] = []
    for (candidate, value) in changes where candidate.isThreshold {
      let text = QuantityText.format(value, as: candidate.type)
      switch candidate.variable {
      case .parameter(let bot, let name): settings.append("\(bot).\(name)=\(text)")
      case .staleness(let name): settings.append("\(name.text)=\(text)")
      case .path, .now: break
      }
    }
    guard let judge = settings.isEmpty ? frame : changedFrame(settings) else { return nil }
    judge.restore(row)
    if judge !== frame { judge.takeContents(of: frame) }
    for (candidate, value) in changes where !candidate.isThreshold {
      Self.set(judge, candidate.variable, value)
    }
    judge.restore(judge.saved)
    let decision = judge.decide()
    let isReached = judge.plan.outcome(of: decision).code == code
    if judge === frame {
      frame.restore(row)
      _ = frame.decide()
    }
    return isReached ? decision : nil
  }

  /// The frame of a plan with other values.
  private func changedFrame(_ settings: [String]) -> EventFrame? {
    var policies = plan.graph.policies
    for setting in settings {
      guard case .success(let changed) = policies.applying(setting: setting, to: nil) else {
        return nil
      }
      policies = changed
    }
    let graph = plan.graph.variant(of: plan.bot, under: policies)
    return graph.plan(for: plan.bot, on: plan.event, in: plan.scope).makeFrame()
  }

  static func set(_ frame: EventFrame, _ variable: LineVariable, _ value: Int64) {
    switch variable {
    case .now: frame.setTime(value)
    case .path(let path):
      for (index, input) in frame.plan.inputs.enumerated() where input.declaration.path == path {
        frame.set(index, value)
      }
      for (index, fact) in frame.plan.facts.enumerated() where fact.declaration.age == path {
        frame.setAge(index, value)
      }
    case .parameter, .staleness: break
    }
  }

  // MARK: Two values

  /// Pairs that reach the code: turning points of the one, exact in the other.
  mutating func pairs() -> [WhyNot.Answer] {
    var found: [WhyNot.Answer] = []
    var seen: Set<[String]> = []
    for first in candidates where !first.isThreshold {
      for value in turns(of: first) {
        for second in candidates where second.variable != first.variable && !second.isThreshold {
          guard let line = lines[second.variable], line.matters else { continue }
          frame.restore(row)
          Self.set(frame, first.variable, value)
          frame.restore(frame.saved)
          _ = frame.decide()
          guard
            let answer = try? nearest(second, line, with: [(first, value)]).map({
              refined($0, first, second)
            })
          else { continue }
          if seen.insert(answer.changes.map(\.name).sorted()).inserted { found.append(answer) }
        }
      }
    }
    frame.restore(row)
    _ = frame.decide()
    return found
  }

  /// The same pair with the first value as near as the second lets it be.
  private func refined(
    _ answer: WhyNot.Answer, _ first: Candidate, _ second: Candidate
  ) -> WhyNot.Answer {
    guard let line = lines[first.variable], let value = answer.changes.last?.new else {
      return answer
    }
    frame.restore(row)
    Self.set(frame, second.variable, value)
    frame.restore(frame.saved)
    _ = frame.decide()
    guard let other = try? nearest(first, line, with: [(second, value)]) else { return answer }
    return WhyNot.Answer(
      changes: other.changes.reversed(), action: other.action, decider: other.decider)
  }

  /// Values of one candidate at which the way to the decision turns, nearest first.
  private func turns(of candidate: Candidate) -> [Int64] {
    frame.restore(row)
    _ = frame.decide()
    guard let line = lines[candidate.variable], line.matters,
      let pieces = try? line.pieces(of: frame, in: candidate.range)
    else { return [] }
    let ends = pieces.flatMap { [$0.range.lowerBound, $0.range.upperBound] }
    return Array(
      Set(ends).subtracting([candidate.current]).sorted {
        (Self.distance($0, candidate.current), $0) < (Self.distance($1, candidate.current), $1)
      }.prefix(Self.mostTurns))
  }
}

extension EventFrame {
  /// The event that is set, as a row that `restore` takes back.
  var saved: [Int64] {
    var row = [Int64](repeating: 0, count: rowWidth)
    unsafe row.withUnsafeMutableBufferPointer { slots in
      if let start = slots.baseAddress { unsafe store(row: start) }
    }
    return row
  }

  /// Sets the event again; which facts are too old is told anew.
  func restore(_ row: [Int64]) {
    unsafe row.withUnsafeBufferPointer { slots in
      if let start = slots.baseAddress { unsafe load(row: start) }
    }
  }

  /// Takes over the texts and lists of an event of the same inputs.
  func takeContents(of other: EventFrame) {
    for input in plan.inputs.indices {
      if let content = other.content(of: input) { set(input, content) }
    }
  }
}
