import JSON

/// The `event_id` of an event, as it stands in the line. Valid as long as the line.
@safe package struct EventName {
  /// A JSON string with its quotation marks; empty where the event has none.
  private let text: UnsafeRawBufferPointer

  init(_ text: UnsafeRawBufferPointer) {
    let isString = unsafe text.count > 0 && text[0] == UInt8(ascii: "\"")
    unsafe self.text = unsafe isString ? text : Self.none
  }

  private static var none: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// The name without escapes; nil where the event has none.
  package var string: String? {
    guard unsafe !text.isEmpty else { return nil }
    return unsafe (try? JSONValue(parsing: text))?.string
  }

  /// Whether the event has none.
  package var isEmpty: Bool { unsafe text.isEmpty }

  /// Appends the name as a canonical JSON text with its quotation marks; allocates only for names with escapes.
  package func appendQuoted(to bytes: inout [UInt8]) {
    if unsafe text.contains(UInt8(ascii: "\\")) {
      var writer = JSONWriter()
      writer.string(string ?? "")
      bytes.append(contentsOf: writer.bytes)
    } else {
      unsafe bytes.append(contentsOf: text)
    }
  }

  /// Appends the name, or `substitute` where there is none; allocates only for names with escapes.
  package func append(to bytes: inout [UInt8], orElse substitute: StaticString) {
    if unsafe text.isEmpty {
      unsafe bytes.append(
        contentsOf: UnsafeBufferPointer(
          start: substitute.utf8Start, count: substitute.utf8CodeUnitCount))
    } else if unsafe text.contains(UInt8(ascii: "\\")) {
      bytes.append(contentsOf: (string ?? "").utf8)
    } else {
      unsafe bytes.append(contentsOf: text.dropFirst().dropLast())
    }
  }
}
