import LanguageServer
import TestSupport
import Testing

@Suite struct FrameDecoderTests {
  private static let bodies = ["{}", "", "{\"a\":\"ü😀\"}", String(repeating: "x", count: 5_000)]

  private static func stream() -> [UInt8] {
    bodies.flatMap { body in
      Array(
        "Content-Length: \(body.utf8.count)\r\nContent-Type: application/x; charset=utf-8\r\n\r\n"
          .utf8)
        + Array(body.utf8)
    }
  }

  @Test("a stream cut at any byte gives the same frames")
  func everyCut() {
    let stream = Self.stream()
    let expected = Self.bodies.map { FrameDecoder.Frame.body(Array($0.utf8)) }
    for cut in 0...stream.count {
      var decoder = FrameDecoder()
      let frames = decoder.receive(stream[..<cut]) + decoder.receive(stream[cut...])
      #expect(frames == expected, "cut at \(cut)")
    }
  }

  @Test("byte by byte")
  func singleBytes() {
    var decoder = FrameDecoder()
    let frames = Self.stream().flatMap { decoder.receive([$0]) }
    #expect(frames == Self.bodies.map { .body(Array($0.utf8)) })
  }

  @Test(
    "what a header cannot mean is a fault, and the stream goes on behind it",
    arguments: [
      ("X: 1\r\n\r\n", FrameDecoder.Fault.noLength),
      ("\r\n", .noLength),
      ("Content-Length: ten\r\n\r\n", .badLength("ten")),
      ("Content-Length: -1\r\n\r\n", .badLength("-1")),
      ("Content-Length:\r\n\r\n", .badLength("")),
      ("Content-Length: 99999999999999999999\r\n\r\n", .badLength("99999999999999999999")),
      ("Content-Length: 1\r\nContent-Type: a; charset=latin1\r\n\r\n", .notUTF8("latin1")),
      (
        "Content-Length: 101\r\n\r\n" + String(repeating: "y", count: 101),
        .bodyTooLong(101, limit: 100)
      ),
      (String(repeating: "z", count: 6_000) + "\r\n\r\n", .headerTooLong(limit: 4_096)),
    ])
  func faults(text: String, fault: FrameDecoder.Fault) {
    var decoder = FrameDecoder(longestBody: 100)
    let good = "Content-Length: 2\r\n\r\n{}"
    #expect(decoder.receive((text + good).utf8) == [.fault(fault), .body(Array("{}".utf8))])
  }

  @Test("the name of a header may be written in any case, with any blanks")
  func spellings() {
    for header in ["content-length:2", "CONTENT-LENGTH:   2", "Content-Length:\t2 "] {
      var decoder = FrameDecoder()
      #expect(decoder.receive("\(header)\r\n\r\n{}".utf8) == [.body(Array("{}".utf8))], "\(header)")
    }
  }

  @Test("noise never gives a longer body than allowed, and a good message behind it is found")
  func noise() {
    for seed in UInt64(0)..<60 {
      var random = SeededGenerator(seed: seed)
      var decoder = FrameDecoder(longestBody: 64)
      let pieces = ["\r\n", "\r\n\r\n", "Content-Length: ", "5", ":", "{", "\u{0}", "ü", "a"]
      var noise: [UInt8] = []
      for _ in 0..<Int.random(in: 1...400, using: &random) {
        noise += Array((pieces.randomElement(using: &random) ?? "").utf8)
      }
      for frame in decoder.receive(noise) {
        if case .body(let body) = frame { #expect(body.count <= 64) }
      }
      // Whatever was open: at most a body of 64 bytes and the rest of a header.
      _ = decoder.receive([UInt8](repeating: 65, count: 80) + Array("\r\n\r\n".utf8))
      let last = decoder.receive("Content-Length: 2\r\n\r\n[]".utf8)
      #expect(last == [.body(Array("[]".utf8))], "seed \(seed)")
    }
  }
}
