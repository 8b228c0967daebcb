import FixedPoint

/// Writes compact JSON to the end of a byte buffer, without allocating more than the buffer needs.
///
/// Strings are escaped as RFC 8785 and ECMAScript's `JSON.stringify` do: `\b \t \n \f \r \" \\`,
/// other bytes below 0x20 as `\u00xx` in lower case, everything else as it is. The caller gives the
/// members in the order in which they are to stand; `CanonicalJSON` sorts.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.beginObject()
/// writer.key("size"); writer.string("12.5")
/// writer.endObject()                       // {"size":"12.5"}
/// ```
package struct JSONWriter: Sendable {
  /// What has been written. Take it whole, or keep the capacity with `removeAll`.
  package private(set) var bytes: [UInt8]
  /// Whether the next value or key of the open container needs a comma in front.
  private var needsComma = false

  /// Goes on behind `bytes`; a comma is never written in front of the first value.
  package init(appendingTo bytes: [UInt8] = []) {
    self.bytes = bytes
  }

  /// Forgets what was written and keeps the memory.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  /// Opens an object, as a value or as an element.
  package mutating func beginObject() {
    open(UInt8(ascii: "{"))
  }

  /// Closes the innermost object.
  package mutating func endObject() {
    close(UInt8(ascii: "}"))
  }

  /// Opens an array, as a value or as an element.
  package mutating func beginArray() {
    open(UInt8(ascii: "["))
  }

  /// Closes the innermost array.
  package mutating func endArray() {
    close(UInt8(ascii: "]"))
  }

  /// A key known at compile time, of printable ASCII without quotation marks and backslashes.
  package mutating func key(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    append(name)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Any key.
  package mutating func key(_ name: String) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A string value.
  package mutating func string(_ text: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { unsafe append(escaping: UnsafeRawBufferPointer($0)) }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// Most texts need no escape: then they are copied as they are.
  private mutating func append(escaping text: UnsafeRawBufferPointer) {
    let needsEscape = unsafe text.contains { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }
    if needsEscape {
      unsafe text.forEach { appendEscaped($0) }
    } else {
      unsafe bytes.append(contentsOf: text)
    }
  }

  /// A string value known at compile time, of printable ASCII without quotation marks and
  /// backslashes.
  package mutating func string(_ text: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    append(text)
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// A string value given as UTF-8.
  package mutating func string(utf8 text: some Sequence<UInt8>) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    for byte in text { appendEscaped(byte) }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// A number without fraction. Beyond +-(2^53 - 1) some readers of JSON lose digits.
  package mutating func integer(_ value: Int64) {
    separate()
    bytes.appendDecimal(value)
    needsComma = true
  }

  /// true or false.
  package mutating func bool(_ value: Bool) {
    separate()
    append(value ? "true" : "false")
    needsComma = true
  }

  /// null.
  package mutating func null() {
    separate()
    append("null")
    needsComma = true
  }

  /// A value that is JSON already, for example a number's text or a nested document. It is not
  /// checked.
  package mutating func raw(_ json: some Sequence<UInt8>) {
    separate()
    bytes.append(contentsOf: json)
    needsComma = true
  }

  /// The line feed that ends a line of NDJSON.
  package mutating func newline() {
    bytes.append(UInt8(ascii: "\n"))
    needsComma = false
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func append(_ text: StaticString) {
    unsafe bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func appendEscaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      bytes.append(UInt8(ascii: "\\"))
      bytes.append(byte)
    case 0x20...: bytes.append(byte)
    case 0x08: append("\\b")
    case 0x09: append("\\t")
    case 0x0A: append("\\n")
    case 0x0C: append("\\f")
    case 0x0D: append("\\r")
    default:
      append("\\u00")
      let digits: StaticString = "0123456789abcdef"
      unsafe bytes.append(digits.utf8Start[Int(byte >> 4)])
      unsafe bytes.append(digits.utf8Start[Int(byte & 15)])
    }
  }
}
