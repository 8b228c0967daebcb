package import Diagnostics
import Graph
import Hashing
import JSON
import Journal
import Policy
import Trading

extension DecisionDiffRun {
  /// Has both sides judge every decision of a journal anew, with the facts that the journal holds.
  package func add(journal path: String) throws(DiagnosticError) {
    let journal: JournalReader
    do {
      journal = try JournalReader(path: path)
      let name = path.split(separator: "/").last.map(String.init) ?? path
      report.inputs.append(
        .init(kind: .journal, name: name, digest: try journal.head()?.hash.hex ?? ""))
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
    let walk = JournalPass(self, path: path)
    do {
      try unsafe journal.forEach { row, text in unsafe walk.take(row, text) }
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
    if let failure = walk.failure { throw failure }
    walk.finish()
  }
}

/// One pass over the decisions of a journal.
private final class JournalPass {
  private let run: DecisionDiffRun
  private let path: String
  private let reader = JSONReader(maximumBytes: 64 << 20)
  private(set) var failure: DiagnosticError?
  /// By bot and kind of event; nil where a side has no such bot.
  private var judges: [String: (base: ScopedJudge, head: ScopedJudge)?] = [:]
  private var loops: [String: OpenLoop] = [:]
  private var order: [String] = []
  /// What the last `config` envelope says of the run.
  private var scope = JournalScope()
  private var engines: Set<String> = []
  private var digests: Set<String> = []
  private var withoutBot: [String: Int] = [:]
  private var differing = 0
  private var decisions = 0
  private var scopes: [String: (scope: Scope, market: Int, strategy: Int)] = [:]

  init(_ run: DecisionDiffRun, path: String) {
    self.run = run
    self.path = path
  }

  @unsafe func take(_ row: Int64, _ text: UnsafeRawBufferPointer) -> Bool {
    do {
      let envelope = unsafe try reader.parse(text)
      switch envelope.kind == .object ? envelope.member("kind")?.string : nil {
      case "config": takeConfiguration(envelope)
      case "decision", "health": takeDecision(envelope, row)
      default: break
      }
      if row & 4_095 == 0 { run.progress("\(row) envelopes, \(decisions) decisions") }
      return true
    } catch {
      failure = DiagnosticError(
        DiffProblem.badEnvelope(path: path, row: row, fault: error.message).diagnostic)
      return false
    }
  }

  private func takeConfiguration(_ envelope: JSONNode) {
    if let engine = envelope.member("engine")?.string { engines.insert(engine) }
    scope.take(envelope)
    scopes = [:]
    if let digest = envelope.member("payload")?.member("digest")?.string { digests.insert(digest) }
  }

  private func takeDecision(_ envelope: JSONNode, _ row: Int64) {
    guard let unit = envelope.member("unit")?.string, let payload = envelope.member("payload"),
      let event = payload.member("event"), event.kind == .object,
      let kind = payload.member("event_kind")?.string.flatMap(EventKind.init(rawValue:))
    else { return }
    guard let judges = judges(of: unit, kind) else {
      withoutBot[unit, default: 0] += 1
      return
    }
    decisions += 1
    let place = place(envelope.member("scope")?.string ?? "")
    let old = judges.base.judge(event, in: place.scope)
    let new = judges.head.judge(event, in: place.scope)
    if let old { compare(old, with: envelope) }
    let time = event.member("now_ms")?.int64 ?? 0
    loops[unit]?.record(
      .init(time: time, market: place.market, strategy: place.strategy), base: old, head: new
    ) {
      let order = envelope.member("refs")?.member("order_id")?.string
      return (place.scope, (order.map { "\($0), " } ?? "") + "envelope \(row)")
    }
  }

  /// Whether the base decides what the journal holds.
  private func compare(
    _ judged: (decision: Decision, frame: EventFrame), with envelope: JSONNode
  ) {
    let code = judged.frame.plan.outcome(of: judged.decision).code
    var isSame = false
    if let codes = envelope.member("reason_codes"), codes.kind == .array {
      for journalled in codes.elements where journalled.string == code { isSame = true }
    }
    if !isSame { differing += 1 }
  }

  private func judges(of unit: String, _ kind: EventKind) -> (base: ScopedJudge, head: ScopedJudge)?
  {
    if let known = judges[unit] { return known }
    var made: (base: ScopedJudge, head: ScopedJudge)?
    if let old = run.base.graph.bot(exactly: unit), let new = run.head.graph.bot(exactly: unit),
      old.specification.events.contains(kind), new.specification.events.contains(kind)
    {
      let pair = (
        base: ScopedJudge(run.base.graph, old, on: kind),
        head: ScopedJudge(run.head.graph, new, on: kind)
      )
      made = pair
      loops[unit] = run.loops[unit] ?? OpenLoop(base: pair.base.plan, head: pair.head.plan)
      order.append(unit)
    }
    judges[unit] = .some(made)
    return made
  }

  private func place(_ text: String) -> (scope: Scope, market: Int, strategy: Int) {
    if let known = scopes[text] { return known }
    let own = scope.scope(of: text)
    let place = (own, run.market(own.market), run.strategy(own.strategy))
    scopes[text] = place
    return place
  }

  func finish() {
    for unit in order { if let loop = loops[unit] { run.put(loop) } }
    for (unit, count) in withoutBot.sorted(by: { $0.key < $1.key }) {
      run.note("\(count) decisions of bot '\(unit)' are left out: not both sides have it")
    }
    for engine in engines.sorted() where engine != run.options.engine && !run.options.engine.isEmpty
    {
      run.note(
        "\(path) was written by \(engine), this is \(run.options.engine): "
          + "where the two engines differ, so may decisions that no policy changed")
    }
    if differing > 0 {
      let stated = digests.sorted().map { String($0.prefix(12)) }.joined(separator: ", ")
      run.note(
        "\(differing) of \(decisions) journalled decisions are not what base decides: "
          + "the journal's policy is \(stated), base is \(run.base.graph.digest.prefix(12))")
    }
  }
}
