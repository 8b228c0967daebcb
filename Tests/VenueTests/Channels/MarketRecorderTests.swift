import FoundationEssentials
import JSON
import Runtime
import TestSupport
import Testing
import Venue

@Suite("Recorder")
struct MarketRecorderTests {
  private func recorded(
    _ name: String, _ outputs: [ChannelConnection.Output]
  ) throws -> (counts: MarketRecorder.Counts, recording: Recording.Counts, text: [UInt8]) {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/" + name
      let file = try LineAppender(path: path, isNew: true)
      var recorder = MarketRecorder(file: file)
      for output in outputs { try recorder.take(output) }
      try file.close()
      let recording = try Recording(path: path)
      var message = MarketMessage()
      while try recording.next(into: &message) {}
      return (recorder.counts, recording.counts, try FileContents.read(path))
    }
  }

  private func data(_ text: String) -> ChannelConnection.Output {
    .data(Array(text.utf8), isContinuous: true)
  }

  @Test(
    "what is written is read as it was told, plain or compressed",
    arguments: ["a.ndjson", "a.ndjson.gz"])
  func roundTrip(name: String) throws {
    let trade = MarketMessageDecoderTests.trade
    let spread = trade.replacing(",", with: ",\r\n  ")
    let (counts, recording, _) = try recorded(
      name,
      [
        .interrupted(.noPong), .reread(generation: 1), data("[\(trade),\(trade)]"),
        .word(Array("PONG".utf8)),
        data(spread), data("[]"), .interrupted(.silent), .interrupted(.handshakeTimedOut),
        .reread(generation: 2), data(trade), .reread(generation: 3), data("{\"half\":"),
        .word([0xFF, 0x0A]),
        data("{\"event_type\":\"weather\"}"),
      ])
    #expect(counts.messages == 5 && counts.frames == 5 && counts.bad == 1)
    #expect(counts.losses == 1 && counts.starts == 3)
    #expect(recording.messages == 5 && recording.badLines == 0 && recording.keepAlives == 1)
    #expect(recording.textFrames == 2, "one gap: lost and restored")
    #expect(recording.unknownEvents == 1)
  }

  @Test("a frame that is longer than a line may be is laid out one message a line")
  func longFrame() throws {
    let trade = MarketMessageDecoderTests.trade
    let count = (3 << 20) / trade.utf8.count
    let frame = "[" + Array(repeating: trade, count: count).joined(separator: ",\n") + "]"
    let (counts, recording, _) = try recorded("a.ndjson", [data(frame)])
    #expect(counts.messages == count && recording.messages == count && recording.badLines == 0)
  }

  @Test("a long message alone is written while it fits a line, and counted where it does not")
  func longMessage() throws {
    let trade = MarketMessageDecoderTests.trade
    func long(_ count: Int) -> String {
      trade.dropLast() + ",\"more\":\"" + String(repeating: "x", count: count) + "\"}"
    }
    let (counts, recording, _) = try recorded(
      "a.ndjson", [data(long(700 << 10)), data(long(2 << 20)), data("[\(trade),\(long(2 << 20))]")])
    #expect(counts.messages == 2 && counts.frames == 2 && counts.bad == 2)
    #expect(recording.messages == 2 && recording.badLines == 0)
  }

  @Test(
    "a file that holds something is not overwritten, and gone on with only when asked",
    arguments: ["a", "a.gz"])
  func append(name: String) throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/" + name
      for round in 0..<3 {
        if round > 0 {
          #expect(throws: FileError.self) { try LineAppender(path: path, isNew: true) }
        }
        let file = try LineAppender(path: path, isNew: round == 0)
        try file.write(Array("line \(round)".utf8))
        try file.close()
      }
      let lines = try LineReader(path: path)
      var read: [String] = []
      while let line = try unsafe lines.next() {
        read.append(unsafe String(decoding: line.bytes, as: UTF8.self))
      }
      #expect(read == ["line 0", "line 1", "line 2"])
    }
  }

  @Test(
    "a renamed file stays whole, and a new one begins between two lines", arguments: ["a", "a.gz"])
  func rotation(name: String) throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/" + name
      let file = try LineAppender(path: path, isNew: true)
      try file.write(Array("one".utf8))
      try file.flush()
      try FileManager.default.moveItem(atPath: path, toPath: folder + "/old-" + name)
      try file.write(Array("two".utf8))
      try file.flush()
      #expect(file.rotationCount == 1)
      // Everything flushed is readable while the writer is still at work.
      #expect(try FileContents.read(folder + "/old-" + name).count > 0)
      for (file, expected) in [("old-" + name, "one"), (name, "two")] {
        let lines = try LineReader(path: folder + "/" + file)
        let line = try unsafe lines.next()
        #expect(unsafe line.map { unsafe String(decoding: $0.bytes, as: UTF8.self) } == expected)
      }
      try file.close()
    }
  }
}
