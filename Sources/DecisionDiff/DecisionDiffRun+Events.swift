package import Diagnostics
import Graph
import JSON
import Policy
import Runtime
import Trading

extension DecisionDiffRun {
  /// Has both sides judge a file of events, one JSON object a line, as `eval` reads it. A line that is no JSON
  /// object is an error with its place; one that a side refuses counts as refused by it.
  package func add(events path: String) throws(DiagnosticError) {
    guard let bots = eventBots() else {
      throw DiagnosticError(
        DiffProblem.noBot(
          options.bot, known: base.graph.bots.map(\.name).sorted()
        ).diagnostic)
    }
    guard let old = EventEvaluator(graph: base.graph, bot: bots.base),
      let new = EventEvaluator(graph: head.graph, bot: bots.head),
      let kind = bots.base.specification.events.first,
      let newKind = bots.head.specification.events.first
    else { return }
    let name =
      path == "-" ? "standard input" : path.split(separator: "/").last.map(String.init) ?? path
    report.inputs.append(.init(kind: .events, name: name, digest: ""))
    var loop =
      loops[bots.base.name]
      ?? OpenLoop(
        base: base.graph.plan(for: bots.base, on: kind),
        head: head.graph.plan(for: bots.head, on: newKind))
    do {
      try read(path, old, new, &loop)
    } catch let error as FileError {
      throw error.finding
    } catch let error as DiagnosticError {
      throw error
    } catch {
      preconditionFailure("reading lines throws nothing else")
    }
    put(loop)
  }

  private func eventBots() -> (base: CompiledBot, head: CompiledBot)? {
    if let name = options.bot {
      guard let old = base.graph.bot(named: name), let new = head.graph.bot(named: name) else {
        return nil
      }
      return (old, new)
    }
    guard let old = base.graph.deciders(of: .restingOrder).first,
      let new = head.graph.deciders(of: .restingOrder).first
    else { return nil }
    return (old, new)
  }

  private func read(
    _ path: String, _ old: EventEvaluator, _ new: EventEvaluator, _ loop: inout OpenLoop
  ) throws {
    let lines = try LineReader(path: path)
    let reader = JSONReader()
    while let line = try unsafe lines.next() {
      var base: OpenLoop.Judged = nil
      var head: OpenLoop.Judged = nil
      var name: String?
      var refusal: EventError?
      do {
        try unsafe old.decide(line: line.bytes, padding: LineReader.padding) {
          decision, frame, id in
          base = (decision, frame)
          _ = id
        }
      } catch { refusal = error }
      do {
        try unsafe new.decide(line: line.bytes, padding: LineReader.padding) { decision, frame, _ in
          head = (decision, frame)
        }
      } catch { refusal = refusal ?? error }
      if base == nil, head == nil, let refusal, refusal.isNoEvent {
        throw unsafe DiagnosticError(refusal.diagnostic(file: path, line: line.number))
      }
      let scope = unsafe scope(of: line.bytes, reader)
      name = scope.name
      let time = base?.frame.now ?? head?.frame.now ?? loop.lastTime
      let number = unsafe line.number
      loop.record(
        .init(
          time: time, market: market(scope.scope.market), strategy: strategy(scope.scope.strategy)),
        base: base, head: head
      ) { (scope.scope, (name.map { "\($0), " } ?? "") + "line \(number)") }
      eventCount += 1
      if eventCount & 4_095 == 0 { progress("\(eventCount) events") }
    }
  }

  /// What an event says of itself, and its name.
  @unsafe private func scope(
    of line: UnsafeRawBufferPointer, _ reader: JSONReader
  ) -> (scope: Scope, name: String?) {
    guard let event = unsafe try? reader.parse(line), event.kind == .object else {
      return (Scope(), nil)
    }
    let order = event.member("order").flatMap { $0.kind == .object ? $0 : nil }
    var scope = Scope(
      market: (event.member("market") ?? order?.member("market"))?.string,
      strategy: (event.member("strategy") ?? order?.member("strategy"))?.string)
    if let tags = event.member("tags"), tags.kind == .array {
      for tag in tags.elements { if let tag = tag.string { scope.tags.insert(tag) } }
    }
    return (scope, event.member("event_id")?.string)
  }
}

extension EventError {
  /// Whether the line is no event of any bot.
  fileprivate var isNoEvent: Bool {
    switch self {
    case .notJSON, .notAnObject, .noTime: true
    case .wrongKind, .badNumber, .outOfBounds, .tooLarge: false
    }
  }
}
