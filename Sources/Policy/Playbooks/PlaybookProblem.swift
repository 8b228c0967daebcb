import Diagnostics

/// What can be wrong with a playbook beyond its form. The codes PT0270 to PT0276.
enum PlaybookProblem {
  case conditionNotBoolean(type: String)
  case unknownStep(String, known: [String])
  /// A step that is named by one before it, where only what is done can be meant; or the other way round.
  case wrongOrder(String, mustComeBefore: Bool)
  case badDirection(String)
  case unknownAnswer(String, known: [String])
  case fewAnswers
  case answersAndText
  case containRaises(action: String)
  case raisesAlone(action: String, kind: String)
  case unproved(action: String, unfreeze: String?)
  case riskyTimeout(String, kind: String, safest: String?)
  case noSafestAnswer
  case passedByTimeout(step: String, by: String)
  case noTrigger
  case preludeWithTrigger
  case secondPrelude(first: Location)
  case noPrelude
  case codeTwice(String, first: Location)
  /// A warning: nothing leads to the step.
  case unreachable(String)

  private var code: String {
    switch self {
    case .conditionNotBoolean: "PT0270"
    case .unknownStep, .wrongOrder, .badDirection: "PT0271"
    case .unknownAnswer, .fewAnswers, .answersAndText, .noSafestAnswer: "PT0272"
    case .containRaises, .raisesAlone, .unproved: "PT0273"
    case .riskyTimeout, .passedByTimeout: "PT0274"
    case .noTrigger, .preludeWithTrigger, .secondPrelude, .noPrelude, .codeTwice: "PT0275"
    case .unreachable: "PT0276"
    }
  }

  func diagnostic(at location: Location) -> Diagnostic {
    Diagnostic(code, severity, message, at: location, help: help, related: related)
  }

  private var severity: DiagnosticSeverity {
    if case .unreachable = self { .warning } else { .error }
  }

  private var related: [RelatedLocation] {
    switch self {
    case .secondPrelude(let first), .codeTwice(_, let first):
      [RelatedLocation("the other one is here", at: first)]
    default: []
    }
  }

  private var message: String {
    switch self {
    case .conditionNotBoolean(let type): "a condition is true or false, and this one is \(type)"
    case .unknownStep(let name, _): "there is no step '\(name)'"
    case .wrongOrder(let name, true): "step '\(name)' comes only after this one"
    case .wrongOrder(let name, false): "step '\(name)' comes before this one"
    case .badDirection(let text): "'\(text)' is no direction"
    case .unknownAnswer(let word, _): "'\(word)' is no answer of this step"
    case .fewAnswers: "a question with one answer decides nothing"
    case .answersAndText: "a step has either 'answers' or 'least_characters'"
    case .containRaises(let action):
      "'\(action)' does not lower risk, and 'contain' may do nothing else"
    case .raisesAlone(let action, let kind): "'\(action)' raises risk, and a '\(kind)' step may not"
    case .unproved(let action, let unfreeze):
      "'\(action)' raises risk without an approval"
        + (unfreeze.map { ", and 'unfreeze: \($0)' needs one" } ?? "")
    case .riskyTimeout(let direction, let kind, _):
      "silence takes '\(direction)' in a '\(kind)' step, which is not the safer side"
    case .noSafestAnswer: "a question that can time out has no 'safest' answer"
    case .passedByTimeout(let step, let other):
      "'\(other)' requires step '\(step)', which goes on when its time is over as if it had passed"
    case .noTrigger: "nothing starts this playbook"
    case .preludeWithTrigger: "a prelude has a trigger"
    case .secondPrelude: "there is a second prelude"
    case .noPrelude: "no playbook is the prelude"
    case .codeTwice(let code, _): "'\(code)' starts two playbooks"
    case .unreachable(let name): "nothing leads to step '\(name)'"
    }
  }

  private var help: [String] {
    switch self {
    case .conditionNotBoolean: ["compare it with something, as in oms.in_flight == 0"]
    case .unknownStep(let name, let known), .unknownAnswer(let name, let known):
      suggestions(for: name, among: known)
    case .wrongOrder(_, true): ["name a step above this one: it must have passed by then"]
    case .wrongOrder(_, false): ["a playbook goes forward only, so that it ends: name a step below"]
    case .badDirection:
      ["write proceed, stop, escalate, goto:STEP, page:ROTATION or answer:WORD"]
    case .fewAnswers: ["write two answers or more, or leave 'answers' out for a plain 'done'"]
    case .answersAndText: ["take one of the two out"]
    case .containRaises: ["use place_freeze, cancel_orders, stop_signing or contain; or kind: auto"]
    case .raisesAlone: ["use kind: auto with 'requires', or put it into an 'approve' step"]
    case .unproved(_, let unfreeze):
      [
        "name an 'approve' step above in 'requires'"
          + (unfreeze == nil
            ? ", or a 'wait_until' where the containment says unfreeze: auto or timed" : "")
      ]
    case .riskyTimeout(_, "approve", _):
      ["write escalate, stop or page:ROTATION: nobody has approved when the time is over"]
    case .riskyTimeout(_, _, let safest):
      ["write escalate, stop, page:ROTATION" + (safest.map { " or answer:\($0)" } ?? "")]
    case .noSafestAnswer: ["add 'safest:' with the answer that leaves less at risk"]
    case .passedByTimeout: ["write escalate, stop or page:ROTATION in its 'on_timeout'"]
    case .noTrigger: ["add 'trigger: { codes: […] }', or 'prelude: true'"]
    case .preludeWithTrigger: ["take 'trigger' out: a prelude comes before every playbook"]
    case .secondPrelude: ["keep one of the two"]
    case .noPrelude:
      ["add the first three steps of every incident, with 'prelude: true' (seeds/004)"]
    case .codeTwice: ["keep it in one of them, or tell them apart by other codes"]
    case .unreachable: ["lead to it, or take it out"]
    }
  }
}
