import Glibc
import Hashing

/// Texts around secrets, and secrets that are texts. What may be a secret never becomes a `String`, which nobody
/// can wipe.
enum SecretText {
  /// The parts of `scheme:rest`. A text that is no such thing is never repeated, since it could be the secret
  /// itself.
  static func split(
    _ text: String, schemes: [String]
  ) throws(KeyError) -> (scheme: String, rest: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    if looksLikeKey(text) || looksLikeKey(String(parts.last ?? "")) { throw .keyInPlaceOfSource }
    guard parts.count == 2, schemes.contains(String(parts[0])) else {
      throw .unknownSource(known: schemes)
    }
    guard !parts[1].isEmpty else { throw .emptySource(String(parts[0])) }
    return (String(parts[0]), String(parts[1]))
  }

  /// 64 hexadecimal digits, with or without `0x` before them.
  private static func looksLikeKey(_ text: String) -> Bool {
    Hexadecimal.bytes(text)?.count == 32
  }

  /// The value of an environment variable, which is wiped where it lay and then no more set.
  static func variable(_ name: String) throws(KeyError) -> SecretBytes {
    guard let value = unsafe getenv(name), case let count = unsafe strlen(value), count > 0 else {
      throw .variableNotSet(name)
    }
    let secret = try unsafe SecretBytes(capacity: count) { room in
      for index in 0..<count { unsafe room[index] = UInt8(bitPattern: value[index]) }
      return count
    }
    unsafe explicit_bzero(value, count)
    unsafe unsetenv(name)
    return secret
  }

  /// The key that a text writes: 64 hexadecimal digits with or without `0x`, and blanks around them.
  static func key(in text: SecretBytes) throws(KeyError) -> SigningKey {
    let secret = try unsafe SecretBytes(capacity: 32) { (room) throws(KeyError) in
      let found = text.withBytes { bytes in unsafe decode(bytes, into: room) }
      guard found == 64 else { throw .malformedKey(count: found) }
      return 32
    }
    return try SigningKey(secret)
  }

  /// What stands before the first line break.
  static func firstLine(of text: SecretBytes) throws(KeyError) -> SecretBytes {
    let end = text.withBytes { bytes in
      (0..<bytes.count).first { bytes[$0] == UInt8(ascii: "\n") || bytes[$0] == UInt8(ascii: "\r") }
    }
    guard let end else { return text }
    guard end > 0 else { throw .cancelled }
    return try unsafe SecretBytes(capacity: end) { room in
      text.withBytes { bytes in
        for index in 0..<end { unsafe room[index] = bytes[index] }
      }
      return end
    }
  }

  /// Writes the bytes of 64 digits. The number of digits there are, or of characters where one is no digit.
  private static func decode(
    _ text: Span<UInt8>, into room: UnsafeMutableRawBufferPointer
  ) -> Int {
    var start = 0
    var end = text.count
    while start < end, isBlank(text[start]) { start += 1 }
    while end > start, isBlank(text[end - 1]) { end -= 1 }
    if end - start > 2, text[start] == UInt8(ascii: "0"), text[start + 1] == UInt8(ascii: "x") {
      start += 2
    }
    guard end - start == 64 else { return end - start }
    for index in 0..<32 {
      guard let high = Hexadecimal.nibble(text[start + 2 * index]),
        let low = Hexadecimal.nibble(text[start + 2 * index + 1])
      else { return 0 }
      unsafe room[index] = high << 4 | low
    }
    return 64
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
      || byte == UInt8(ascii: "\t")
  }
}
