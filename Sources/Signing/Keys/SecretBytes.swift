import Glibc

/// Bytes that must not leave the process: private keys and passwords.
///
/// They lie in pages of their own that are locked into memory (never in swap), left out of core dumps, zero in
/// forked children, and wiped before they are given back. Nothing prints them: neither the description nor a
/// mirror holds more than their number.
@safe package final class SecretBytes: Sendable {
  /// How many bytes there are.
  package let count: Int
  /// Where the pages begin, as a number, since what they hold never changes between `init` and `deinit`.
  private let address: UInt
  private let mappedCount: Int

  /// Locks room for `capacity` bytes (one at least), all zero, and keeps as many as `fill` says it wrote.
  package init(
    capacity: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(KeyError) -> Int
  ) throws(KeyError) {
    precondition(capacity > 0, "a secret has bytes")
    let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
    let mappedCount = (capacity + pageSize - 1) / pageSize * pageSize
    let pages = unsafe mmap(
      nil, mappedCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let pages = unsafe pages, unsafe pages != MAP_FAILED else {
      throw .memoryNotLocked(code: errno)
    }
    do throws(KeyError) {
      guard unsafe mlock(pages, mappedCount) == 0 else {
        throw KeyError.memoryNotLocked(code: errno)
      }
      unsafe madvise(pages, mappedCount, MADV_DONTDUMP)
      unsafe madvise(pages, mappedCount, MADV_WIPEONFORK)
      count = try unsafe fill(UnsafeMutableRawBufferPointer(start: pages, count: capacity))
    } catch {
      unsafe Self.release(pages, mappedCount)
      throw error
    }
    address = UInt(bitPattern: pages)
    self.mappedCount = mappedCount
  }

  /// A locked copy of `bytes`, one at least. The caller wipes the original.
  package convenience init(copying bytes: Span<UInt8>) throws(KeyError) {
    let count = bytes.count
    try unsafe self.init(capacity: count) { room in
      for index in 0..<count { unsafe room[index] = bytes[index] }
      return count
    }
  }

  deinit {
    guard let pages = unsafe UnsafeMutableRawPointer(bitPattern: address) else { return }
    unsafe Self.release(pages, mappedCount)
  }

  /// Lends the bytes for the time of `body`, which makes no copy of them that it does not wipe.
  package func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    // The pages are known by a number alone: nothing else would keep them while `body` reads.
    defer { withExtendedLifetime(self) {} }
    guard let pages = unsafe UnsafeRawPointer(bitPattern: address) else {
      preconditionFailure("a secret has pages")
    }
    let bytes = unsafe UnsafeRawBufferPointer(start: pages, count: count)
    return unsafe body(Span(_unsafeBytes: bytes))
  }

  private static func release(_ pages: UnsafeMutableRawPointer, _ count: Int) {
    unsafe explicit_bzero(pages, count)
    unsafe munlock(pages, count)
    unsafe munmap(pages, count)
  }
}

extension SecretBytes: CustomStringConvertible, CustomReflectable {
  /// That there is a secret, not what it is.
  package var description: String { "secret of \(count) bytes" }

  /// A mirror without children.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
