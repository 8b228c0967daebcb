internal import CRE2

/// A compiled pattern in RE2's syntax. Matching takes time linear in the text and bounded memory, whatever the
/// pattern; so no expression can hang an evaluation.
///
/// To compile costs far more than to match: keep one for each pattern. Threads may share it.
/// Sources: cel-spec doc/langdef.md, "Regular Expressions"; github.com/google/re2/wiki/Syntax.
// RE2's own promise: const methods may be called by any number of threads.
@safe package final class RegularExpression: @unchecked Sendable {
  /// The text it was made of.
  package let pattern: String
  /// How many groups in brackets it captures.
  package let groupCount: Int
  private let compiled: OpaquePointer

  /// About how many bytes a compiled pattern may take, the states it remembers while matching included.
  private static let memory: Int64 = 8 << 20

  package init(_ pattern: String) throws(LibraryError) {
    var pattern = pattern
    var reason = [CChar](repeating: 0, count: 256)
    let made = unsafe Self.withBytes(of: &pattern) { text, length in
      unsafe reason.withUnsafeMutableBufferPointer { buffer in
        unsafe polytraders_re2_compile(
          text, length, Self.memory, buffer.baseAddress, buffer.count)
      }
    }
    guard let made = unsafe made else {
      let bytes = reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw .badPattern(pattern, reason: String(decoding: bytes, as: UTF8.self))
    }
    self.pattern = pattern
    unsafe compiled = unsafe made
    groupCount = unsafe polytraders_re2_group_count(made)
  }

  deinit {
    unsafe polytraders_re2_free(compiled)
  }

  /// Whether it matches a part of `text`; `^` and `$` stand for the ends.
  package func matches(_ text: String) -> Bool {
    var text = text
    return unsafe Self.withBytes(of: &text) { bytes, length in
      unsafe polytraders_re2_matches(compiled, bytes, length)
    }
  }

  /// One match: the bytes of the whole and of each group, nil for a group that took no part.
  struct Match {
    var whole: Range<Int>
    var groups: [Range<Int>?]
  }

  /// The first `count` matches from left to right, without overlap. An empty match where the one before ended
  /// is none. One search may look at all bytes from where it begins, though what it finds be short: so many
  /// searches take time with the square of the text, and each one is counted in `search` before it begins. Where
  /// the count is past its limit the search has ended early.
  func firstMatches(in text: String, count: Int = .max, _ search: inout SearchCount) -> [Match] {
    var text = text
    return unsafe Self.withBytes(of: &text) { bytes, length in
      var result: [Match] = []
      var start = 0
      var spans = [polytraders_re2_span](
        repeating: polytraders_re2_span(start: 0, end: 0), count: groupCount + 1)
      while result.count < count, start <= length, search.begin(over: length - start) {
        let isFound = unsafe spans.withUnsafeMutableBufferPointer { buffer in
          unsafe polytraders_re2_find(
            compiled, bytes, length, start, buffer.baseAddress, buffer.count)
        }
        guard isFound else { break }
        // Swift sees `size_t` as `Int`, and so SIZE_MAX as -1.
        let ranges = spans.map { $0.start < 0 ? nil : $0.start..<$0.end }
        guard let whole = ranges[0] else { break }
        if !whole.isEmpty || whole.lowerBound != result.last?.whole.upperBound {
          result.append(Match(whole: whole, groups: Array(ranges.dropFirst())))
        }
        start = whole.upperBound
        if whole.isEmpty {
          // On to the next code point, so that the search ends.
          repeat {
            start += 1
          } while unsafe start < length
            && UInt8(bitPattern: bytes[start]) & 0xC0 == 0x80
        }
      }
      return result
    }
  }

  /// The bytes that searches may have looked at.
  package struct SearchCount {
    /// How many they may be.
    package let limit: Int
    package private(set) var used = 0

    package init(limit: Int = .max) {
      self.limit = limit
    }

    /// Counts a search over so many bytes; false where that is past the limit.
    fileprivate mutating func begin(over bytes: Int) -> Bool {
      used = used.addingSaturated(1 + bytes)
      return used <= limit
    }
  }

  private static func withBytes<R>(
    of text: inout String, _ body: (UnsafePointer<CChar>, Int) -> R
  ) -> R {
    text.withUTF8 { buffer in
      unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
        guard let start = characters.baseAddress else { return unsafe body("", 0) }
        return unsafe body(start, characters.count)
      }
    }
  }
}
