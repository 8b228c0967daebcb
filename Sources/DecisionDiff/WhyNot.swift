package import CEL
import Diagnostics
package import Graph
import Policy
package import Trading

/// The smallest change of the facts of one event, or of one value of the policies, by which a bot would give another
/// code. Single changes are exact and smallest: every value of a fact's range is accounted for (`DecisionLine`).
/// Pairs are searched from the turning points of one value along the other, where no single change is enough. Every
/// answer was decided again by the evaluator before it is given.
package struct WhyNot: Sendable {
  /// One value and where it would have to go.
  package struct Change: Equatable, Sendable {
    /// `order.price`, `params.stale_ttl_s`, `staleness.book`.
    package var name: String
    package var type: Type
    /// Slot units.
    package var old: Int64
    package var new: Int64
    /// Whether it is a value of the policies, not of the event.
    package var isThreshold: Bool

    package var distance: UInt64 {
      new >= old ? UInt64(bitPattern: new &- old) : UInt64(bitPattern: old &- new)
    }
  }

  /// A change that was proved to reach the code, with what decides then.
  package struct Answer: Equatable, Sendable {
    package var changes: [Change]
    package var action: Action
    /// `rule 4`, `gate 1`, `otherwise`.
    package var decider: String
  }

  package let bot: String
  package let code: String
  /// What is decided now.
  package let outcome: DiffOutcome
  package let explanation: Explanation
  /// One fact, then one threshold, each kind smallest part of itself first.
  package private(set) var facts: [Answer] = []
  package private(set) var thresholds: [Answer] = []
  /// Two values at once; looked for only where no single one is enough.
  package private(set) var pairs: [Answer] = []
  /// Values of which it is proved that none of theirs reaches the code while everything else stays.
  package private(set) var ruledOut: [String] = []
  /// Values that no straight line can be followed of.
  package private(set) var unknown: [String] = []

  /// The event in `frame`, decided by its plan. Refused where the bot never gives the code.
  package init(_ code: String, for frame: EventFrame) throws(DiffProblem) {
    let plan = frame.plan
    bot = plan.bot.name
    let known = DiffOutcome.all(of: plan)
    let own = Set(plan.bot.outcomes.cases)
    guard own.contains(code) else {
      throw .unknownCode(code, bot: plan.bot.name, known: own.sorted())
    }
    self.code = code
    outcome = known[frame.decide().outcome]
    explanation = Explanation(frame)
    guard !isAlready else { return }
    var search = WhyNotSearch(frame, code)
    for candidate in search.candidates {
      do throws(DiffProblem) {
        guard let answer = try search.answer(candidate) else {
          if search.line(candidate)?.matters == true { ruledOut.append(candidate.name) }
          continue
        }
        if candidate.isThreshold { thresholds.append(answer) } else { facts.append(answer) }
      } catch {
        unknown.append(candidate.name)
      }
    }
    facts.sort(by: Self.isSmaller)
    thresholds.sort(by: Self.isSmaller)
    if facts.isEmpty, thresholds.isEmpty { pairs = search.pairs().sorted(by: Self.isSmaller) }
  }

  /// Whether the code is what is decided now.
  package var isAlready: Bool { outcome.code == code }

  package var isReachable: Bool { !facts.isEmpty || !thresholds.isEmpty || !pairs.isEmpty }

  /// By how large a part of the old values moves; then by the distance itself, then by name.
  private static func isSmaller(_ left: Answer, _ right: Answer) -> Bool {
    let (first, second) = (left.part, right.part)
    if first != second { return first < second }
    return left.changes.map(\.name).lexicographicallyPrecedes(right.changes.map(\.name))
  }
}

extension WhyNot.Answer {
  /// Millionths of the old values by which they move, together; what was zero counts as one step of its type.
  fileprivate var part: UInt64 {
    changes.reduce(0) { sum, change in
      let scale = UInt128(max(1, change.scale))
      let part = UInt128(change.distance) * 1_000_000 / scale
      let (total, overflow) = sum.addingReportingOverflow(UInt64(clamping: part))
      return overflow ? .max : total
    }
  }
}

extension WhyNot.Change {
  /// What a change is a part of. Times are so long since 1970 that a part of them says nothing: an hour is whole.
  fileprivate var scale: UInt64 {
    switch type {
    case .timestamp: 3_600_000
    case .bool, .enumeration: 1
    default: old.magnitude
    }
  }
}
