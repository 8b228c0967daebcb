package import Graph
package import JSON
import Policy

/// What determines a replay, as its `config` envelope states it: two runs with the same identity give the same
/// journal.
package struct RunIdentity: Equatable, Sendable {
  package var recordings: [ReplayInput]
  /// The policy digest.
  package var policy: String
  /// The `--set` values.
  package var settings: [String]
  /// Seed of the reference maker.
  package var seed: String
  /// Strategy and tags, for which values of the policy may differ.
  package var scope: String
  /// Program and version.
  package var engine: String

  /// The identity of a run that is about to begin.
  package init(
    session: RecordedSession, graph: CompiledGraph, configuration: ReplayConfiguration,
    engine: String
  ) {
    recordings = session.inputs
    policy = graph.digest
    settings = graph.policies.settings
    seed = String(configuration.seed)
    scope = Self.scope(configuration.strategy, configuration.tags.sorted())
    self.engine = engine
  }

  /// The identity that a journalled `config` envelope states; nil for any other envelope.
  package init?(config: JSONValue) {
    guard config["kind"]?.string == "config", let payload = config["payload"] else { return nil }
    recordings = (payload["recordings"]?.array ?? []).map { recording in
      ReplayInput(
        name: recording["name"]?.string ?? "", digest: recording["sha256"]?.string ?? "")
    }
    policy = payload["digest"]?.string ?? ""
    settings = payload["settings"]?.array?.compactMap(\.string) ?? []
    seed = payload["replay"]?["seed"]?.string ?? ""
    scope = Self.scope(
      payload["replay"]?["strategy"]?.string,
      payload["replay"]?["tags"]?.array?.compactMap(\.string) ?? [])
    engine = config["engine"]?.string ?? ""
  }

  /// What differs, a line each: the journal's value first, then this run's.
  package func differences(fromJournalled other: RunIdentity) -> [String] {
    var lines: [String] = []
    func compare(_ name: String, _ journalled: String, _ own: String) {
      if journalled != own { lines.append("\(name): journalled \(journalled), now \(own)") }
    }
    compare("recordings", other.recordingsText, recordingsText)
    compare("policy digest", other.policy, policy)
    compare("--set", other.settingsText, settingsText)
    compare("seed", other.seed, seed)
    compare("scope", other.scope, scope)
    compare("program", other.engine, engine)
    return lines
  }

  private static func scope(_ strategy: String?, _ tags: [String]) -> String {
    let parts = (strategy.map { ["strategy \($0)"] } ?? []) + tags.map { "tag \($0)" }
    return parts.isEmpty ? "default" : parts.joined(separator: ", ")
  }

  private var recordingsText: String {
    recordings.map { "\($0.name) (sha256 \($0.digest.prefix(12)))" }.joined(separator: ", ")
  }

  private var settingsText: String {
    settings.isEmpty ? "nothing" : settings.joined(separator: " ")
  }
}
