import Diagnostics
import Graph
import JSON
import Journal
import Policy
import Trading

/// The journalled events of one bot, judged by a graph in the scopes that their envelopes name.
enum JournalEvents {
  /// Hands every event over until `each` says no; in the order of the journal.
  static func read(
    _ path: String, of bot: CompiledBot, in graph: CompiledGraph, only sequence: Int64? = nil,
    _ each: (EventFrame) -> Bool
  ) throws(DiagnosticError) {
    let reader = JSONReader(maximumBytes: 64 << 20)
    var judges: [EventKind: ScopedJudge] = [:]
    var scope = JournalScope()
    var failure: DiagnosticError?
    do throws(JournalError) {
      try unsafe JournalReader(path: path).forEach(through: sequence ?? .max) { row, text in
        let envelope: JSONNode
        do throws(JSONError) {
          envelope = unsafe try reader.parse(text)
        } catch {
          failure = DiagnosticError(
            DiffProblem.badEnvelope(path: path, row: row, fault: error.message).diagnostic)
          return false
        }
        scope.take(envelope)
        guard sequence == nil || row == sequence, envelope.kind == .object,
          envelope.member("unit")?.string == bot.name,
          let payload = envelope.member("payload"), let event = payload.member("event"),
          let kind = payload.member("event_kind")?.string.flatMap(EventKind.init(rawValue:)),
          bot.specification.events.contains(kind)
        else { return true }
        let judge = judges[kind] ?? ScopedJudge(graph, bot, on: kind)
        judges[kind] = judge
        let own = scope.scope(of: envelope.member("scope")?.string ?? "")
        guard let judged = judge.judge(event, in: own) else { return true }
        return each(judged.frame)
      }
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
    if let failure { throw failure }
  }
}

/// For which part of the desk journalled events are: the run says strategy and tags, each envelope the market.
struct JournalScope {
  private var run = Scope()
  private var known: [String: Scope] = [:]

  /// Learns from a `config` envelope; all others say nothing of it.
  mutating func take(_ envelope: JSONNode) {
    guard envelope.kind == .object, envelope.member("kind")?.string == "config" else { return }
    let replay = envelope.member("payload")?.member("replay")
    run = Scope(strategy: replay?.member("strategy")?.string)
    if let tags = replay?.member("tags"), tags.kind == .array {
      for tag in tags.elements { if let tag = tag.string { run.tags.insert(tag) } }
    }
    known = [:]
  }

  /// Of `venue/polymarket/market/<id>`.
  mutating func scope(of path: String) -> Scope {
    if let known = known[path] { return known }
    var scope = run
    let parts = path.split(separator: "/")
    if let index = parts.firstIndex(of: "market"), index + 1 < parts.count {
      scope.market = String(parts[index + 1])
    }
    known[path] = scope
    return scope
  }
}
