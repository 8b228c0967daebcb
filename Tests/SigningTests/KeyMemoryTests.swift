import Glibc
import Hashing
import Runtime
import Signing
import TestSupport
import Testing

/// Looks through all memory of this process for the bytes of a key.
@Suite(.serialized) struct KeyMemoryTests {
  @Test func aKeyLiesInOnePlaceAndNowhereOnceItIsUsed() throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/key"
      let needles = try Needles(writingTo: path)
      defer { needles.deallocate() }
      // Before the process is closed to such looks.
      let memory = try #require(Memory())
      do {
        let key = try KeySource.file(path: path).load()
        for number in 0..<10 { _ = key.sign(Keccak256.hash("\(number)")) }
        // The text of the file is gone already, and the key is where it should be: the search finds what is there.
        #expect(try unsafe memory.hits(needles.text) == 0)
        #expect(try unsafe memory.hits(needles.key) == 1)
        withExtendedLifetime(key) {}
      }
      #expect(try unsafe memory.hits(needles.key) == 0)
      #expect(try unsafe memory.hits(needles.text) == 0)
    }
  }

  @Test func lockedPagesAreLeftOutOfDumpsAndChildren() throws {
    let secret = try unsafe SecretBytes(capacity: 10_000) { room in
      unsafe room.initializeMemory(as: UInt8.self, repeating: 0x5A)
      return room.count
    }
    let address = secret.withBytes { bytes in
      unsafe bytes.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
    }
    let text = try processFile("/proc/self/smaps")
    let entry = try #require(
      text.split(separator: "\n").drop { !$0.hasPrefix(String(address, radix: 16) + "-") }
        .first { $0.hasPrefix("VmFlags:") })
    let flags = entry.split(separator: " ")
    #expect(flags.contains("lo") && flags.contains("dd") && flags.contains("wf"), "\(entry)")
    #expect(secret.count == 10_000)
  }

  @Test func aProcessWithAKeyLeavesNoDumps() throws {
    try KeySource.forbidDumps()
    var limit = rlimit()
    unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    #expect(limit.rlim_cur == 0 && limit.rlim_max == 0)
  }
}

/// What is looked for, in buffers whose own place is known.
@safe private struct Needles {
  let key: UnsafeMutableRawBufferPointer
  let text: UnsafeMutableRawBufferPointer

  /// A new key of random bytes, written to a file that only this user may read.
  init(writingTo path: String) throws {
    unsafe key = .allocate(byteCount: 32, alignment: 8)
    unsafe text = .allocate(byteCount: 64, alignment: 8)
    let digits = Array("0123456789abcdef".utf8)
    for index in 0..<32 {
      let byte = UInt8.random(in: 1...255)
      unsafe key[index] = byte
      unsafe text[2 * index] = digits[Int(byte >> 4)]
      unsafe text[2 * index + 1] = digits[Int(byte & 15)]
    }
    // Nothing is above the order of the curve.
    unsafe key[0] = 0x12
    unsafe text[0] = UInt8(ascii: "1")
    unsafe text[1] = UInt8(ascii: "2")
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT, 0o600)
    defer { close(descriptor) }
    try #require(unsafe write(descriptor, text.baseAddress, 64) == 64)
  }

  func deallocate() {
    unsafe key.deallocate()
    unsafe text.deallocate()
  }
}

/// The memory of this process, as a file.
@safe private final class Memory {
  private let descriptor: Int32
  private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4_096)

  init?() {
    descriptor = unsafe open("/proc/self/mem", O_RDONLY)
    guard descriptor >= 0 else { return nil }
  }

  deinit {
    close(descriptor)
    unsafe piece.deallocate()
  }

  /// How often `needle` stands in memory, besides in its own place and in the buffer of the search.
  func hits(_ needle: UnsafeMutableRawBufferPointer) throws -> Int {
    let maps = try processFile("/proc/self/maps")
    var found: Set<UInt> = []
    for line in maps.split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 2)
      let ends = parts[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      guard parts[1].hasPrefix("rw"), ends.count == 2 else { continue }
      var place = ends[0]
      while place < ends[1] {
        let count = unsafe pread(
          descriptor, piece.baseAddress, min(piece.count, Int(ends[1] - place)), off_t(place))
        guard count > 0 else { break }
        unsafe collect(needle, at: place, count, into: &found)
        guard count > needle.count else { break }
        // One piece begins before the end of the other, so that nothing falls between them.
        place += unsafe UInt(count == piece.count ? count - needle.count : count)
      }
    }
    let own = unsafe [Self.range(needle), Self.range(piece)]
    return found.count { place in !own.contains { $0.contains(place) } }
  }

  private func collect(
    _ needle: UnsafeMutableRawBufferPointer, at place: UInt, _ count: Int,
    into found: inout Set<UInt>
  ) {
    guard let base = unsafe piece.baseAddress, let wanted = needle.baseAddress else { return }
    var offset = 0
    while offset + needle.count <= count,
      let hit = unsafe memchr(base + offset, Int32(needle[0]), count - needle.count - offset + 1)
    {
      let distance = unsafe UnsafeRawPointer(hit) - UnsafeRawPointer(base)
      if unsafe memcmp(hit, wanted, needle.count) == 0 { found.insert(place + UInt(distance)) }
      offset = distance + 1
    }
  }

  private static func range(_ buffer: UnsafeMutableRawBufferPointer) -> Range<UInt> {
    let start = UInt(bitPattern: buffer.baseAddress)
    return start..<(start + UInt(buffer.count))
  }
}

/// A file that the kernel writes about this process.
private func processFile(_ path: String) throws -> String {
  String(decoding: try FileContents.read(path), as: UTF8.self)
}
