internal import JSON

extension EnvelopeSealer {
  /// Writes the canonical envelope without its `hash`: members in key order, absent ones left out.
  ///
  /// - Returns: how many bytes stand before the place of the `hash` member.
  mutating func writeCanonical(_ draft: borrowing EnvelopeDraft) -> Int {
    writer.beginObject()
    if let actor = draft.actor { write(actor) }
    if !draft.causes.isEmpty {
      writer.key("causes")
      writer.beginArray()
      for cause in draft.causes { writer.integer(cause) }
      writer.endArray()
    }
    if let engine = draft.engine { member("engine", engine) }
    let place = writer.bytes.count
    member("kind", draft.kind.rawValue)
    if let lock = draft.lock {
      writer.key("lock")
      writer.raw(text(ofLock: lock))
    }
    member("log_id", logID)
    writer.key("payload")
    writer.raw(draft.payload)
    writer.key("prev_hash")
    writer.raw(hashText)
    writer.key("reason_codes")
    writer.beginArray()
    for code in draft.reasonCodes { writer.string(code) }
    writer.endArray()
    if let refs = draft.refs {
      writer.key("refs")
      writer.raw(refs)
    }
    writer.key("schema")
    writer.string("report_envelope/1" as StaticString)
    member("scope", draft.scope)
    writer.key("seq")
    writer.integer(sequence)
    if let severity = draft.severity { member("severity", severity) }
    writer.key("ts_ms")
    writer.integer(draft.time)
    writer.key("ts_recorded_ms")
    writer.integer(draft.recorded)
    if let unit = draft.unit { member("unit", unit) }
    writer.endObject()
    return place
  }

  private mutating func write(_ actor: EnvelopeActor) {
    writer.key("actor")
    writer.beginObject()
    member("id", actor.id)
    if let second = actor.second { member("second", second) }
    member("type", actor.kind.rawValue)
    writer.endObject()
  }

  private mutating func member(_ key: StaticString, _ text: String) {
    writer.key(key)
    writer.string(text)
  }
}
