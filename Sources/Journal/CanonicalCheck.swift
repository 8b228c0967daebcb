internal import JSON

extension JSONNode {
  /// Whether the value is written in canonical form: without blanks, members in order, shortest escapes and
  /// integers within +-(2^53-1) only. Allocates nothing unless a string holds an escape.
  ///
  /// This is `CanonicalJSON` turned round: a recogniser, because verifying a log must not build it anew.
  var isCanonical: Bool {
    switch kind {
    case .null, .true, .false: return true
    case .number:
      guard let value = int64, value.magnitude < 1 << 53 else { return false }
      // The parser refuses zeros in front, so `-0` is the only other way to write an integer.
      return unsafe value != 0 || textBytes.count == 1
    case .string: return !isEscaped || hasCanonicalEscapes
    case .array:
      var length = 1
      for element in elements {
        guard element.isCanonical else { return false }
        length += element.byteCount + 1
      }
      return byteCount == max(length, 2)
    case .object: return isCanonicalObject
    }
  }

  private var isCanonicalObject: Bool {
    var length = 1
    var previous: JSONNode?
    for member in members {
      guard member.key.isCanonical, member.value.isCanonical else { return false }
      if let previous, !previous.precedes(member.key) { return false }
      previous = member.key
      length += member.key.byteCount + member.value.byteCount + 2
    }
    return byteCount == max(length, 2)
  }

  private var hasCanonicalEscapes: Bool {
    guard let string else { return false }
    var writer = JSONWriter()
    writer.string(string)
    return unsafe rawBytes.elementsEqual(writer.bytes)
  }

  /// Whether this key stands before `other` by UTF-16 code units (RFC 8785 3.2.3).
  private func precedes(_ other: JSONNode) -> Bool {
    if isEscaped || other.isEscaped {
      guard let left = string, let right = other.string else { return false }
      return left.utf16.lexicographicallyPrecedes(right.utf16)
    }
    let left = unsafe textBytes
    let right = unsafe other.textBytes
    let common = min(left.count, right.count)
    var index = 0
    while unsafe index < common && left[index] == right[index] { index += 1 }
    guard index < common else { return left.count < right.count }
    return unsafe Self.rank(left[index]) < Self.rank(right[index])
  }

  /// The place of a UTF-8 byte in the order of UTF-16: four-byte sequences are surrogates there, which stand
  /// in front of U+E000 (first byte 0xEE).
  private static func rank(_ byte: UInt8) -> UInt16 {
    byte >= 0xF0 ? 0xED00 + UInt16(byte) : UInt16(byte) << 8
  }
}
