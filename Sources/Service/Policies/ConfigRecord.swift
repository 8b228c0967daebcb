import Graph
import Hashing
import JSON
import Policy

/// What the journal holds of a policy, laid out before it is in force, so that every decision under it can be made
/// again from the journal alone.
///
/// A run begins with one envelope that has all documents in it. Later ones name where the journal has each document:
/// in that first envelope, or in parts no larger than the envelope of a decision, which are written one between two
/// events: no event waits for more.
struct ConfigRecord: Sendable {
  /// A text of the policy, and the payloads of its parts.
  struct Document: Sendable {
    let path: String
    let text: String
    /// Of path and text.
    let key: Digest32
    let parts: [[UInt8]]
  }

  /// Where the journal has a document.
  enum Place {
    /// In the envelope of that number, with all others.
    case whole(Int64)
    /// In the envelopes of these numbers, in this order.
    case parts([Int64])
  }

  /// Of what decides.
  let digest: String
  let documents: [Document]
  /// What is different from the policy before, as `polytraders plan` says it; nil where there is none before.
  let plan: Document?
  // Values of the payload, as JSON.
  private let overrides: [UInt8]
  private let release: [UInt8]
  private let settings: [UInt8]
  private let trust: [UInt8]?

  init(_ version: PolicyVersion, graph: CompiledGraph, trust: JSONValue?, plan lines: [String]) {
    digest = graph.digest
    documents = graph.policies.sources.map { Document($0.path, $0.text) }
    plan = lines.isEmpty ? nil : Document("plan", lines.joined(separator: "\n"))
    overrides = Self.bytes(.array(version.overrides.map(Self.value)))
    release = Self.bytes(
      .object([
        .init("approved_at_ms", .init(version.approvedAt)),
        .init("digest", .string(version.approved)),
        .init("governance", .string(version.governance)),
        .init("max_policy_age_ms", .init(version.maximumAge)),
        .init("sequence", .init(version.sequence)),
      ]))
    settings = Self.bytes(.array(graph.policies.settings.map { .string($0) }))
    self.trust = trust.map(Self.bytes)
  }

  private static func value(_ hold: OverrideHold) -> JSONValue {
    .object([
      .init("expires_ms", .init(hold.expires)), .init("id", .string(hold.id)),
      .init("starts_ms", .init(hold.starts)), .init("text", .string(hold.text)),
    ])
  }

  private static func bytes(_ value: JSONValue) -> [UInt8] {
    var writer = JSONWriter()
    value.write(to: &writer)
    return writer.bytes
  }

  /// Appends the payload of the `config` envelope; `place` says where a document is, nil for one that stands here.
  ///
  /// - Parameter plan: the numbers of the envelopes with the parts of the plan.
  func write(
    to payload: inout JSONWriter, plan: [Int64], place: (Document) -> Place?
  ) {
    payload.beginObject()
    payload.key("digest")
    payload.string(digest)
    payload.key("documents")
    payload.beginArray()
    for document in documents { Self.write(document, place(document), to: &payload) }
    payload.endArray()
    payload.key("overrides")
    payload.raw(overrides)
    if !plan.isEmpty { Self.write(plan, "plan", to: &payload) }
    payload.key("release")
    payload.raw(release)
    // That it is of a service: decisions carry their own scope.
    payload.key("service")
    payload.bool(true)
    payload.key("settings")
    payload.raw(settings)
    if let trust {
      payload.key("trust")
      payload.raw(trust)
    }
    payload.endObject()
  }

  private static func write(
    _ document: Document, _ place: Place?, to payload: inout JSONWriter
  ) {
    payload.beginObject()
    switch place {
    case .whole(let sequence):
      payload.key("config")
      payload.integer(sequence)
    case .parts(let sequences): write(sequences, "parts", to: &payload)
    case nil: break
    }
    payload.key("path")
    payload.string(document.path)
    if place == nil {
      payload.key("text")
      payload.string(document.text)
    }
    payload.endObject()
  }

  private static func write(
    _ sequences: [Int64], _ key: StaticString, to writer: inout JSONWriter
  ) {
    writer.key(key)
    writer.beginArray()
    for sequence in sequences { writer.integer(sequence) }
    writer.endArray()
  }
}

extension ConfigRecord.Document {
  /// Bytes of text in a part: with what stands around it about as much as a decision.
  private static let partSize = 768

  init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
    key = SHA256.hash(Array(path.utf8) + [0] + Array(text.utf8))
    var parts: [[UInt8]] = []
    var rest = text[...]
    repeat {
      // A character may be cut from its accents here: parts are put together by bytes.
      var end = rest.startIndex
      var size = 0
      while end < rest.endIndex, size < Self.partSize {
        size += rest.unicodeScalars[end].utf8.count
        end = rest.unicodeScalars.index(after: end)
      }
      var writer = JSONWriter()
      writer.beginObject()
      writer.key("part")
      writer.string(String(rest.unicodeScalars[rest.startIndex..<end]))
      writer.key("path")
      writer.string(path)
      writer.endObject()
      parts.append(writer.bytes)
      rest = rest[end...]
    } while !rest.isEmpty
    self.parts = parts
  }
}
