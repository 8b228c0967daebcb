package import CEL
package import Diagnostics
package import Graph
import Policy
package import Runner
import Runtime
import Trading
import Venue

/// What is swept: a value of the policies and the range through which it runs.
package struct SweepSubject: Sendable {
  package let variable: LineVariable
  /// `exec.queuewarden.stale_ttl_s`
  package let name: String
  package let type: Type
  package let bot: CompiledBot
  package let range: ClosedRange<Int64>
  package let current: Int64
  package let scoped: [Int64]

  /// The value that a person names, `stale_ttl_s`, `exec.queuewarden.stale_ttl_s` or `staleness.book`, from `from`
  /// to `to`; without them the bounds that its bot declares. Events are those of `bot`, or of the param's bot.
  package init(
    _ text: String, from: String?, to: String?, bot named: String?, in graph: CompiledGraph
  ) throws(DiffProblem) {
    let owners = graph.bots.flatMap { bot in
      bot.specification.parameters.map { (bot: bot, declaration: $0) }
    }
    let known = owners.map(\.declaration.name.value) + StalenessName.allCases.map(\.text)
    let declaration: ParameterDeclaration
    if let staleness = StalenessName.allCases.first(where: { $0.text == text }) {
      guard let own = graph.policies.stalenessDeclarations[staleness],
        let bot = named.flatMap({ graph.bot(named: $0) }) ?? graph.deciders(of: .restingOrder).first
      else { throw .noBot(named, known: graph.bots.map(\.name)) }
      declaration = own
      variable = .staleness(staleness)
      self.bot = bot
      current = graph.policies.staleness(staleness)
      scoped = []
      name = text
    } else {
      let found = owners.filter { owner in
        let isNamed = named.map { graph.bot(named: $0)?.name == owner.bot.name } ?? true
        return owner.declaration.name.value == text && isNamed
          || "\(owner.bot.name).\(owner.declaration.name.value)" == text
      }
      guard let owner = found.first, found.count == 1 else {
        throw .unknownParameter(text, known: Set(known).sorted())
      }
      declaration = owner.declaration
      let own = declaration.name.value
      variable = .parameter(bot: owner.bot.name, name: own)
      bot = owner.bot
      let values = graph.policies.allValues.filter {
        $0.bot == owner.bot.name && $0.parameter == own
      }
      let standard = values.first { $0.scope == "default" }?.value ?? 0
      current = standard
      scoped = Set(values.map(\.value)).subtracting([standard]).sorted()
      name = "\(owner.bot.name).\(own)"
    }
    type = declaration.type
    range = try Self.range(declaration, from, to)
  }

  private static func range(
    _ declaration: ParameterDeclaration, _ from: String?, _ to: String?
  ) throws(DiffProblem) -> ClosedRange<Int64> {
    switch declaration.type {
    case .int, .duration, .timestamp, .quantity: break
    default:
      throw .badSweep(declaration.name.value, fault: "it has no range: its values are words")
    }
    let bounds = (declaration.minimum ?? .min)...(declaration.maximum ?? .max)
    let low = try value(from, declaration) ?? bounds.lowerBound
    let high = try value(to, declaration) ?? bounds.upperBound
    for value in [low, high] where !bounds.contains(value) {
      throw .badSweep(
        QuantityText.format(value, as: declaration.type),
        fault:
          "outside the bounds \(QuantityText.format(bounds.lowerBound, as: declaration.type)) to "
          + QuantityText.format(bounds.upperBound, as: declaration.type))
    }
    guard low < high else {
      throw .badSweep(
        "\(QuantityText.format(low, as: declaration.type)) to \(QuantityText.format(high, as: declaration.type))",
        fault: "a range ends above its start")
    }
    return low...high
  }

  private static func value(
    _ text: String?, _ declaration: ParameterDeclaration
  ) throws(DiffProblem) -> Int64? {
    guard let text else { return nil }
    do {
      return try QuantityText.parseBare(text, as: declaration.type)
    } catch {
      throw .badSweep(text, fault: "no value of '\(declaration.name.value)'")
    }
  }
}

/// Sweeps one value of the policies over recorded events, in one pass: each event is judged for all values at once.
/// Facts stay as they were recorded.
package final class SweepRun: ReplayObserver {
  private let side: DiffSide
  private let subject: SweepSubject
  private let options: DecisionDiffRun.Options
  private let progress: (String) -> Void
  private var curve: SweepCurve
  private var lines: [ObjectIdentifier: DecisionLine] = [:]
  /// What ended the pass early; observers cannot throw.
  private var failure: DiffProblem?

  package init(
    _ side: DiffSide, _ subject: SweepSubject, options: DecisionDiffRun.Options,
    progress: @escaping (String) -> Void = { _ in }
  ) throws(DiffProblem) {
    self.side = side
    self.subject = subject
    self.options = options
    self.progress = progress
    guard let kind = subject.bot.specification.events.first else {
      throw .noBot(subject.bot.name, known: side.graph.bots.map(\.name))
    }
    let plan = side.graph.plan(for: subject.bot, on: kind)
    _ = try DecisionLine(plan, varying: subject.variable)
    curve = SweepCurve(
      name: subject.name, type: subject.type, range: subject.range, current: subject.current,
      scoped: subject.scoped, outcomes: DiffOutcome.all(of: plan))
  }

  /// Judges one event for all values of the range; `decision` is of no interest, but was made.
  func take(_ frame: EventFrame) {
    guard failure == nil else { return }
    do throws(DiffProblem) {
      let key = ObjectIdentifier(frame)
      let line: DecisionLine
      if let known = lines[key] {
        line = known
      } else {
        line = try DecisionLine(frame.plan, varying: subject.variable)
        lines[key] = line
      }
      curve.count(try line.pieces(of: frame, in: subject.range))
      if curve.events & 4_095 == 0 { progress("\(curve.events) events") }
    } catch {
      failure = error
    }
  }

  package func judged(_ event: JudgedOrder) { take(event.frame) }

  package func changed(_ change: OrderChange) {}

  // MARK: Inputs

  /// Runs recordings with the policies as they are, and sweeps what the bot is asked on the way.
  package func add(recordings paths: [String]) throws {
    let session = try RecordedSession(paths: paths)
    let replay = try Replay(
      graph: side.graph, session: session, configuration: options.replay, log: nil, engine: "",
      stopwatch: NoClock())
    guard replay.plan.bot.name == subject.bot.name else {
      throw DiagnosticError(
        DiffProblem.noBot(subject.bot.name, known: [replay.plan.bot.name]).diagnostic)
    }
    replay.observer = self
    var message = MarketMessage()
    while failure == nil, try session.next(into: &message) { try replay.replay(message) }
    replay.finish()
    try check()
  }

  /// Sweeps the journalled events of the bot.
  package func add(journal path: String) throws(DiagnosticError) {
    try JournalEvents.read(path, of: subject.bot, in: side.graph) { frame in
      self.take(frame)
      return self.failure == nil
    }
    try check()
  }

  /// Sweeps a file of events, one JSON object a line; a line that is no event of the bot is an error.
  package func add(events path: String) throws(DiagnosticError) {
    guard let evaluator = EventEvaluator(graph: side.graph, bot: subject.bot) else { return }
    var refusal: DiagnosticError?
    do {
      _ = try EventFile.read(path, with: evaluator) { _, frame, _ in
        self.take(frame)
      } refused: { error, line in
        refusal = refusal ?? DiagnosticError(error.diagnostic(file: path, line: line))
      }
    } catch {
      throw error.finding
    }
    if let refusal { throw refusal }
    try check()
  }

  private func check() throws(DiagnosticError) {
    if let failure { throw DiagnosticError(failure.diagnostic) }
  }

  /// The curve; to be called once, behind the last input.
  package func finish() -> SweepCurve {
    curve.finish()
    return curve
  }
}
