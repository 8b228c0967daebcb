internal import FixedPoint
internal import JSON

extension EnvelopeSealer {
  /// Writes the canonical envelope without its `hash`: members in key order, absent ones left out.
  ///
  /// The fixed parts are copied as they are, with their keys, commas and quotation marks: this runs for every
  /// decision.
  ///
  /// - Returns: how many bytes stand before the place of the `hash` member.
  mutating func writeCanonical(_ draft: borrowing EnvelopeDraft) -> Int {
    text.append("{")
    if let actor = draft.actor { write(actor) }
    if !draft.causes.isEmpty {
      text.append("\"causes\":[")
      for (index, cause) in draft.causes.enumerated() {
        if index > 0 { text.append(",") }
        text.appendDecimal(cause)
      }
      text.append("],")
    }
    if let engine = draft.engine {
      text.append("\"engine\":")
      text.append(quoted: engine)
      text.append(",")
    }
    let place = text.count
    text.append("\"kind\":")
    text.append(quoted: draft.kind.rawValue)
    if let lock = draft.lock {
      text.append(",\"lock\":")
      text.append(contentsOf: quoted(lock: lock))
    }
    text.append(",\"log_id\":")
    text.append(quoted: logID)
    text.append(",\"payload\":")
    text.append(contentsOf: draft.payload)
    text.append(",\"prev_hash\":")
    text.append(contentsOf: hashText)
    text.append(",\"reason_codes\":[")
    for (index, code) in draft.reasonCodes.enumerated() {
      if index > 0 { text.append(",") }
      text.append(quoted: code)
    }
    text.append("]")
    if let refs = draft.refs {
      text.append(",\"refs\":")
      text.append(contentsOf: refs)
    }
    writeEnd(draft)
    return place
  }

  private mutating func writeEnd(_ draft: borrowing EnvelopeDraft) {
    text.append(",\"schema\":\"report_envelope/1\",\"scope\":")
    text.append(quoted: draft.scope)
    text.append(",\"seq\":")
    text.appendDecimal(sequence)
    if let severity = draft.severity {
      text.append(",\"severity\":")
      text.append(quoted: severity)
    }
    text.append(",\"ts_ms\":")
    text.appendDecimal(draft.time)
    text.append(",\"ts_recorded_ms\":")
    text.appendDecimal(draft.recorded)
    if let unit = draft.unit {
      text.append(",\"unit\":")
      text.append(quoted: unit)
    }
    text.append("}")
  }

  private mutating func write(_ actor: EnvelopeActor) {
    text.append("\"actor\":{\"id\":")
    text.append(quoted: actor.id)
    if let second = actor.second {
      text.append(",\"second\":")
      text.append(quoted: second)
    }
    text.append(",\"type\":")
    text.append(quoted: actor.kind.rawValue)
    text.append("},")
  }
}

extension [UInt8] {
  /// Appends fixed text.
  fileprivate mutating func append(_ text: StaticString) {
    unsafe append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends a JSON string. Texts without anything to escape, nearly all, are copied whole.
  fileprivate mutating func append(quoted text: String) {
    let isPlain = unsafe text.utf8.withContiguousStorageIfAvailable { utf8 in
      unsafe utf8.allSatisfy {
        $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
      }
    }
    if isPlain == true {
      append(UInt8(ascii: "\""))
      append(contentsOf: text.utf8)
      append(UInt8(ascii: "\""))
    } else {
      var writer = JSONWriter()
      writer.string(text)
      append(contentsOf: writer.bytes)
    }
  }
}
