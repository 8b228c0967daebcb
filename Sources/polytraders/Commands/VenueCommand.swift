import CommandLine
import Diagnostics
import FixedPoint
import Network
import Runtime
import Venue
import VenueSimulator

/// `polytraders venue`: a simulated venue to run against.
struct VenueCommand: Command {
  /// Where the venue's time comes from.
  enum ClockChoice: String, ArgumentChoice {
    case real, virtual
  }

  /// Who trades there besides the clients.
  enum Traders: String, ArgumentChoice {
    case all, makers, none
  }

  /// How the first line is written.
  enum Format: String, ArgumentChoice {
    case text, json
  }

  static let port: Parameter<Int> = .option(
    "port", "P", "port of HTTP; 0 takes any that is free", default: 8137)
  static let socketPort: Parameter<Int?> = .option(
    "ws-port", "Q", "port of the two WebSocket channels; the one above P unless given")
  static let rpcPort: Parameter<Int?> = .option(
    "rpc-port", "R", "port of the chain's nodes (JSON-RPC); two above P unless given")
  static let seed: Parameter<UInt64> = .option(
    "seed", "N", "the same seed gives the same markets, keys, makers, takers and hashes",
    default: 1)
  static let markets: Parameter<Int> = .option(
    "markets", "N", "number of markets", default: 3)
  static let recording: Parameter<String?> = .option(
    "recording", "FILE",
    "take the markets and the orders of others from a recording of the market channel (NDJSON, also .gz)"
  )
  static let traders: Parameter<Traders> = .option(
    "traders", "WHO",
    "all: makers quote around a wandering price and takers take; makers: quotes that stand still; or none",
    default: .all)
  static let script: Parameter<String?> = .option(
    "script", "FILE", "what happens when: faults, modes, ticks, settlements (YAML)")
  static let clock: Parameter<ClockChoice> = .option(
    "clock", "CLOCK", "real, or virtual: it stands still until POST /admin/clock moves it",
    default: .real)
  static let chain: Parameter<UInt64> = .option(
    "chain-id", "ID", "137 or 80002: the chain whose contracts orders are signed for",
    default: 137)
  static let balance: Parameter<Int> = .option(
    "balance", "USD", "pUSD that an address has when it first appears", default: 10_000)
  static let shares: Parameter<Int> = .option(
    "shares", "N", "shares of every token that it has then", default: 1_000)
  static let format: Parameter<Format> = .option(
    "format", "FORMAT", "form of the first line: text or json", default: .text)

  static let description = CommandDescription(
    "venue", "run a simulated venue that clients of the real one can trade against",
    discussion: """
      Speaks HTTP and WebSocket as the venue does, checks signatures, keys, ticks, sizes, balances and limits, \
      matches orders by price and time, and settles trades on a chain whose nodes answer JSON-RPC. Listens on \
      this machine only. The first line of standard output says where; lines on standard error tell of faults \
      as they strike. Ctrl-C or SIGTERM ends it.

      A script is YAML: 'timeline:' with entries such as '{ at: 5s, fault: { kind: lost-reply, endpoint: \
      post-order, times: 1 } }'; besides fault an entry has mode, market, settlement, trade, account, limits, \
      chain or 'faults: none'. The same bodies are taken while it runs by POST on /admin/faults, /admin/mode, \
      /admin/markets, /admin/settlements, /admin/trades, /admin/accounts, /admin/limits and /admin/chain; \
      /admin/clock moves a virtual clock, GET /admin/state counts. README.md has the table.
      """,
    parameters: [
      port, socketPort, rpcPort, script, seed, markets, recording, traders, clock, chain, balance,
      shares,
      format,
    ],
    example: "venue --port 8137 --seed 7")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let signals = StopSignals()
    let clock = VenueClock(
      values[Self.clock] == .virtual ? .virtual(start: VenueClock.wallTime()) : .real)
    let venue = try venue(clock)
    let ports = try ports()
    let server: VenueServer
    do throws(NetworkError) {
      server = try VenueServer(venue, clock: clock, ports: ports) { lines in
        _ = StandardStream.error.write(lines.map { $0 + "\n" }.joined())
      }
    } catch {
      throw DiagnosticError(VenueProblem.diagnostic(error))
    }
    let line = VenueGreeting(server: server, seed: values[Self.seed]).text(values[Self.format])
    guard StandardStream.output.write(line) else {
      server.stop()
      return .inputOutput
    }
    await signals.wait()
    server.stop()
    return .clean
  }

  private func ports() throws(UsageError) -> VenueServer.Ports {
    let http = values[Self.port]
    let socket = values[Self.socketPort] ?? (http == 0 ? 0 : http + 1)
    let nodes = values[Self.rpcPort] ?? (http == 0 ? 0 : http + 2)
    guard let http = UInt16(exactly: http), let socket = UInt16(exactly: socket),
      let nodes = UInt16(exactly: nodes)
    else { throw wrong("ports are 0 to 65535") }
    return VenueServer.Ports(http: http, webSocket: socket, nodes: nodes)
  }

  private func venue(_ clock: VenueClock) throws -> SimulatedVenue {
    guard let chain = VenueChain(rawValue: values[Self.chain]) else {
      throw wrong("--chain-id is 137 or 80002: clients know no other contracts")
    }
    guard (1...VenueMarkets.most).contains(values[Self.markets]) else {
      throw wrong("a venue has 1 to \(VenueMarkets.most) markets")
    }
    var settings = VenueSettings()
    settings.seed = values[Self.seed]
    settings.chain = chain
    settings.virtualClock = clock.isVirtual ? clock : nil
    var exchange = try exchange(now: clock.now)
    let recorded = try recorded(&exchange, now: clock.now)
    return SimulatedVenue(
      exchange, settings: settings, script: try script(), recorded: recorded)
  }

  private func recorded(_ exchange: inout Exchange, now: Int64) throws -> RecordedMarket? {
    guard let path = values[Self.recording] else { return nil }
    do throws(RecordedMarketError) {
      return try RecordedMarket(path: path, in: &exchange, now: now)
    } catch {
      throw VenueProblem.recording(error, path: path)
    }
  }

  private func exchange(now: Int64) throws(UsageError) -> Exchange {
    guard (0...1_000_000_000).contains(values[Self.balance]),
      (0...1_000_000_000).contains(values[Self.shares])
    else { throw wrong("--balance and --shares are 0 to 1,000,000,000") }
    var configuration = ExchangeConfiguration()
    configuration.seed = values[Self.seed]
    // Anybody may ask for a key, and each account has its place in the books of the chain, too.
    configuration.maximumAccounts = 20_000
    configuration.openingCollateral = Micros(raw: Int64(values[Self.balance]) * 1_000_000)
    configuration.openingShares = Micros(raw: Int64(values[Self.shares]) * 1_000_000)
    var exchange = Exchange(configuration, now: now)
    do throws(ExchangeError) {
      let count = values[Self.recording] == nil ? values[Self.markets] : 0
      for definition in VenueMarkets.definitions(seed: values[Self.seed], count: count) {
        let market = try exchange.addMarket(definition)
        if let crowd = crowd { try exchange.addCrowd(crowd, to: market) }
      }
    } catch {
      throw wrong("these markets and balances are more than the venue can count: \(error)")
    }
    return exchange
  }

  private var crowd: Crowd.Settings? {
    var settings = Crowd.Settings()
    switch values[Self.traders] {
    case .all: break
    case .makers:
      settings.takers = 0
      // They quote once, and not again before the venue is long gone.
      settings.meanInterval = 10_000_000_000
    case .none: return nil
    }
    return settings
  }

  private func script() throws -> VenueScript? {
    guard let path = values[Self.script] else { return nil }
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try FileContents.read(path)
    } catch {
      throw FileProblem.reading(error)
    }
    return try VenueScript.read(bytes, file: path)
  }

  private func wrong(_ message: String) -> UsageError {
    UsageError(.contradiction(message), path: "polytraders venue")
  }
}
