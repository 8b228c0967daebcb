package import Diagnostics
package import Graph
import Hashing
package import JSON
import Journal
import Policy
import Trading

/// A journalled decision, executed again from what the journal holds alone: the documents behind its policy
/// digest and the event as it was seen.
package struct Reexecution {
  package let sequence: Int64
  package let reasonCode: String
  package let severity: String
  package let policyDigest: String
  package let explanation: Explanation
  /// The payload that the journal holds, canonical.
  package let journalled: [UInt8]
  /// The payload that the execution gives now.
  package let repeated: [UInt8]
  /// The scope and references of the envelope, for the reader.
  package let scope: String
  package let references: JSONValue

  /// Whether the journalled decision is what the policy decides: every byte of the payload, and the code.
  package var isReproduced: Bool { journalled == repeated }

  /// Executes the decision of `envelope`; `config` is the envelope that holds the documents of its policy.
  package init(
    envelope: JSONValue, config: JSONValue, graph: CompiledGraph
  ) throws(DiagnosticError) {
    sequence = envelope["seq"]?.int64 ?? 0
    guard let payload = envelope["payload"], let event = payload["event"],
      let unit = envelope["unit"]?.string,
      let kind = payload["event_kind"]?.string.flatMap(EventKind.init(rawValue:)),
      let bot = graph.bot(named: unit)
    else {
      let kind = envelope["kind"]?.string ?? "unknown"
      throw Self.problem(
        "envelope \(sequence) is no decision of a bot; its kind is '\(kind)'", "PT0722")
    }
    scope = envelope["scope"]?.string ?? ""
    references = envelope["refs"] ?? .object([])
    policyDigest = envelope["lock"]?.string ?? ""
    severity = envelope["severity"]?.string ?? ""
    let isOfService = config["payload"]?["service"] != nil
    let whole =
      isOfService ? Self.scope(ofService: payload) : Self.scope(of: scope, config)
    let plan = graph.plan(for: bot, on: kind, in: graph.policies.reduced(whole))
    let frame = plan.makeFrame()
    var binder = EventBinder(plan: plan)
    do {
      let reader = JSONReader()
      let bytes = Array(event.compactText.utf8)
      try withExtendedLifetime(reader) {
        try binder.bind(try unsafe reader.parse(copying: bytes), into: frame)
      }
    } catch {
      throw Self.problem("the event of envelope \(sequence) cannot be read again", "PT0723")
    }
    let decision = frame.decide()
    let outcome = plan.outcome(of: decision)
    var seen: [UInt8] = []
    EventWriter(plan: plan).write(frame, to: &seen)
    var writer = JSONWriter()
    // What only ever protects is never held back.
    let held = outcome.action.isProtective ? nil : payload["held"]?["code"]?.string
    DecisionPayload.write(
      decision, action: outcome.action.rawValue, event: seen, frame: frame, heldBy: held,
      writesScope: isOfService, to: &writer)
    explanation = Explanation(frame)
    reasonCode = held ?? outcome.code
    let codes = envelope["reason_codes"]?.array?.compactMap(\.string) ?? []
    let again = (held.map { [$0] } ?? []) + [outcome.code]
    repeated = writer.bytes + Array(again.joined(separator: ",").utf8)
    journalled =
      ((try? CanonicalJSON.bytes(of: payload)) ?? []) + Array(codes.joined(separator: ",").utf8)
  }

  /// What the payload of a service's decision says: each event has a scope of its own there.
  private static func scope(ofService payload: JSONValue) -> Scope {
    let scope = payload["scope"]
    return Scope(
      market: scope?["market"]?.string, strategy: scope?["strategy"]?.string,
      tags: Set((scope?["tags"]?.array ?? []).compactMap(\.string)))
  }

  /// The market of `venue/polymarket/market/<id>`, with the strategy and the tags that the run was for.
  private static func scope(of path: String, _ config: JSONValue) -> Scope {
    let parts = path.split(separator: "/")
    let run = config["payload"]?["replay"]
    var scope = Scope(
      strategy: run?["strategy"]?.string,
      tags: Set((run?["tags"]?.array ?? []).compactMap(\.string)))
    if let index = parts.firstIndex(of: "market"), index + 1 < parts.count {
      scope.market = String(parts[index + 1])
    }
    return scope
  }

  /// The graph of the documents in a `config` envelope; refused where their digest is not the one it states.
  package static func graph(ofConfig config: JSONValue) throws(DiagnosticError) -> CompiledGraph {
    let payload = config["payload"] ?? .null
    let sources = (payload["documents"]?.array ?? []).compactMap { document -> PolicySet.Source? in
      guard let path = document["path"]?.string, let text = document["text"]?.string else {
        return nil
      }
      return PolicySet.Source(path: path, text: text)
    }
    let settings = payload["settings"]?.array?.compactMap(\.string) ?? []
    let loader = PolicyLoader.load(sources: sources, settings: settings)
    guard let set = loader.set, case .success(let graph) = GraphCompiler.compile(set) else {
      throw problem("the journalled policies do not compile with this version", "PT0724")
    }
    let stated = payload["digest"]?.string ?? ""
    guard graph.digest == stated else {
      throw problem(
        "the journalled policies have the digest \(graph.digest), the journal states \(stated)",
        "PT0725")
    }
    return graph
  }

  private static func problem(_ message: String, _ code: String) -> DiagnosticError {
    DiagnosticError(
      Diagnostic(
        code, .error, message, at: nil,
        help: ["run 'polytraders audit verify' to see whether the journal is whole"]))
  }
}
