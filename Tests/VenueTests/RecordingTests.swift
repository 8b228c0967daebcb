import Diagnostics
import JSON
import KnownAnswers
import Runtime
import TestSupport
import Testing
import Venue

@Suite("Recordings")
struct RecordingTests {
  static let trade = MarketMessageDecoderTests.trade

  @Test("objects, arrays, words, blank lines, BOM and CRLF")
  func frames() throws {
    let text =
      "\u{FEFF}\(Self.trade)\r\nPONG\n\n[\(Self.trade),\(Self.trade)]\n[]\nINVALID OPERATION\n{\"event_type\":\"x\"}\nPING\n\(Self.trade)"
    let (messages, errors, counts) = try read(Array(text.utf8))
    #expect(errors == [] && messages == [1, 4, 4, 7, 9])
    #expect(counts == counted(messages: 5, keepAlives: 2, words: 1, bad: 0, unknown: 1))
  }

  @Test("half a line at the end is cut off, in the middle it is not JSON", arguments: [1, 10, 100])
  func half(cut: Int) throws {
    let line = Self.trade
    let half = String(line.dropLast(cut))
    let (messages, errors, _) = try read(Array("\(line)\n\(half)".utf8))
    #expect(messages == [1])
    guard case .cutOff(2, let offset)? = errors.first else {
      Issue.record("\(errors)")
      return
    }
    #expect(offset > line.utf8.count && offset <= line.utf8.count + 1 + half.utf8.count)
    let (after, wrong, _) = try read(Array("\(half)\n\(line)\n".utf8))
    #expect(after == [2])
    guard case .notJSON(_, line: 1, _)? = wrong.first else {
      Issue.record("\(wrong)")
      return
    }
  }

  @Test(
    "bad lines are named, and reading goes on",
    arguments: [
      (
        "{\"a\":1,\"a\":2}",
        RecordingError.notJSON(.duplicateKey(name: "a", offset: 7), line: 2, byteOffset: 166)
      ),
      ("0.57x", .notJSON(.badNumber(offset: 4), line: 2, byteOffset: 163)),
      (
        "{\"price\":NaN}",
        .notJSON(.unexpectedByte(UInt8(ascii: "N"), offset: 9), line: 2, byteOffset: 168)
      ),
      (
        String(repeating: "[", count: 100),
        .notJSON(.tooDeep(offset: 64, limit: 64), line: 2, byteOffset: 223)
      ),
      ("[1]", .notAMessage(.notAnObject(offset: 1), line: 2, byteOffset: 160)),
      ("{}", .notAMessage(.missing(.eventType, offset: 0), line: 2, byteOffset: 159)),
      (
        "{\"event_type\":\"book\"}",
        .notAMessage(.missing(.market, offset: 0), line: 2, byteOffset: 159)
      ),
      ("{} {}", .notJSON(.trailingContent(offset: 3), line: 2, byteOffset: 162)),
    ])
  func badLines(text: String, error: RecordingError) throws {
    #expect(Self.trade.utf8.count == 158)
    let (messages, errors, counts) = try read(Array("\(Self.trade)\n\(text)\n\(Self.trade)\n".utf8))
    #expect(messages == [1, 3] && errors == [error] && counts.badLines == 1)
    let diagnostic = error.diagnostic(path: "x.ndjson")
    #expect(diagnostic.location?.line == 2 && !diagnostic.help.isEmpty)
  }

  @Test("bytes that are not UTF-8 are placed")
  func notUTF8() throws {
    let (_, errors, _) = try read(Array("{\"a\":\"".utf8) + [0xFF] + Array("\"}\n".utf8))
    #expect(errors == [.notJSON(.notUTF8(offset: 6), line: 1, byteOffset: 6)])
  }

  @Test("an empty recording has no messages")
  func empty() throws {
    let (messages, errors, counts) = try read([])
    #expect(messages == [] && errors == [] && counts == Recording.Counts())
  }

  @Test("what the file system or the compression refuses ends the reading")
  func fatal() throws {
    try Places.withTemporaryFolder { folder in
      #expect(throws: RecordingError.self) { try Recording(path: folder + "/none") }
      #expect(throws: RecordingError.file(.isDirectory(path: folder))) {
        try Recording(path: folder)
      }
      let path = folder + "/long"
      try Places.write(
        Array("\(Self.trade)\n".utf8) + Array(repeating: 0x20, count: 10_000_000), to: path)
      let recording = try Recording(path: path)
      var message = MarketMessage()
      #expect(try recording.next(into: &message))
      let error = #expect(throws: RecordingError.self) { try recording.next(into: &message) }
      #expect(error == .file(.lineTooLong(path: path, line: 2, offset: 159, limit: 1 << 20)))
      #expect(error?.isRecoverable == false && error?.line == 2)
      #expect(error?.diagnostic(path: path).code == "PT0801")
    }
  }

  @Test("counts that 64 bits do not hold are a difference like any other")
  func hugeCounts() throws {
    try Places.withTemporaryFolder { folder in
      try Places.write(Array("\(Self.trade)\n".utf8), to: folder + "/a.ndjson")
      let expected = #"{"a.ndjson":{"bad":{"x":9223372036854775807,"y":1}}}"#
      try Places.write(Array(expected.utf8), to: folder + "/expected.json")
      #expect(
        checkRecordings(directory: folder).failed == [
          "a.ndjson: bad: expected more than can be counted, found 0 in all"
        ])
    }
  }

  @Test("differences to expected.json are told one by one")
  func differences() throws {
    try Places.withTemporaryFolder { folder in
      try Places.write(
        Array("\(Self.trade)\n\(Self.trade)\n{\n".utf8), to: folder + "/a.ndjson")
      let expected = #"""
        {"a.ndjson":{"messages":2,"by_type":{"book":1},"bad":{},"adjacent_identical":1,"later":0,
        "tokens":{"1":{"trades":2,"best_bid":null},"2":{"trades":0}},"levels_at_end":{"1":[1,1]}},
        "b.ndjson":{"messages":1}}
        """#
      try Places.write(Array(expected.utf8), to: folder + "/expected.json")
      let tally = checkRecordings(directory: folder)
      #expect(
        tally.failed.map { String($0.prefix(70)) } == [
          "a.ndjson: by_type / book: expected 1, found none",
          "a.ndjson: by_type / last_trade_price: expected none, found 2",
          "a.ndjson: bad: expected 0 in all, found 1 in all",
          "a.ndjson: levels_at_end / 1: expected [1,1], found none",
          String("b.ndjson: cannot open \(folder)/b.ndjson: No such file or directory".prefix(70)),
        ])
      #expect(tally.passed == 6 && tally.summary == "6 passed, 5 failed")
    }
    #expect(checkRecordings(directory: "/nowhere").failed.count == 1)
  }

  private func counted(
    messages: Int, keepAlives: Int, words: Int, bad: Int, unknown: Int
  ) -> Recording.Counts {
    var counts = Recording.Counts()
    counts.messages = messages
    counts.keepAlives = keepAlives
    counts.textFrames = words
    counts.badLines = bad
    counts.unknownEvents = unknown
    return counts
  }

  /// The line of every message, the errors, and the counts.
  private func read(_ bytes: [UInt8]) throws -> ([Int], [RecordingError], Recording.Counts) {
    try Places.withTemporaryFolder { folder in
      try Places.write(bytes, to: folder + "/r")
      let recording = try Recording(path: folder + "/r")
      var message = MarketMessage()
      var lines: [Int] = []
      var errors: [RecordingError] = []
      while true {
        do throws(RecordingError) {
          guard try recording.next(into: &message) else { break }
          lines.append(recording.lineNumber)
        } catch {
          errors.append(error)
          guard error.isRecoverable else { break }
        }
      }
      return (lines, errors, recording.counts)
    }
  }
}
