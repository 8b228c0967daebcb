import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// A recording that goes wrong at some line, and what `replay` must say.
struct BadLine: CustomTestStringConvertible, Sendable {
  var testDescription: String
  /// Makes the bad line of a good `price_change` line.
  var spoil: @Sendable (_ line: String) -> [UInt8]
  /// Behind the place: code and reason.
  var reason: String
  var help: String

  init(
    _ name: String, _ reason: String, help: String, _ spoil: @escaping @Sendable (String) -> String
  ) {
    testDescription = name
    self.spoil = { Array(spoil($0).utf8) }
    self.reason = reason
    self.help = help
  }
}

/// Puts another JSON value in the place of the first value of `key`, a text.
@Sendable private func set(_ key: String, _ value: String, in line: String) -> String {
  let parts = line.split(separator: "\"\(key)\":\"", maxSplits: 1)
  guard parts.count == 2, let end = parts[1].firstIndex(of: "\"") else { return "" }
  return parts[0] + "\"\(key)\":" + value + parts[1][parts[1].index(after: end)...]
}

private let amounts = "amounts are decimal texts"
private let oneJSON = "one JSON message, or one array of them, on each line"

private let badLines: [BadLine] = [
  BadLine("half a line in the middle", "PT0601", help: oneJSON) { String($0.dropLast(30)) },
  BadLine("not JSON", "PT0601]: 'x' is not expected here", help: oneJSON) { "x" + $0 },
  BadLine("10 MB", "PT0801]: line ", help: "NDJSON") { _ in
    "{\"a\":\"" + String(repeating: "x", count: 10 << 20) + "\"}"
  },
  BadLine("deep nesting", "nested deeper than 64", help: oneJSON) { _ in
    String(repeating: "[", count: 200_000)
  },
  BadLine("duplicate key", "the key \"market\" occurs twice", help: oneJSON) {
    "{\"market\":\"0x1\"," + $0.dropFirst()
  },
  BadLine("price 0.57x", "\"price\" is not a decimal number", help: amounts) {
    set("price", "\"0.57x\"", in: $0)
  },
  BadLine("price 1.01", "\"price\" is 1.01, outside 0 to 1", help: amounts) {
    set("price", "\"1.01\"", in: $0)
  },
  BadLine("price 1e-1", "\"price\" is not a decimal number", help: amounts) {
    set("price", "\"1e-1\"", in: $0)
  },
  BadLine("NaN", "PT0601]: 'N' is not expected here", help: oneJSON) {
    set("price", "NaN", in: $0)
  },
  BadLine("NaN as text", "\"price\" is not a decimal number", help: amounts) {
    set("price", "\"NaN\"", in: $0)
  },
  BadLine("negative size", "\"size\" is -3, below zero", help: amounts) {
    set("size", "\"-3\"", in: $0)
  },
  BadLine("unknown side", "\"side\" is \"HOLD\"", help: "\"BUY\" or \"SELL\"") {
    set("side", "\"HOLD\"", in: $0)
  },
  BadLine("a token of another market", "seen before in another market", help: "venues") {
    set("market", "\"0x00\"", in: $0)
  },
  BadLine("an empty token", "\"asset_id\" holds no id", help: "message") {
    set("asset_id", "\"\"", in: $0)
  },
  BadLine("a time in microseconds", "after the year 9999", help: "micro- or nanoseconds") {
    set("timestamp", "\"1790000001000000\"", in: $0)
  },
  BadLine("the last of all times", "after the year 9999", help: "milliseconds since 1970") {
    set("timestamp", "\"9223372036854775807\"", in: $0)
  },
  BadLine("a time before 1970", "\"timestamp\" is no time", help: "milliseconds") {
    set("timestamp", "\"-1\"", in: $0)
  },
  BadLine("a raw control character", "PT0601]: byte 0x00 must be escaped", help: oneJSON) {
    $0.replacing("price", with: "pri\u{0}ce")
  },
]

extension BadLine {
  static let notUTF8: BadLine = {
    var bad = BadLine("not UTF-8", "PT0601]: the text is not UTF-8", help: oneJSON) { $0 }
    bad.spoil = { Array($0.utf8.prefix(9)) + [0xFF] + Array($0.utf8.dropFirst(9)) }
    return bad
  }()
}

@Suite struct BadRecordingTests {
  /// The lines of a good session, and the place of a `price_change` in the middle of it.
  private static let good = String(decoding: Desk.short, as: UTF8.self)
    .split(separator: "\n").map(String.init)
  private static let middle =
    good.indices.filter { good[$0].contains("price_change\"") }.first { $0 > good.count / 2 } ?? 0

  /// The journal must hold what is decided up to the bad line: exactly what the good lines alone give, but for
  /// the `config` envelope, which names the recording.
  private func expectKept(_ desk: Desk, ofLines count: Int) throws {
    let good = Self.good.prefix(count).joined(separator: "\n") + "\n"
    let path = try desk.write("good.ndjson", Array(good.utf8))
    _ = try desk.head(path, journal: "good.sqlite")
    #expect(try desk.verify().envelopes == (try desk.verify("good.sqlite").envelopes))
    let payloads = "SELECT envelope ->> '$.payload' FROM envelopes WHERE seq > 1 ORDER BY seq"
    let kept = try Database.rows(payloads, desk["journal.sqlite"])
    #expect(kept == (try Database.rows(payloads, desk["good.sqlite"])) && kept.count > 50)
  }

  @Test(
    "a bad line stops the replay with its place; what came before is kept",
    arguments: badLines + [.notUTF8])
  func badLine(_ bad: BadLine) throws {
    try Desk.with { desk in
      let line = bad.spoil(Self.good[Self.middle])
      #expect(!line.isEmpty && line != Array(Self.good[Self.middle].utf8))
      var lines = Self.good.map { Array($0.utf8) }
      lines[Self.middle] = line
      let path = try desk.write("bad.ndjson", Array(lines.joined(separator: [0x0A])) + [0x0A])
      let outcome = try desk.replay(path)
      #expect(outcome.exitCode == 1 && outcome.output == "")
      #expect(outcome.errors.hasPrefix("\(path):\(Self.middle + 1):"), "\(outcome.errors)")
      #expect(outcome.errors.contains(bad.reason), "\(outcome.errors)")
      #expect(outcome.errors.contains(bad.help), "\(outcome.errors)")
      // The place in bytes, for lines that no editor opens.
      let start = lines.prefix(Self.middle).reduce(0) { $0 + $1.count + 1 }
      let offset = outcome.errors.prefix { $0 != "\n" }.split(separator: "byte ").dropFirst()
        .compactMap { Int($0.prefix { $0.isNumber }) }.last
      let place = start...start + line.count
      #expect(offset.map { place.contains($0) } == true, "\(place) in \(outcome.errors)")
      #expect(outcome.errors.contains("keeps what came before: "))
      try expectKept(desk, ofLines: Self.middle)
    }
  }

  @Test("the half of a line at the end is told from a bad line")
  func halfLine() throws {
    try Desk.with { desk in
      let whole = Self.good.prefix(Self.middle + 1).joined(separator: "\n")
      let outcome = try desk.replay(try desk.write("half.ndjson", Array(whole.utf8.dropLast(40))))
      #expect(outcome.exitCode == 1)
      #expect(
        outcome.errors.contains(
          "half.ndjson:\(Self.middle + 1):1: error[PT0602]: the last line stops"))
      try expectKept(desk, ofLines: Self.middle)
    }
  }

  @Test(
    "a compressed recording that was cut or damaged is replayed as far as it goes",
    arguments: [true, false])
  func gzip(isCut: Bool) throws {
    try Desk.with { desk in
      let plain = try desk.write("session.ndjson", Desk.short)
      let packed = try Executable(path: "/bin/sh").run(["-c", "gzip \"$0\"", plain])
      #expect(packed.exitCode == 0)
      var bytes = try desk.read("session.ndjson.gz")
      if isCut {
        bytes.removeLast(bytes.count / 3)
      } else {
        for index in bytes.count * 2 / 3..<bytes.count * 2 / 3 + 8 { bytes[index] ^= 0xFF }
      }
      let outcome = try desk.replay(try desk.write("bad.ndjson.gz", bytes))
      #expect(outcome.exitCode == 1 && outcome.output == "")
      let reason = isCut ? "ends inside its compressed data; " : ""
      #expect(outcome.errors.contains(reason) && outcome.errors.contains("bad.ndjson.gz"))
      #expect(outcome.errors.contains("help: "))
      #expect(try #require(try desk.verify().envelopes) > 20)
    }
  }

  @Test(
    "what is no recording at all leaves no journal",
    arguments: [
      ("empty", Int32(1), "holds no messages"), ("blank", 1, "holds no messages"),
      ("text", 1, "is not expected here"), ("none", 66, "No such file or directory"),
      ("folder", 66, "is a folder, not a file"),
    ])
  func noRecording(name: String, code: Int32, reason: String) throws {
    try Desk.with { desk in
      _ = try desk.write("empty", [])
      _ = try desk.write("blank", Array("\n\nPONG\n".utf8))
      _ = try desk.write("text", Array("# a story\n".utf8))
      try FileManager.default.createDirectory(
        atPath: desk["folder"], withIntermediateDirectories: true)
      let outcome = try desk.replay(desk[name])
      #expect(outcome.exitCode == code && outcome.output == "", "\(outcome.errors)")
      #expect(outcome.errors.contains(reason) && outcome.errors.contains(desk[name]))
      #expect(outcome.errors.contains("\n  help: "))
      #expect(!desk.has("journal.sqlite"))
    }
  }

  @Test(
    "a token that no book introduced is replayed: its book is not known, so nothing rests on it")
  func newToken() throws {
    try Desk.with { desk in
      var lines = Self.good
      let token = try #require(
        lines[Self.middle].split(separator: "\"asset_id\":\"").dropFirst().first
      )
      .prefix { $0 != "\"" }
      let strange = lines[Self.middle].replacing(token, with: "999" + token)
      lines.insert(strange, at: Self.middle)
      let outcome = try desk.replay(
        try desk.write("new.ndjson", Array(lines.joined(separator: "\n").utf8)))
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      #expect(outcome.figure("recorded")?.contains(" 7 tokens, ") == true, "\(outcome.output)")
    }
  }

  @Test(
    "random damage never ends the program otherwise than with a reason", arguments: UInt64(1)...24)
  func damage(seed: UInt64) throws {
    try Desk.with { desk in
      var random = SeededGenerator(seed: seed)
      var bytes = Array(Desk.short.prefix(120_000))
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 500..<bytes.count - 200, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(place..<place + Int.random(in: 1...80, using: &random))
        case 2: bytes.insert(contentsOf: bytes[0..<place % 300], at: place)
        default: bytes.replaceSubrange(place..<place + 1, with: Array("99999999999999999999".utf8))
        }
      }
      let outcome = try desk.replay(try desk.write("damaged.ndjson", bytes))
      #expect(outcome.exitCode == 0 || outcome.exitCode == 1, "\(outcome.ending) \(outcome.errors)")
      #expect((outcome.exitCode == 1) == outcome.errors.contains("error[PT0"))
      #expect(try desk.verify().envelopes != nil)
    }
  }
}
