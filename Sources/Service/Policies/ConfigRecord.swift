import Graph
import JSON
import Policy

/// What the journal holds of a policy, so that every decision under it can be made again from the journal alone.
struct ConfigRecord: Sendable {
  /// Payload of the `config` envelope with all documents in it.
  let whole: [UInt8]
  /// Of what decides.
  let digest: String

  init(_ version: PolicyVersion, graph: CompiledGraph, trust: JSONValue?) {
    digest = graph.digest
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("digest")
    writer.string(graph.digest)
    writer.key("documents")
    writer.beginArray()
    for source in graph.policies.sources {
      writer.beginObject()
      writer.key("path")
      writer.string(source.path)
      writer.key("text")
      writer.string(source.text)
      writer.endObject()
    }
    writer.endArray()
    Self.write(version.overrides, to: &writer)
    writer.key("release")
    writer.beginObject()
    writer.key("approved_at_ms")
    writer.integer(version.approvedAt)
    writer.key("digest")
    writer.string(version.approved)
    writer.key("governance")
    writer.string(version.governance)
    writer.key("max_policy_age_ms")
    writer.integer(version.maximumAge)
    writer.key("sequence")
    writer.integer(version.sequence)
    writer.endObject()
    // That it is of a service: decisions carry their own scope.
    writer.key("service")
    writer.bool(true)
    writer.key("settings")
    writer.beginArray()
    for setting in graph.policies.settings { writer.string(setting) }
    writer.endArray()
    if let trust {
      writer.key("trust")
      trust.write(to: &writer)
    }
    writer.endObject()
    whole = writer.bytes
  }

  private static func write(_ overrides: [OverrideHold], to writer: inout JSONWriter) {
    writer.key("overrides")
    writer.beginArray()
    for hold in overrides {
      writer.beginObject()
      writer.key("expires_ms")
      writer.integer(hold.expires)
      writer.key("id")
      writer.string(hold.id)
      writer.key("starts_ms")
      writer.integer(hold.starts)
      writer.key("text")
      writer.string(hold.text)
      writer.endObject()
    }
    writer.endArray()
  }
}
