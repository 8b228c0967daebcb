import DecisionDiff
import Graph
import Policy
import Runtime
import TestSupport
import Testing
import Trading

@Suite("Decisions along a line")
struct DecisionLineTests {
  /// Each value of an event that can be tried one by one, by its path.
  private static let tried: [(path: String, range: ClosedRange<Int64>)] = [
    ("x.a", -3...6), ("x.b", -3...6), ("x.price", -2...7), ("x.tick", -1...5), ("x.flag", 0...1),
    ("x.side", 0...1), ("x.spare", -3...6), ("y.c", -3...6), ("y.at", -4...12),
    ("y.since", -4...12), ("y.age_ms", -1_003 ... -996), ("y.age_ms", 95...105),
    ("y.age_ms", 195...205), ("z.level", -2...3),
  ]

  @Test("one value of an event: every value of the range decided by the plan", arguments: 0..<24)
  func values(seed: Int) throws {
    var policies = RandomPolicies(seed: UInt64(seed) &* 65_537 &+ 11)
    var random = SeededGenerator(seed: UInt64(seed))
    var compared = 0
    for _ in 0..<6 {
      guard let graph = try? Sample.graph(RandomPolicies.documents(policies.body())),
        let bot = graph.bot(exactly: "exec.small")
      else { continue }
      let plan = graph.plan(for: bot, on: .feedCheck)
      let frame = plan.makeFrame()
      let lines = try Self.tried.map { try DecisionLine(plan, varying: .path($0.path)) }
      for _ in 0..<6 {
        Sample.fill(frame, &random)
        let row = frame.saved
        for (line, (path, range)) in zip(lines, Self.tried) {
          frame.restore(row)
          guard Self.set(frame, path, range.lowerBound) else { continue }
          _ = frame.decide()
          let pieces = try line.pieces(of: frame, in: range)
          #expect(pieces.first?.range.lowerBound == range.lowerBound)
          #expect(pieces.last?.range.upperBound == range.upperBound)
          for piece in pieces {
            for value in piece.range {
              frame.restore(row)
              _ = Self.set(frame, path, value)
              let decision = frame.decide()
              compared += 1
              // An expectation for each of so many values costs more than all the rest.
              guard !piece.point.agrees(with: decision) else { continue }
              Issue.record("\(path) = \(value), seed \(seed): \(piece.point), not \(decision)")
            }
          }
        }
      }
    }
    #expect(compared > 500)
  }

  /// Sets every input and age at a path; false where the event has no place for it.
  private static func set(_ frame: EventFrame, _ path: String, _ value: Int64) -> Bool {
    var isSet = false
    for (index, input) in frame.plan.inputs.enumerated() where input.declaration.path == path {
      guard !frame.isInputAbsent(index) else { return false }
      frame.set(index, value)
      isSet = true
    }
    for (index, fact) in frame.plan.facts.enumerated() where fact.declaration.age == path {
      guard !frame.isFactAbsent(index) else { return false }
      frame.setAge(index, value)
      isSet = true
    }
    // A fact that was too old before may be fresh now.
    frame.restore(frame.saved)
    return isSet
  }

  @Test(
    "a param or a staleness value: every value of the range decided by a plan of its own",
    arguments: 0..<12)
  func parameters(seed: Int) throws {
    var policies = RandomPolicies(seed: UInt64(seed) &* 7_919 &+ 5)
    var random = SeededGenerator(seed: UInt64(seed) &+ 1_000)
    for _ in 0..<4 {
      let body = policies.body()
      guard let graph = try? Sample.graph(RandomPolicies.documents(body)),
        let bot = graph.bot(exactly: "exec.small")
      else { continue }
      let plan = graph.plan(for: bot, on: .feedCheck)
      let frame = plan.makeFrame()
      let tries: [(LineVariable, ClosedRange<Int64>, (Int64) -> RandomPolicies.Body)] = [
        (
          .parameter(bot: "exec.small", name: "low"), 0...9,
          { value in
            var changed = body
            changed.limits[0] = Int(value)
            return changed
          }
        ),
        (
          .parameter(bot: "exec.small", name: "high"), 0...9,
          { value in
            var changed = body
            changed.limits[1] = Int(value)
            return changed
          }
        ),
        (
          .staleness(.book), 100...102,
          { value in
            var changed = body
            changed.bookAge = Int(value)
            return changed
          }
        ),
      ]
      for (variable, range, changed) in tries {
        let line = try DecisionLine(plan, varying: variable)
        let others = try range.map { value in
          let other = try Sample.graph(RandomPolicies.documents(changed(value)))
          let bot = try #require(other.bot(exactly: "exec.small"))
          return other.plan(for: bot, on: .feedCheck).makeFrame()
        }
        for _ in 0..<12 {
          Sample.fill(frame, &random)
          _ = frame.decide()
          let row = frame.saved
          let pieces = try line.pieces(of: frame, in: range)
          for (value, other) in zip(range, others) {
            other.restore(row)
            let decision = other.decide()
            let piece = try #require(pieces.first { $0.range.contains(value) })
            guard !piece.point.agrees(with: decision) else { continue }
            Issue.record("\(variable.name) = \(value), seed \(seed): not \(decision)")
          }
        }
      }
    }
  }
}

extension DecisionLine.Point {
  func agrees(with decision: Decision) -> Bool {
    outcome == decision.outcome && cause == decision.cause && step == decision.step
      && gate == decision.gate
  }
}
