import CommandLine
import Diagnostics
import Runtime
import VenueSimulator

/// `polytraders generate`: a session of the market channel to replay where no recording is at hand.
struct GenerateCommand: Command {
  static let seed: Parameter<UInt64> = .option(
    "seed", "N", "the same seed gives the same bytes", default: 1)
  static let seconds: Parameter<Int> = .option(
    "seconds", "N", "length in seconds of market time", default: 120)
  static let markets: Parameter<Int> = .option("markets", "N", "number of markets", default: 3)
  static let out: Parameter<String> = .requiredOption(
    "out", "FILE", "where it goes; compressed where the name ends in .gz, - for standard output")

  static let description = CommandDescription(
    "generate", "make a session of the market channel from a seed",
    discussion: """
      The messages have the form, the rates, the silences and the oddities of recorded sessions: mirrored \
      changes, batches under one hash, late trades, tick size changes told twice, PONG frames.
      """,
    parameters: [seed, seconds, markets, out],
    example: "generate --seed 7 --out session.ndjson.gz")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let (seconds, markets) = (values[Self.seconds], values[Self.markets])
    guard (1...86_400).contains(seconds), (1...1_000).contains(markets) else {
      throw UsageError(
        .contradiction("a session has 1 to 86,400 seconds and 1 to 1,000 markets"),
        path: "polytraders generate")
    }
    let path = values[Self.out]
    var count = 0
    do {
      try Folders.refuseSpecialFile(path)
      try Folders.prepare(forFile: path)
      let sink = try LineWriter(path: path)
      var generator = SessionGenerator(seed: values[Self.seed], seconds: seconds, markets: markets)
      try unsafe generator.generate { line throws(FileError) in
        count += 1
        try unsafe sink.write(line)
      }
      try sink.close()
    } catch let error as FileError {
      throw FileProblem.writing(error)
    }
    if path != "-" {
      _ = StandardStream.output.write(
        "generated \(grouped(count)) lines, \(markets) markets, \(seconds) s of market time, "
          + "seed \(values[Self.seed]): \(path)\n")
    }
    return .clean
  }
}
