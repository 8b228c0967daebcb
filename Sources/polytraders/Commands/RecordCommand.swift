import CommandLine
import Diagnostics
import FixedPoint
import Glibc
import Runtime
import Venue

/// `polytraders record`: the market channel, written down for `replay`.
struct RecordCommand: Command {
  static let markets: Parameter<[String]> = .options(
    "market", "ID", "a condition id, or a token of the market; may be given more than once",
    isRequired: true)
  static let out: Parameter<String> = .requiredOption(
    "out", "FILE", "where it goes; compressed where the name ends in .gz, - for standard output")
  static let seconds: Parameter<Int?> = .option(
    "seconds", "N", "how long (default: until Ctrl-C or SIGTERM)")
  static let silence: Parameter<Duration> = .option(
    "silence", "TIME",
    "without a message for so long the channel is subscribed anew, then given up",
    default: .seconds(60))
  static let append: Parameter<Bool> = .flag("append", "go on in a file that holds something")

  static let description = CommandDescription(
    "record", "write the market channel to a file that replay reads",
    discussion: """
      One frame a line, as it came. What was lost and taken up again stands there as CONNECTION LOST and \
      CONNECTION RESTORED; behind that the venue sends whole books. The file is whole at every flush, once a \
      second (a compressed one every ten). Where it is renamed, a new one begins at the next flush, with whole books.
      Both tokens of a market are recorded: a change of one names the other, whose book must be there as well.
      """,
    parameters: [
      markets, out, seconds, silence, append, VenueOptions.venue, VenueOptions.channels,
      VenueOptions.authorities,
    ],
    example: "record --market 0x12ab --out session.ndjson.gz --seconds 600")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let signals = StopSignals()
    let address = try VenueOptions.channelAddress(values)
    let tokens = try await tokens()
    let path = values[Self.out]
    let file: LineAppender
    try Folders.prepare(forFile: path)
    do throws(FileError) {
      file = try LineAppender(path: path, isNew: !values[Self.append])
    } catch .system(_, .open, EEXIST) {
      throw DiagnosticError(
        Diagnostic(
          "PT1512", .error, "'\(path)' holds something already; it was not touched", at: nil,
          help: ["name another file, or go on in this one with --append"]))
    } catch {
      throw FileProblem.writing(error)
    }
    let channel = ChannelConnection(
      connector: ChannelConnection.connector(
        to: address, .market, trust: VenueOptions.trust(values)),
      time: SystemTime())
    let length = values[Self.seconds]
    let watch = Task {
      await signals.wait(atMost: length)
      channel.tell(.stop)
    }
    defer { watch.cancel() }
    var timing = ChannelMachine.Timing(.market)
    let silence = values[Self.silence].components.seconds * 1_000
    timing.silence = max(1_000, silence)
    timing.silenceAfterResubscribing = min(timing.silenceAfterResubscribing, max(1_000, silence))
    let machine = ChannelMachine(
      .market, topics: tokens.map { "\($0)" }, timing: timing,
      seed: UInt64.random(in: .min ... .max))
    var session = RecordSession(
      file: file, flushInterval: path.hasSuffix(".gz") ? 10_000 : 1_000, channel: channel)
    await channel.run(machine) { output in session.take(output) }
    return try session.finish(path: path, tokens: tokens.count)
  }

  /// The tokens of the markets that are meant.
  private func tokens() async throws -> [UInt256] {
    let client = try VenueOptions.client(values)
    var tokens: [UInt256] = []
    for name in values[Self.markets] {
      let found = try await VenueOptions.asking { () async throws(VenueFailure) in
        var market = name
        if let token = UInt256(decimal: name) { market = try await client.market(of: token) }
        return try await client.market(market).tokens.map(\.id)
      }
      guard !found.isEmpty else {
        throw DiagnosticError(
          Diagnostic(
            "PT1513", .error, "the market \(VenueText.shown(name)) has no tokens yet", at: nil,
            help: ["name a market that takes orders ('market list --open')"]))
      }
      for token in found where !tokens.contains(token) { tokens.append(token) }
    }
    return tokens
  }
}

/// One run of the recorder: the file, when it is flushed, and what is said meanwhile.
private struct RecordSession {
  private var recorder: MarketRecorder
  private let file: LineAppender
  private let flushInterval: Int64
  private let channel: ChannelConnection
  private let time = SystemTime()
  private var nextFlush: Int64 = 0
  private var rotations = 0
  private var progress = ProgressLine()
  private var failure: FileError?

  init(file: LineAppender, flushInterval: Int64, channel: ChannelConnection) {
    self.file = file
    self.flushInterval = flushInterval
    self.channel = channel
    recorder = MarketRecorder(file: file)
  }

  mutating func take(_ output: ChannelConnection.Output) {
    guard failure == nil else { return }
    if case .interrupted(let loss) = output {
      progress.finish()
      _ = StandardStream.error.write("the channel was lost: \(loss.message); connecting again\n")
    }
    do {
      try recorder.take(output)
      if case .reread(let generation) = output { channel.tell(.caughtUp(generation: generation)) }
      if time.steady >= nextFlush {
        nextFlush = time.steady + flushInterval
        try file.flush()
        if file.rotationCount != rotations {
          rotations = file.rotationCount
          // The new file is to begin with whole books.
          channel.tell(.suspect)
        }
      }
    } catch {
      failure = error
      channel.tell(.stop)
    }
    let counts = recorder.counts
    progress.update(
      "recorded \(grouped(counts.messages)) messages, \(grouped(file.byteCount)) bytes, "
        + VenueText.counted(counts.losses, "interruption"))
  }

  mutating func finish(path: String, tokens: Int) throws -> ExitCode {
    progress.finish()
    if failure == nil {
      do {
        try file.close()
      } catch {
        failure = error
      }
    }
    if let failure { throw FileProblem.writing(failure) }
    let counts = recorder.counts
    guard counts.starts > 0 else {
      throw DiagnosticError(
        Diagnostic(
          "PT1514", .error, "the channel was never open", at: nil,
          help: ["check the address in --ws, and that the venue runs there"]))
    }
    var text =
      "recorded \(VenueText.counted(counts.messages, "message")) in "
      + "\(VenueText.counted(counts.frames, "frame")) of \(VenueText.counted(tokens, "token")), "
      + "\(VenueText.counted(counts.losses, "interruption")): \(path)\n"
    if counts.bad > 0 {
      text +=
        "\(grouped(counts.bad)) frames were no JSON, or too long for a line, and are left out\n"
    }
    let stream = path == "-" ? StandardStream.error : .output
    return stream.write(text) ? .clean : .inputOutput
  }
}
