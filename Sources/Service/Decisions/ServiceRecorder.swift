import FixedPoint
import Graph
import Hashing
import JSON
import Journal
import Runner
import Trading

/// Turns what happens in a run into envelopes. One draft is used again and again, so that a decision costs no
/// allocation on its way into the journal.
struct ServiceRecorder {
  private let log: any EnvelopeLog
  private var draft: EnvelopeDraft
  private var refs = JSONWriter()
  private var payload = JSONWriter()
  private var event: [UInt8] = []
  private var causes: [Int64] = []
  private var scopes = ScopeTexts()
  /// The number of the `config` envelope of the policy in force.
  private var config: Int64 = 0

  init(log: any EnvelopeLog, engine: String) {
    self.log = log
    draft = EnvelopeDraft(kind: .decision, time: 0, recorded: 0, scope: "global")
    draft.engine = engine
  }

  /// What an event is about, as JSON nodes of its line.
  struct Subject {
    var market: JSONNode?
    var order: JSONNode?
    var line: Int
  }

  private mutating func begin(_ kind: EnvelopeKind, time: Int64, recorded: Int64) {
    draft.kind = kind
    draft.time = time
    draft.recorded = recorded
    draft.scope = "global"
    draft.reasonCodes = []
    draft.severity = nil
    draft.unit = nil
    draft.causes = causes
    refs.removeAll()
    payload.removeAll()
  }

  private mutating func append() throws(JournalError) -> Int64 {
    draft.refs = refs.bytes.isEmpty ? nil : refs.bytes
    draft.payload = payload.bytes
    // The writers are the only owners of their buffers again, so that the next envelope reuses them.
    defer {
      draft.refs = nil
      draft.payload = []
    }
    return try log.append(draft)
  }

  // MARK: Policies
  /// Where the journal of this run has the documents of policies, by their keys, and parts of those that it does not
  /// have whole.
  private var places: [Digest32: ConfigRecord.Place] = [:]
  private var begun: [Digest32: [Int64]] = [:]

  /// Journals the next part of what the journal does not have of a policy.
  ///
  /// - Returns: false where it has everything.
  mutating func writePart(
    of record: ConfigRecord, recorded: Int64
  ) throws(JournalError) -> Bool {
    for document in record.documents + [record.plan].compactMap({ $0 })
    where places[document.key] == nil {
      var parts = begun[document.key] ?? []
      // Of a kind of its own: a `config` envelope says what decides from there on.
      begin(.annotation, time: recorded, recorded: recorded)
      draft.unit = Self.unit
      payload.raw(document.parts[parts.count])
      parts.append(try append())
      if parts.count == document.parts.count {
        places[document.key] = .parts(parts)
        begun[document.key] = nil
      } else {
        begun[document.key] = parts
      }
      return true
    }
    return false
  }

  /// The policy that decides from here on; `previous` is the digest of what decided before, nil at the start, where
  /// all documents are written at once.
  mutating func config(
    _ record: ConfigRecord, previous: String?, recorded: Int64
  ) throws(JournalError) -> Int64 {
    draft.lock = Digest32(hex: record.digest)
    causes = []
    begin(.config, time: recorded, recorded: recorded)
    draft.reasonCodes = [PolicyCode.loaded.rawValue]
    draft.severity = PolicyCode.loaded.severity.rawValue
    draft.unit = Self.unit
    if let previous {
      refs.beginObject()
      refs.key("previous")
      refs.string(previous)
      refs.endObject()
    }
    var plan: [Int64] = []
    if let document = record.plan, case .parts(let parts) = places[document.key] { plan = parts }
    record.write(to: &payload, plan: plan) { previous == nil ? nil : places[$0.key] }
    config = try append()
    if previous == nil {
      for document in record.documents { places[document.key] = .whole(config) }
    }
    causes = [config]
    return config
  }

  /// One decision with the facts as seen and the rule-level trace.
  mutating func decision(
    _ decision: Decision, _ outcome: ServiceOutcome, lane: Decider.Lane, name: EventName,
    subject: Subject, recorded: Int64
  ) throws(JournalError) -> Int64 {
    begin(.decision, time: lane.frame.now, recorded: recorded)
    draft.reasonCodes = outcome.codes
    draft.severity = outcome.severity
    draft.unit = outcome.bot
    if let market = subject.market { draft.scope = scopes.text(ofMarket: market) }
    write(name, subject)
    event.removeAll(keepingCapacity: true)
    lane.writer.write(lane.frame, to: &event)
    DecisionPayload.write(
      decision, action: (outcome.held ?? outcome.action).rawValue, event: event, frame: lane.frame,
      heldBy: outcome.held == nil ? nil : outcome.codes[0], writesScope: true, to: &payload)
    return try append()
  }

  private mutating func write(_ name: EventName, _ subject: Subject) {
    refs.beginObject()
    if !name.isEmpty {
      refs.key("event_id")
      event.removeAll(keepingCapacity: true)
      name.appendQuoted(to: &event)
      refs.raw(event)
    }
    refs.key("line")
    refs.integer(Int64(subject.line))
    if let order = subject.order {
      refs.key("order_id")
      if order.isEscaped {
        refs.string(order.string ?? "")
      } else {
        unsafe refs.raw(order.rawBytes)
      }
    }
    refs.endObject()
  }

  /// An envelope that somebody else has put together.
  mutating func take(_ other: EnvelopeDraft, recorded: Int64) throws(JournalError) {
    var other = other
    other.recorded = recorded
    other.engine = draft.engine
    other.causes = causes
    _ = try log.append(other)
  }

  /// A line that nobody decides.
  mutating func reject(
    code: String, message: String, line: Int, byteOffset: Int, text: [UInt8],
    recorded: Int64
  ) throws(JournalError) -> Int64 {
    begin(.reject, time: recorded, recorded: recorded)
    draft.unit = Self.unit
    refs.beginObject()
    refs.key("line")
    refs.integer(Int64(line))
    refs.endObject()
    payload.beginObject()
    payload.key("byte")
    payload.integer(Int64(byteOffset))
    payload.key("code")
    payload.string(code)
    payload.key("length")
    payload.integer(Int64(text.count))
    payload.key("message")
    payload.string(message)
    payload.key("sha256")
    var state = SHA256()
    state.update(text.span)
    payload.string(state.finalize().hex)
    payload.endObject()
    return try append()
  }

  /// What the run says about its policies; `members` are written sorted by key. Without a code it is a remark: that
  /// something is over.
  mutating func note(
    _ kind: EnvelopeKind, _ code: PolicyCode?, recorded: Int64, scope: String = "global",
    members: [(String, JSONValue)]
  ) throws(JournalError) -> Int64 {
    begin(kind, time: recorded, recorded: recorded)
    draft.reasonCodes = code.map { [$0.rawValue] } ?? []
    draft.severity = code?.severity.rawValue
    draft.unit = Self.unit
    draft.scope = scope
    let value = JSONValue.object(
      members.sorted { $0.0 < $1.0 }.map { JSONValue.Member($0.0, $0.1) })
    value.write(to: &payload)
    return try append()
  }

  /// Who says what no bot does; specs/reason-codes.yaml names it.
  static let unit = "gov.policy_keeper"
}

/// The scope paths of markets by the bytes of their ids, so that an event of a market that was seen before makes no
/// text of its own.
private struct ScopeTexts {
  private var known: [UInt64: (id: [UInt8], text: String)] = [:]
  private static let most = 4_096

  mutating func text(ofMarket node: JSONNode) -> String {
    let bytes = unsafe node.textBytes
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    unsafe bytes.forEach { hash = (hash ^ UInt64($0)) &* 0x100_0000_01b3 }
    if let entry = known[hash], unsafe entry.id.elementsEqual(bytes) { return entry.text }
    if known.count >= Self.most { known.removeAll(keepingCapacity: true) }
    let text = "venue/polymarket/market/\(node.string ?? "")"
    known[hash] = (unsafe Array(bytes), text)
    return text
  }
}
