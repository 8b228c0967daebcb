internal import FixedPoint
internal import JSON

extension EnvelopeSealer {
  /// Appends the canonical envelope: members in key order, absent ones left out, and in the place of the digits
  /// of `hash` any others.
  ///
  /// The fixed parts are copied as they are, with their keys, commas and quotation marks: this runs for every
  /// decision.
  ///
  /// - Returns: where the `hash` member stands, with the comma behind it.
  func writeCanonical(
    _ draft: borrowing EnvelopeDraft, to text: inout [UInt8]
  ) -> Range<Int> {
    text.append("{")
    if let actor = draft.actor { write(actor, to: &text) }
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
    text.append("\"hash\":")
    text.append(hashText.span)
    text.append(",")
    let end = text.count
    text.append("\"kind\":")
    text.append(quoted: draft.kind.rawValue)
    if draft.lock != nil {
      text.append(",\"lock\":")
      text.append(lockText.span)
    }
    text.append(",\"log_id\":")
    text.append(logIDText.span)
    text.append(",\"payload\":")
    text.append(draft.payload.span)
    text.append(",\"prev_hash\":")
    text.append(hashText.span)
    text.append(",\"reason_codes\":[")
    for (index, code) in draft.reasonCodes.enumerated() {
      if index > 0 { text.append(",") }
      text.append(quoted: code)
    }
    text.append("]")
    if let refs = draft.refs {
      text.append(",\"refs\":")
      text.append(refs.span)
    }
    writeEnd(draft, to: &text)
    return place..<end
  }

  private func writeEnd(_ draft: borrowing EnvelopeDraft, to text: inout [UInt8]) {
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

  private func write(_ actor: EnvelopeActor, to text: inout [UInt8]) {
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

  /// Appends bytes without taking hold of their owner.
  fileprivate mutating func append(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
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
