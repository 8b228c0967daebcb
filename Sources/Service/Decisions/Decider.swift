import Graph
import JSON
import Policy
package import Trading

/// One bot on one kind of event, ready to decide: its evaluator with what is prepared for every outcome.
final class Decider {
  let bot: CompiledBot
  let kind: EventKind
  private let evaluator: EventEvaluator
  private let version: PolicyVersion
  private var lanes: [Lane] = []
  /// The position in `lanes` of the last event's.
  private var current = 0

  /// What belongs to the plan of one scope.
  struct Lane {
    /// Kept, so that its identity stays its own.
    var frame: EventFrame
    var writer: EventWriter
    /// By outcome of the plan.
    var outcomes: [ServiceOutcome]
    /// The same held back; nil where the outcome protects, which is never held back.
    var held: [ServiceOutcome?]
  }

  /// Events choose scopes, and sets of tags are many: beyond this the lanes are made anew.
  private static let mostLanes = 1_024

  init?(graph: CompiledGraph, bot: CompiledBot, kind: EventKind, version: PolicyVersion) {
    guard let evaluator = EventEvaluator(graph: graph, bot: bot, on: kind) else { return nil }
    self.evaluator = evaluator
    self.bot = bot
    self.kind = kind
    self.version = version
  }

  /// Decides a line and lends the decision with the lane it was made in.
  @unsafe func decide(
    _ line: UnsafeRawBufferPointer, padding: Int, _ each: (Decision, EventName, Lane) -> Void
  ) throws(EventError) {
    try unsafe evaluator.decide(line: line, padding: padding) { decision, frame, name in
      each(decision, name, lane(of: frame))
    }
  }

  private func lane(of frame: EventFrame) -> Lane {
    if current < lanes.count, lanes[current].frame === frame { return lanes[current] }
    if let known = lanes.firstIndex(where: { $0.frame === frame }) {
      current = known
      return lanes[known]
    }
    if lanes.count >= Self.mostLanes { lanes.removeAll(keepingCapacity: true) }
    lanes.append(makeLane(frame))
    current = lanes.count - 1
    return lanes[current]
  }

  private func makeLane(_ frame: EventFrame) -> Lane {
    let policies = evaluator.graph.policies
    let tooOld = PolicyCode.tooOld.rawValue
    func outcome(_ outcome: Outcome, isHeld: Bool) -> ServiceOutcome {
      ServiceOutcome(
        bot: bot, codes: (isHeld ? [tooOld] : []) + [outcome.code],
        severity: policies.severity(of: isHeld ? tooOld : outcome.code),
        action: isHeld ? .pauseEvaluation : outcome.action, held: isHeld ? outcome.action : nil,
        version: version)
    }
    return Lane(
      frame: frame, writer: EventWriter(plan: frame.plan),
      outcomes: frame.plan.outcomes.map { outcome($0, isHeld: false) },
      held: frame.plan.outcomes.map {
        $0.action.isProtective ? nil : outcome($0, isHeld: true)
      })
  }
}

/// The reason codes that a run gives for itself (specs/reason-codes.yaml).
package enum PolicyCode: String, Sendable {
  case loaded = "GOV_POLICY_LOADED"
  case unapproved = "GOV_POLICY_UNAPPROVED"
  case tooOld = "GOV_POLICY_TOO_OLD"
  case overrideActive = "GOV_OVERRIDE_ACTIVE"
  case overrideEnded = "GOV_OVERRIDE_ENDED"
  case drift = "GOV_CONFIG_DRIFT"

  /// As the registry has it; a policy may only raise it.
  package var severity: Severity {
    switch self {
    case .loaded, .overrideEnded: .info
    case .overrideActive, .drift: .warn
    case .unapproved, .tooOld: .hardReject
    }
  }
}
