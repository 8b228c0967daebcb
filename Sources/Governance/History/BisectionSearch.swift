import Diagnostics
import Git
import Graph
import JSON
import Policy
import Trading

/// The search behind `DecisionBisection`.
struct BisectionSearch {
  typealias Answer = DecisionBisection.Answer

  let repository: GitRepository
  let bot: String
  let event: String
  /// Parents before children.
  let history: [GitCommit]
  let start: GitCommitID?
  let progress: (Int, _ of: Int) -> Void

  private(set) var turns: [DecisionBisection.Turn] = []
  private(set) var skipped: [DecisionBisection.Skipped] = []
  private(set) var last: Answer?
  private(set) var asked = 0
  private var answers: [GitCommitID: Answer] = [:]

  init(
    repository: GitRepository, bot: String, event: String, history: [GitCommit],
    start: GitCommitID?, progress: @escaping (Int, _ of: Int) -> Void
  ) {
    self.repository = repository
    self.bot = bot
    self.event = event
    self.history = history
    self.start = start
    self.progress = progress
  }

  /// Every commit against those before it. One that cannot be asked stands for what was decided before it; a
  /// merge that agrees with one of its sides changes nothing.
  mutating func askAll() throws(GitError) {
    let first = try start.map { commit throws(GitError) in (try answer(at: commit), commit) }
    var held: [GitCommitID: (answer: Answer, from: GitCommitID)] = [:]
    for commit in history {
      let before = (commit.parents.isEmpty ? [first] : commit.parents.map { held[$0] ?? first })
        .compactMap { $0 }
      let own = try answer(of: commit)
      guard !own.isBroken else {
        held[commit.id] = before.first
        continue
      }
      held[commit.id] = (own, commit.id)
      if let old = before.first, !before.contains(where: { $0.answer.isSame(as: own) }) {
        try add(commit, old.answer, own, before: old.from)
      }
    }
    last = history.last.flatMap { held[$0.id]?.answer } ?? first?.0
  }

  /// By halves between two ends that differ, in the order of `git log`.
  mutating func halve() throws(GitError) {
    var low = -1
    var lowAnswer = try start.map { commit throws(GitError) in try answer(at: commit) }
    while lowAnswer.map(\.isBroken) ?? true, low + 1 < history.count {
      low += 1
      lowAnswer = try answer(of: history[low])
    }
    var high = history.count - 1
    var highAnswer = try answer(of: history[high])
    while highAnswer.isBroken, high > low + 1 {
      high -= 1
      highAnswer = try answer(of: history[high])
    }
    last = highAnswer
    guard let old = lowAnswer, high > low, !old.isSame(as: highAnswer) else { return }
    var before = old
    while high - low > 1 {
      guard let middle = try usable(between: low, and: high) else { break }
      let answer = try answer(of: history[middle])
      if answer.isSame(as: old) {
        (low, before) = (middle, answer)
      } else {
        (high, highAnswer) = (middle, answer)
      }
    }
    try add(
      history[high], before, highAnswer, before: low >= 0 ? history[low].id : start)
  }

  /// The place nearest to the middle whose commit can be asked; nil where there is none.
  private mutating func usable(between low: Int, and high: Int) throws(GitError) -> Int? {
    let middle = (low + high) / 2
    for distance in 0..<(high - low) {
      for place in [middle - distance, middle + distance] where place > low && place < high {
        if try !answer(of: history[place]).isBroken { return place }
      }
    }
    return nil
  }

  // MARK: Asking

  private mutating func answer(of commit: GitCommit) throws(GitError) -> Answer {
    if let known = answers[commit.id] { return known }
    let answer = try answer(at: commit.id)
    asked += 1
    progress(asked, history.count)
    if answer.isBroken { skipped.append(.init(commit: commit, answer: answer)) }
    return answer
  }

  private mutating func answer(at commit: GitCommitID) throws(GitError) -> Answer {
    if let known = answers[commit] { return known }
    let answer: Answer
    switch try state(at: commit) {
    case .success(let state): answer = Self.answer(of: state, bot, event)
    case .failure(.none): answer = .nobody
    case .failure(.broken(let reason)): answer = .broken(reason)
    }
    answers[commit] = answer
    return answer
  }

  /// What the policies of one state make of an event.
  static func answer(of state: PolicyState, _ name: String, _ event: String) -> Answer {
    guard let bot = state.graph.bot(named: name),
      let evaluator = EventEvaluator(graph: state.graph, bot: bot)
    else { return .nobody }
    do throws(JSONError) {
      return try JSONReader().withNode(of: Array(event.utf8)) { node -> Answer in
        do throws(EventError) {
          let (decision, frame) = try evaluator.decide(node)
          let outcome = frame.plan.outcome(of: decision)
          return .decided(
            code: outcome.code,
            severity: state.graph.policies.severity(of: outcome.code).rawValue,
            action: outcome.action.rawValue, comparison: frame.comparison(of: decision))
        } catch {
          return .refused(error.diagnostic(file: "event", line: 1).message)
        }
      }
    } catch {
      return .refused(error.message)
    }
  }

  private enum NoState: Error {
    case none
    case broken(String)
  }

  private func state(at commit: GitCommitID) throws(GitError) -> Result<PolicyState, NoState> {
    let files = try repository.files(
      at: commit, under: PolicyFiles.folders, where: PolicyFiles.isDocument(ofRoot:))
    guard files.contains(where: { $0.path.hasPrefix("bots/") }) else { return .failure(.none) }
    do {
      return .success(
        try PolicyState.load(
          files.map { PolicyLoader.Input(file: $0.path, path: $0.path, bytes: $0.bytes) }))
    } catch {
      let finding = error.diagnostics.first { $0.severity == .error }
      let place = finding?.location.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
      return .failure(.broken(place + (finding?.message ?? "no reason is known")))
    }
  }

  // MARK: Turns

  private mutating func add(
    _ commit: GitCommit, _ old: Answer, _ new: Answer, before: GitCommitID?
  ) throws(GitError) {
    turns.append(
      DecisionBisection.Turn(
        commit: commit, old: old, new: new, changes: try changes(before, commit.id)))
  }

  /// What changed of the bot, of those it reads, and of what all share.
  private func changes(
    _ before: GitCommitID?, _ after: GitCommitID
  ) throws(GitError) -> [PlannedChange] {
    guard let before, case .success(let base) = try state(at: before),
      case .success(let head) = try state(at: after)
    else { return [] }
    let bots = [base, head].flatMap { state -> [String] in
      guard let bot = state.graph.bot(named: bot) else { return [] }
      return [bot.name] + bot.providers
    }
    let concerned = Set(bots + ["staleness", "reason codes"])
    return ChangePlan(base: base, head: head).changes.filter { concerned.contains($0.subject) }
  }
}
