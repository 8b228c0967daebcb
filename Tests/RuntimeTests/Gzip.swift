/// Makes gzip members out of stored blocks (RFC 1951 3.2.4, RFC 1952), so that tests need no
/// compressor.
enum Gzip {
  static func member(_ content: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var start = 0
    repeat {
      let end = min(start + 65_535, content.count)
      bytes.append(end == content.count ? 1 : 0)
      appendLittleEndian(UInt64(end - start), count: 2, to: &bytes)
      appendLittleEndian(UInt64(~UInt16(end - start)), count: 2, to: &bytes)
      bytes += content[start..<end]
      start = end
    } while start < content.count
    appendLittleEndian(UInt64(checksum(content)), count: 4, to: &bytes)
    appendLittleEndian(UInt64(content.count), count: 4, to: &bytes)
    return bytes
  }

  private static func appendLittleEndian(_ value: UInt64, count: Int, to bytes: inout [UInt8]) {
    for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
  }

  private static func checksum(_ content: [UInt8]) -> UInt32 {
    var remainder = UInt32.max
    for byte in content {
      remainder ^= UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1
      }
    }
    return ~remainder
  }
}
