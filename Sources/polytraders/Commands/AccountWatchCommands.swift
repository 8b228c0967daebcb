import CommandLine
import Diagnostics
import FixedPoint
import JSON
import Trading
import Venue

/// `polytraders account watch`: the user channel as it comes.
struct AccountWatchCommand: Command {
  static let markets: Parameter<[String]> = .options(
    "market", "ID", "only of this condition id; may be given more than once")
  static let seconds: Parameter<Int?> = .option(
    "seconds", "N", "how long (default: until Ctrl-C or SIGTERM)")

  static let description = CommandDescription(
    "watch", "show what happens to the orders and trades of an API key",
    discussion: """
      The channel does not replay what it missed: at its start and after every interruption the open orders are \
      read by REST, and only then its events are continuous. Events before that are marked with ~.
      """,
    parameters: [markets, seconds, VenueOptions.channels] + AccountOptions.common,
    example: "account watch --key keystore:desk.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let signals = StopSignals()
    let address = try VenueOptions.channelAddress(values)
    let client = try await AccountOptions.client(values)
    guard let credentials = client.identity?.credentials else { return .software }
    let channel = ChannelConnection(
      connector: ChannelConnection.connector(
        to: address, .user, trust: VenueOptions.trust(values)),
      time: SystemTime())
    let machine = ChannelMachine(
      .user, topics: values[Self.markets], credentials: credentials,
      seed: UInt64.random(in: .min ... .max))
    let length = values[Self.seconds]
    let watch = Task {
      await signals.wait(atMost: length)
      channel.tell(.stop)
    }
    defer { watch.cancel() }
    let session = WatchSession(
      client: client, channel: channel, format: values[VenueOptions.format],
      decoder: UserMessageDecoder(form: values[VenueOptions.sizes].form, maximumBytes: 64 << 20))
    await channel.run(machine) { output in await session.take(output) }
    return session.decoder.counts.bad == 0 ? .clean : .findings
  }
}

/// One run of `watch`.
private struct WatchSession {
  let client: VenueClient
  let channel: ChannelConnection
  let format: OutputFormat
  let decoder: UserMessageDecoder

  func take(_ output: ChannelConnection.Output) async {
    switch output {
    case .data(let frame, let isContinuous):
      for result in decoder.decode(frame) { show(result, isContinuous) }
    case .word: break
    case .interrupted(let loss):
      _ = StandardStream.error.write("the channel was lost: \(loss.message); connecting again\n")
    case .reread(let generation): await reread(generation)
    }
  }

  private func reread(_ generation: Int) async {
    do throws(VenueFailure) {
      let orders = try await client.openOrders()
      channel.tell(.caughtUp(generation: generation))
      _ = StandardStream.error.write("caught up: \(orders.count) open orders\n")
    } catch {
      // Events stay marked as not continuous; a next interruption reads again.
      _ = StandardStream.error.write("not caught up: \(error.message)\n")
    }
  }

  private func show(_ result: Result<UserMessage, VenueRecordError>, _ isContinuous: Bool) {
    switch result {
    case .failure(let error):
      _ = StandardStream.error.write("a message cannot be read: \(error.message)\n")
    case .success(.unknown(let type)):
      _ = StandardStream.error.write("a message of the type \(VenueText.shown(type))\n")
    case .success(.order(let order)):
      write(
        [
          ("event", "order"), ("type", order.kind.text), ("time_ms", "\(order.timestamp)"),
          ("id", "\(order.id)"), ("side", order.side.rawValue), ("price", "\(order.price)"),
          ("size", "\(order.originalSize)"), ("matched", "\(order.matchedSize)"),
        ], isContinuous)
    case .success(.trade(let message)):
      let trade = message.trade
      write(
        [
          ("event", "trade"), ("status", trade.status.text), ("time_ms", "\(message.timestamp)"),
          ("id", trade.id), ("side", trade.side.rawValue), ("price", "\(trade.price)"),
          ("size", "\(trade.size)"), ("transaction", trade.transactionHash ?? "-"),
        ], isContinuous)
    }
  }

  private func write(_ figures: [(String, String)], _ isContinuous: Bool) {
    let text: String
    if format == .json {
      text = VenueJSON.line { writer in
        for (name, value) in figures {
          writer.key(name)
          writer.string(value)
        }
        writer.key("is_continuous")
        writer.bool(isContinuous)
      }
    } else {
      text =
        (isContinuous ? "  " : "~ ")
        + figures.map { VenueText.shown($0.1) }.joined(separator: "  ") + "\n"
    }
    _ = StandardStream.output.write(text)
  }
}

/// `polytraders account heartbeat`: keeps the orders of an API key alive as long as it runs.
struct AccountHeartbeatCommand: Command {
  static let description = CommandDescription(
    "heartbeat", "beat for an API key until Ctrl-C or SIGTERM",
    discussion: """
      From the first beat on the venue cancels ALL open orders of the API key, those of other programs too, some \
      ten seconds after the last beat. There is no way to end that but to stop.
      """,
    parameters: [AccountWatchCommand.seconds] + AccountOptions.common,
    example: "account heartbeat --key keystore:desk.json --seconds 60")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let signals = StopSignals()
    let client = try await AccountOptions.client(values)
    let keeper = HeartbeatKeeper(client: client)
    let beating = Task {
      var missed = 0
      await keeper.run { report in
        if report != .beaten { missed += 1 }
        _ = StandardStream.output.write(Self.text(report))
      }
      return missed
    }
    await signals.wait(atMost: values[AccountWatchCommand.seconds])
    beating.cancel()
    let missed = await beating.value
    _ = StandardStream.output.write(
      "stopped; the venue cancels all orders of this key in about ten seconds\n")
    return missed == 0 ? .clean : .findings
  }

  private static func text(_ report: HeartbeatKeeper.Report) -> String {
    switch report {
    case .beaten: "beat accepted\n"
    case .missed(.expected(let id)): "another id was expected: '\(VenueText.shown(id))'\n"
    case .missed(.failed(let failure)): "beat missed: \(failure.message)\n"
    case .missed(.accepted): ""
    case .presumeCancelled: "ALL ORDERS MAY BE CANCELLED: look at 'account orders'\n"
    case .rival: "ANOTHER PROCESS beats for the same API key\n"
    }
  }
}

extension StopSignals {
  /// Returns at the first signal, or when the time is over.
  func wait(atMost seconds: Int?) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.wait() }
      if let seconds {
        group.addTask { try? await Task.sleep(for: .seconds(max(0, seconds))) }
      }
      await group.next()
      group.cancelAll()
    }
  }
}
