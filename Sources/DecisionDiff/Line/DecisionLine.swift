package import Graph
import Policy

/// The exact decisions about one event while a single value of it, or of the policies, runs through a range and
/// everything else stays: stretches in each of which one thing is decided. Nothing is sampled. Each stretch is
/// proved by following the rules with the value as a straight line: comparisons of straight lines have their
/// turning points solved for, and what rounds is cut in halves until it has one answer.
package struct DecisionLine: Sendable {
  /// How often the decision about one event may turn before it counts as having no curve.
  package static let mostPieces = 20_000

  /// What is decided, and by what.
  package struct Point: Hashable, Sendable {
    /// Position in the plan's outcomes.
    package var outcome: Int
    package var cause: Decision.Cause
    /// Position of the rule; the number of rules for `otherwise`.
    package var step: Int
    /// Position among the gates of the action that the rules chose.
    package var gate: Int?
    /// The bit of the missing fact.
    package var missing: Int?
  }

  /// A stretch of values, both ends included, in slot units.
  package struct Piece: Hashable, Sendable {
    package var range: ClosedRange<Int64>
    package var point: Point
  }

  private let program: LineProgram

  /// Refused where what texts and lists are computed from is the variable.
  package init(_ plan: DecisionPlan, varying variable: LineVariable) throws(DiffProblem) {
    program = try LineProgram(plan, varying: variable)
  }

  /// Whether the variable is read on any way to the decision.
  package var matters: Bool { program.dependsOnVariable }

  /// The pieces of `range` in their order, for the event that `frame` holds; neighbours differ. The frame must be
  /// of the plan, or of the same bot in another scope, and its event decided before.
  package func pieces(
    of frame: EventFrame, in range: ClosedRange<Int64>
  ) throws(DiffProblem) -> [Piece] {
    var pieces: [Piece] = []
    var start = range.lowerBound
    for _ in 0..<Self.mostPieces {
      let (point, end) = first(frame, from: start, through: range.upperBound)
      if let last = pieces.indices.last, pieces[last].point == point {
        pieces[last].range = pieces[last].range.lowerBound...end
      } else {
        pieces.append(Piece(range: start...end, point: point))
      }
      if end == range.upperBound { return pieces }
      start = end + 1
    }
    throw .tooManyPieces(program.variable.name)
  }

  /// What is decided at `start`, and until where it is.
  private func first(
    _ frame: EventFrame, from start: Int64, through last: Int64
  ) -> (point: Point, end: Int64) {
    var end = last
    while true {
      var run = LineRun(program, frame, from: start, through: end)
      let point = run.decide()
      if !run.isTooLong { return (point, run.end) }
      precondition(end > start, "at a single value every question has an answer")
      // Some question before may have cut the stretch already.
      end = Int64(Int128(start) + (Int128(run.end) - Int128(start)) / 2)
    }
  }
}
