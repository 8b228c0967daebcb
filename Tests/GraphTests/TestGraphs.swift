import Diagnostics
import Graph
import JSON
import Policy
import TestSupport

/// Graphs for tests: that of the house's own documents, and small ones.
enum TestGraphs {
  /// The parameters of vectors/events/README.md for QueueWarden.
  static let queueWardenSettings = [
    "drift_ticks_threshold=3 ticks", "stale_ttl_s=45s", "min_queue_position=50 shares",
    "cancel_replace_per_min_cap=30 ops", "staleness.book=5000ms",
  ]

  /// The graph of `bots/`, `policies/` and `specs/`, with settings for one bot.
  static func house(_ bot: String, settings: [String] = []) throws -> CompiledGraph {
    var loader = PolicyLoader.load(try PolicyFiles.inputs(ofRoot: Places.checkout))
    loader.apply(settings: settings, to: bot)
    guard let set = loader.set else { throw DiagnosticError(loader.diagnostics) }
    return try GraphCompiler.compile(set).get()
  }

  static func load(_ documents: [(path: String, text: String)]) -> PolicyLoader {
    let hasStaleness = documents.contains { $0.path == staleness.path }
    return PolicyLoader.load(
      (documents + (hasStaleness ? [] : [staleness])).map { path, text in
        PolicyLoader.Input(file: path, path: path, bytes: Array(text.utf8))
      })
  }

  static func compile(_ documents: [(path: String, text: String)]) throws -> CompiledGraph {
    let loader = load(documents)
    guard let set = loader.set else { throw DiagnosticError(loader.diagnostics) }
    return try GraphCompiler.compile(set).get()
  }

  /// `file:line:column code: message`, a line for each finding of documents that do not compile.
  static func findings(_ documents: [(path: String, text: String)]) -> [Diagnostic] {
    do {
      _ = try compile(documents)
      return []
    } catch let error as DiagnosticError {
      return error.diagnostics
    } catch {
      return []
    }
  }

  static let codes = ["A", "B", "C", "GONE", "LOST", "BROKEN", "REST", "CAPPED"]

  /// The names under which these tests declare bots.
  private static let emitters = "exec.small, risk.one, risk.two, risk.stop, risk.an, risk.c0"

  static let registry = (
    path: "specs/codes.yaml",
    text: """
    apiVersion: polytraders/v1
    kind: ReasonCodes
    families: { F: { meaning: f } }
    codes:
    \(codes.map { "  \($0): { family: F, severity: INFO, meaning: m, action: a, emitted_by: [\(emitters)] }" }
        .joined(separator: "\n"))

    """
  )

  /// Added to documents that have none.
  static let staleness = (
    path: "specs/staleness.yaml",
    text: SampleDocuments.staleness
  )

  static func policy(_ bots: String = "{}") -> (path: String, text: String) {
    (
      "policies/live.yaml",
      """
      apiVersion: polytraders/v1
      kind: Policy
      metadata: { name: live, owner: risk, version: 1 }
      spec:
        staleness:
          book: { value: 2s }
          registry: { value: 10s }
          model: { value: 24h }
          skew_tolerance_ms: { value: 1s }
          recover_ms: { value: 10s }
          recover_updates: { value: "3" }
        bots: \(bots)

      """
    )
  }

  /// A bot over two facts: `x` (`a`, `b`, and `spare`, which may be absent alone) and `y` (`c`, with an age).
  /// Its 23rd line is the first of `body`. On `feed_check` it needs no kill switch.
  static func bot(
    _ body: String, name: String = "exec.small", on: String = "feed_check",
    class: String = "execution-utility"
  ) -> (path: String, text: String) {
    (
      "bots/\(name).yaml",
      """
      apiVersion: polytraders/v1
      kind: Bot
      metadata: { name: \(name), class: \(`class`), owner: o, capital_impact: direct, mode: shadow }
      spec:
        authority: [cancel, cancel_replace, halt]
        on: [\(on)]
        facts:
          x:
            from: here
            on_missing: { code: GONE, do: pause_evaluation }
            fields:
              a: { type: int }
              b: { type: int }
              spare: { type: int, optional: true }
          y:
            from: there
            age: y.age_ms
            max_age: staleness.book
            on_missing: { code: LOST, do: cancel }
            fields:
              c: { type: int }
        otherwise: { code: REST, do: hold }
      \(body)
        on_error: { code: BROKEN, do: pause_evaluation }

      """
    )
  }

  static func small(_ body: String) throws -> CompiledGraph {
    try compile([bot(body), policy(), registry])
  }
}

/// Decides events given as text.
final class Judge {
  let evaluator: EventEvaluator
  private let reader = JSONReader()

  init(_ graph: CompiledGraph, bot name: String) throws {
    guard let bot = graph.bot(named: name), let evaluator = EventEvaluator(graph: graph, bot: bot)
    else { throw NoSuchBot(name: name) }
    self.evaluator = evaluator
  }

  struct NoSuchBot: Error {
    var name: String
  }

  func decide(_ event: String) throws(EventError) -> (decision: Decision, frame: EventFrame) {
    do {
      let node = try unsafe reader.parse(copying: Array(event.utf8))
      return try evaluator.decide(node)
    } catch let error as EventError {
      throw error
    } catch let error as JSONError {
      throw .notJSON(error)
    } catch {
      throw .notAnObject
    }
  }

  /// The code of the decision.
  func code(_ event: String) throws(EventError) -> String {
    let (decision, frame) = try decide(event)
    return frame.plan.outcome(of: decision).code
  }
}
