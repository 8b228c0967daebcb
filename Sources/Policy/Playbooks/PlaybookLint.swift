import Diagnostics

/// Looks at the steps of one playbook together: that directions lead somewhere and forward, that silence takes the
/// safer side, that nothing raises risk without an approval.
struct PlaybookLint {
  private let playbook: Playbook
  private let places: [String: Int]
  private(set) var bag = DiagnosticBag()

  init(_ playbook: Playbook) {
    self.playbook = playbook
    places = Dictionary(
      playbook.steps.enumerated().map { ($1.id.value, $0) }, uniquingKeysWith: { first, _ in first }
    )
    checkTrigger()
    for (index, step) in playbook.steps.enumerated() {
      if let first = places[step.id.value], first != index {
        report(
          PolicyProblem.declaredTwice(
            what: "step", name: step.id.value, first: playbook.steps[first].id.location
          ).diagnostic(at: step.id.location))
      }
      checkDirections(of: step, at: index)
      checkAnswers(of: step)
      checkTimeout(of: step)
      checkRisk(of: step, at: index)
    }
    checkReach()
  }

  private mutating func report(_ diagnostic: Diagnostic) { bag.add(diagnostic) }

  private mutating func report(_ problem: PlaybookProblem, at location: Location) {
    report(problem.diagnostic(at: location))
  }

  private mutating func checkTrigger() {
    if playbook.isPrelude {
      guard let trigger = playbook.trigger else { return }
      report(.preludeWithTrigger, at: trigger.codes.first?.location ?? playbook.name.location)
    } else if playbook.trigger == nil {
      report(.noTrigger, at: playbook.name.location)
    }
  }

  // MARK: Directions

  private mutating func checkDirections(of step: Playbook.Step, at index: Int) {
    let named = [step.otherwise, step.onTimeout, step.next] + step.answers.map(\.direction)
    for direction in named.compactMap({ $0 }) {
      switch direction.value {
      case .goTo(let name): checkStep(name, at: direction.location, after: index)
      case .answer(let word):
        let isTimeout = direction.location == step.onTimeout?.location
        guard !isTimeout || !step.answers.contains(where: { $0.word.value == word }) else {
          continue
        }
        report(
          .unknownAnswer(word, known: isTimeout ? step.answers.map(\.word.value) : []),
          at: direction.location)
      case .proceed, .stop, .escalate, .page: break
      }
    }
    for name in step.requires + step.distinctFrom {
      checkStep(name.value, at: name.location, before: index)
    }
  }

  private mutating func checkStep(
    _ name: String, at location: Location, after: Int? = nil, before: Int? = nil
  ) {
    guard let place = places[name] else {
      report(.unknownStep(name, known: playbook.steps.map(\.id.value)), at: location)
      return
    }
    if let after, place <= after { report(.wrongOrder(name, mustComeBefore: false), at: location) }
    if let before, place >= before { report(.wrongOrder(name, mustComeBefore: true), at: location) }
  }

  /// A step is reached from the one above, where that may proceed, or by a direction.
  private mutating func checkReach() {
    guard !playbook.steps.isEmpty else { return }
    var reached: Set<Int> = []
    var open = [0]
    while let index = open.popLast() {
      guard playbook.steps.indices.contains(index), reached.insert(index).inserted else { continue }
      let step = playbook.steps[index]
      let answers = step.answers.map(\.direction.value)
      var directions: [Playbook.Direction] =
        answers.isEmpty ? [step.next?.value ?? .proceed] : answers
      if !answers.isEmpty, answers.contains(.proceed) {
        directions.append(step.next?.value ?? .proceed)
      }
      directions += [step.otherwise?.value, step.onTimeout?.value].compactMap { $0 }
      for direction in directions {
        switch direction {
        case .proceed:
          let next = step.next?.value
          if next == nil || next == .proceed { open.append(index + 1) }
        case .goTo(let name): if let place = places[name] { open.append(place) }
        case .stop, .escalate, .page, .answer: break
        }
      }
    }
    for (index, step) in playbook.steps.enumerated() where !reached.contains(index) {
      report(.unreachable(step.id.value), at: step.id.location)
    }
  }

  // MARK: Silence

  private mutating func checkAnswers(of step: Playbook.Step) {
    guard step.kind.value == .human else { return }
    if step.answers.count == 1 { report(.fewAnswers, at: step.answers[0].word.location) }
    if !step.answers.isEmpty, step.leastCharacters != nil {
      report(.answersAndText, at: step.answers[0].word.location)
    }
    if let safest = step.safest, !step.answers.contains(where: { $0.word.value == safest.value }) {
      report(
        .unknownAnswer(safest.value, known: step.answers.map(\.word.value)), at: safest.location)
    }
    if step.timeout != nil, !step.answers.isEmpty, step.safest == nil {
      report(.noSafestAnswer, at: step.id.location)
    }
  }

  private mutating func checkTimeout(of step: Playbook.Step) {
    guard let direction = step.onTimeout, [.human, .approve].contains(step.kind.value) else {
      return
    }
    switch direction.value {
    case .escalate, .stop, .page: return
    case .answer(let word) where word == step.safest?.value: return
    case .answer, .proceed, .goTo:
      report(
        .riskyTimeout(
          direction.value.text, kind: step.kind.value.rawValue, safest: step.safest?.value),
        at: direction.location)
    }
  }

  // MARK: Risk

  private mutating func checkRisk(of step: Playbook.Step, at index: Int) {
    guard let action = step.action else { return }
    let effect = action.value.effect
    if step.kind.value == .contain, effect != .lowers {
      report(.containRaises(action: action.value.rawValue), at: action.location)
    }
    guard effect == .raises else { return checkRequired(by: step) }
    switch step.kind.value {
    case .approve: break
    case .auto: checkProof(of: step, action)
    default:
      guard step.kind.value != .contain else { break }
      report(
        .raisesAlone(action: action.value.rawValue, kind: step.kind.value.rawValue),
        at: action.location)
    }
    checkRequired(by: step)
  }

  /// What raises risk requires an approval, or a wait where the freeze ends by a condition.
  private mutating func checkProof(of step: Playbook.Step, _ action: Located<Playbook.Action>) {
    let kinds = step.requires.compactMap { places[$0.value].map { playbook.steps[$0].kind.value } }
    let unfreeze = playbook.containment?.unfreeze
    let isProved =
      kinds.contains(.approve)
      || (kinds.contains(.waitUntil) && unfreeze?.allowsCondition == true
        && action.value == .releaseFreeze)
    guard !isProved else { return }
    report(
      .unproved(action: action.value.rawValue, unfreeze: unfreeze?.rawValue), at: action.location)
  }

  /// A step that was left by its time-out has not passed.
  private mutating func checkRequired(by step: Playbook.Step) {
    for name in step.requires {
      guard let place = places[name.value], let direction = playbook.steps[place].onTimeout else {
        continue
      }
      switch direction.value {
      case .proceed, .goTo:
        report(
          .passedByTimeout(step: name.value, by: step.id.value), at: direction.location)
      case .stop, .escalate, .page, .answer: break
      }
    }
  }
}
