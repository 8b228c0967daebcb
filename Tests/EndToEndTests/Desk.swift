import FoundationEssentials
import TestSupport
import Testing

/// A folder of its own for one test, and the commands of the built program around a journal in it.
struct Desk {
  let folder: String

  /// Runs `body` with an empty desk that is gone afterwards.
  static func with(_ body: (Desk) throws -> Void) throws {
    try Places.withTemporaryFolder { try body(Desk(folder: $0)) }
  }

  /// A generated session of `seconds`, made once for each length. Three markets.
  static let short = session(seconds: 8)
  static let long = session(seconds: 40)

  private static func session(seconds: Int) -> [UInt8] {
    let words = ["generate", "--seed", "3", "--seconds", "\(seconds)", "--out", "-"]
    return (try? Executable.built("polytraders").run(words).outputBytes) ?? []
  }

  /// The path of a file on this desk.
  subscript(_ name: String) -> String { "\(folder)/\(name)" }

  /// Writes a file and gives its path.
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(filePath: self[name]))
    return self[name]
  }

  func read(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: self[name])))
  }

  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self[name]) }

  /// Runs the program in the checkout.
  func run(
    _ words: [String], input: String = "", kill moment: KillMoment? = nil
  ) throws -> Outcome {
    try Executable.built("polytraders")
      .run(words, input: input, folder: Places.checkout, kill: moment)
  }

  /// Replays recordings into a journal of this desk.
  func replay(
    _ recordings: String..., journal: String = "journal.sqlite", with words: [String] = [],
    kill moment: KillMoment? = nil
  ) throws -> Outcome {
    let markets = recordings.flatMap { ["--market", $0] }
    return try run(["replay", "--journal", self[journal]] + markets + words, kill: moment)
  }

  /// Replays recordings that must go through, and gives the head of the journal.
  func head(
    _ recordings: String..., journal: String, with words: [String] = []
  ) throws -> String {
    let markets = recordings.flatMap { ["--market", $0] }
    let outcome = try run(["replay", "--journal", self[journal]] + markets + words)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    return try #require(outcome.figure("journal head"))
  }

  func verify(_ journal: String = "journal.sqlite", with words: [String] = []) throws -> Outcome {
    try run(["audit", "verify", "--journal", self[journal]] + words)
  }
}

extension Outcome {
  /// What the table at the end of a replay says beside `name`.
  func figure(_ name: String) -> String? {
    let line = output.split(separator: "\n").first { $0.hasPrefix(name + "  ") }
    return line.map { String($0.dropFirst(name.count).drop { $0 == " " }) }
  }

  /// The table of decisions alone, without the figures that depend on the machine.
  var decisions: String {
    output.split(separator: "\n\nfigure").first.map(String.init) ?? ""
  }

  /// Of `audit verify` with a good journal: how many envelopes there are.
  var envelopes: Int? {
    guard output.hasPrefix("ok: ") else { return nil }
    return Int(output.dropFirst(4).prefix { $0 != " " }.filter { $0 != "," })
  }
}
