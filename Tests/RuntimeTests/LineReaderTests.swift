import Glibc
import Runtime
import TestSupport
import Testing

@Suite("Line reader")
struct LineReaderTests {
  struct Seen: Equatable, Sendable {
    var text: String
    var number: Int
    var offset: Int
    var complete = true
  }

  @Test(
    "gives every line with number and place",
    arguments: [
      ("", [], 0), ("\n\n", [], 2), ("a\n", [Seen(text: "a", number: 1, offset: 0)], 1),
      (
        "a\n\nbb\nc",
        [
          Seen(text: "a", number: 1, offset: 0), Seen(text: "bb", number: 3, offset: 3),
          Seen(text: "c", number: 4, offset: 6, complete: false),
        ], 4
      ),
      (
        "a\r\n\r\nb\r\n",
        [Seen(text: "a", number: 1, offset: 0), Seen(text: "b", number: 3, offset: 5)], 3
      ),
      (
        "\u{FEFF}a\n\u{FEFF}b\n",
        [Seen(text: "a", number: 1, offset: 3), Seen(text: "\u{FEFF}b", number: 2, offset: 5)], 2
      ),
      ("\u{FEFF}", [], 1), ("a\rb\n", [Seen(text: "a\rb", number: 1, offset: 0)], 1),
    ])
  func lines(text: String, expected: [Seen], count: Int) throws {
    for content in [Array(text.utf8), Gzip.member(Array(text.utf8))] {
      try Places.withTemporaryFolder { folder in
        let reader = try LineReader(path: write(content, in: folder))
        #expect(try all(reader) == expected)
        #expect(reader.lineCount == count && reader.byteCount == text.utf8.count)
        #expect(reader.emptyLineCount == count - expected.count)
      }
    }
  }

  @Test("reads members one behind the other, with padding, across pieces")
  func members() throws {
    let lines = (0..<40_000).map { "line \($0) " + String(repeating: "x", count: $0 % 97) }
    let text = Array((lines.joined(separator: "\n") + "\n").utf8)
    var packed: [UInt8] = []
    for start in stride(from: 0, to: text.count, by: 333_333) {
      packed += Gzip.member(Array(text[start..<min(text.count, start + 333_333)]))
    }
    packed += Array(repeating: 0, count: 1000)
    for content in [text, packed] {
      try Places.withTemporaryFolder { folder in
        let seen = try all(LineReader(path: write(content, in: folder)))
        #expect(seen.map(\.text) == lines)
        #expect(
          zip(seen, seen.dropFirst()).allSatisfy { $1.offset == $0.offset + $0.text.utf8.count + 1 }
        )
      }
    }
  }

  @Test("a recording unpacks to its size", .enabled(if: Places.shared != nil))
  func recording() throws {
    let shared = try #require(Places.shared)
    let reader = try LineReader(
      path: shared + "/data/polymarket/market/nhl-20260607-cold-start.ndjson.gz")
    #expect(try all(reader).count == 3550)
    #expect(reader.byteCount == 1_756_840)
  }

  @Test(
    "truncated gzip gives what is there and says where it stops",
    arguments: [4, 11, 100, 70_000, 99_000])
  func truncated(cut: Int) throws {
    let text = Array(String(repeating: "123456789\n", count: 10_000).utf8)
    let packed = Gzip.member(text)
    try Places.withTemporaryFolder { folder in
      let reader = try LineReader(path: write(Array(packed[..<(packed.count - cut)]), in: folder))
      var count = 0
      let error = #expect(throws: FileError.self) {
        while try unsafe reader.next() != nil { count += 1 }
      }
      guard case .truncatedGzip(_, let readable)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(readable == reader.byteCount && count == readable / 10)
      #expect(cut > 8 || count == 10_000)
    }
  }

  @Test("damaged gzip is told from a truncated one", arguments: [3, 50_000, 100_020])
  func corrupt(position: Int) throws {
    let text = Array(String(repeating: "123456789\n", count: 10_000).utf8)
    var packed = Gzip.member(text)
    packed[position] ^= 0x40
    try Places.withTemporaryFolder { folder in
      let error = #expect(throws: FileError.self) {
        _ = try all(LineReader(path: write(packed, in: folder)))
      }
      guard case .corruptGzip? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  @Test("rubbish behind a member is damage")
  func rubbish() throws {
    try Places.withTemporaryFolder { folder in
      let path = try write(Gzip.member(Array("a\n".utf8)) + Array("hello".utf8), in: folder)
      let reader = try LineReader(path: path)
      #expect(throws: FileError.corruptGzip(path: path, readable: 2)) { _ = try all(reader) }
    }
  }

  @Test("a line as long as the limit fits, one byte more does not")
  func limit() throws {
    try Places.withTemporaryFolder { folder in
      let long = String(repeating: "x", count: 1000)
      let fits = try write(Array("a\n\(long)\r\nb".utf8), in: folder)
      #expect(
        try all(LineReader(path: fits, maximumLineLength: 1000)).map(\.text) == ["a", long, "b"])
      for text in ["a\n\(long)y\nb", "a\n\(long)yz", "a\n\(long)y"] {
        let path = try write(Array(text.utf8), in: folder)
        let error = FileError.lineTooLong(path: path, line: 2, offset: 2, limit: 1000)
        #expect(throws: error) { _ = try all(LineReader(path: path, maximumLineLength: 1000)) }
      }
    }
  }

  @Test("a line of 10 MB is refused without being held")
  func tenMegabytes() throws {
    try Places.withTemporaryFolder { folder in
      let path = try write(
        Array("ok\n".utf8) + Array(repeating: 0x20, count: 10_000_000), in: folder)
      let reader = try LineReader(path: path)
      #expect(throws: FileError.lineTooLong(path: path, line: 2, offset: 3, limit: 1 << 20)) {
        _ = try all(reader)
      }
      #expect(reader.byteCount < 3_000_000)
    }
  }

  @Test("missing files, folders and forbidden files are told apart")
  func unreadable() throws {
    try Places.withTemporaryFolder { folder in
      let missing = folder + "/none"
      #expect(throws: FileError.system(path: missing, operation: .open, code: ENOENT)) {
        _ = try LineReader(path: missing)
      }
      #expect(throws: FileError.isDirectory(path: folder)) { _ = try LineReader(path: folder) }
      let path = try write([0x61], in: folder)
      unsafe chmod(path, 0)
      // The superuser may read everything.
      guard getuid() != 0 else { return }
      #expect(throws: FileError.system(path: path, operation: .open, code: EACCES)) {
        _ = try LineReader(path: path)
      }
    }
  }

  @Test("every failure has a sentence and a remedy")
  func sentences() {
    let errors: [FileError] = [
      .system(path: "x", operation: .open, code: ENOENT), .isDirectory(path: "x"),
      .truncatedGzip(path: "-", readable: 7), .corruptGzip(path: "x", readable: 0),
      .lineTooLong(path: "x", line: 3, offset: 9, limit: 5),
    ]
    #expect(
      errors.map(\.message).allSatisfy { !$0.isEmpty }
        && errors.map(\.help).allSatisfy { !$0.isEmpty })
    #expect(errors[0].message == "cannot open x: No such file or directory")
    #expect(errors[2].message.contains("standard input"))
    #expect(errors[4].line == 3)
  }

  private func write(_ bytes: [UInt8], in folder: String) throws -> String {
    let path = folder + "/file"
    try Places.write(bytes, to: path)
    return path
  }

  private func all(_ reader: LineReader) throws -> [Seen] {
    var seen: [Seen] = []
    while let line = try unsafe reader.next() {
      unsafe seen.append(
        Seen(
          text: String(decoding: line.bytes, as: UTF8.self), number: line.number,
          offset: line.byteOffset,
          complete: line.isComplete))
    }
    return seen
  }
}
