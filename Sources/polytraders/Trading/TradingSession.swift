import CommandLine
import Desk
import Diagnostics
import FixedPoint
import Glibc
import Governance
import Hashing
import Journal
import Network
import Orders
import Policy
import Runner
import Runtime
import Service
import Signing
import Stores
import Venue

/// One trading run from its first look at the policies to its summary: the files, threads, channels and signals around
/// a `LiveDesk`.
struct TradingSession {
  let values: ParsedValues
  let root: String
  let journal: RunJournal
  let keep: LastGood
  let clock = SystemWallClock()
  let stopwatch = MonotonicClock()

  func run() async throws -> ExitCode {
    var progress = ProgressLine()
    progress.update("asking the venue for the account and its markets")
    let client = try await AccountOptions.client(values)
    let account = try TradingAccount(values, client)
    let address = try VenueOptions.channelAddress(values)
    let markets = try await watched(client)
    progress.finish()
    let policies = PolicyMailbox()
    let watcher = PolicyWatcher(
      ApprovedPolicies(root: root, keep: keep, state: journal.state), mailbox: policies,
      clock: clock, since: journal.state.clock)
    watcher.look(isForced: true)
    let log = JournalLog(journal.writer)
    let service = DecisionService(
      ServiceConfiguration(events: "-", engine: TradingText.engine), state: journal.state,
      journal: log, sink: NoSink(), mailbox: policies, clock: clock, stop: StopFlag()
    ) { diagnostic in
      _ = StandardStream.error.write(DiagnosticRenderer().render(diagnostic))
    }
    guard try service.start(), let approved = service.policy,
      let limits = DeskLimits(approved.graph.policies)
    else { throw TradingProblem.unapproved(root).error }

    let mailbox = LiveMailbox { [stopwatch] in stopwatch.now }
    let books = BookWatch()
    for market in markets {
      for token in market.tokens {
        books.watch(token.id, market: market.conditionID, tick: market.tickSize)
      }
    }
    let chain = ChainNodes(
      try TradingOptions.nodeURLs(values), wallet: account.maker, transport: HTTPClient())
    chain.watch(books.tokens.map(\.id))
    let world = LiveWorld(client: client, chain: chain, mailbox: mailbox, clock: clock)
    let store = try account.store(folder: store, limits: limits, now: clock.milliseconds)
    let judge = LiveJudge(service, clock: stopwatch)
    let manager = try account.manager(
      values, from: journal, approvers: approved, root: root)
    let signer = TimedSigner(
      try account.signer(client: client, store: store, manager: manager), clock: stopwatch)
    let desk = Desk(
      manager,
      ports: Desk.Ports(
        world: world, judge: judge, books: books, store: store, signer: signer, log: log),
      engine: TradingText.engine
    ) { alert in _ = StandardStream.error.write(TradingText.line(alert)) }
    let channels = TradingChannels(
      address, trust: VenueOptions.trust(values), credentials: client.identity?.credentials,
      tokens: books.tokens.map(\.id), mailbox: mailbox)
    defer { channels.stop() }
    let signals = RunSignals(watcher, trip: { mailbox.put(.tripped) }) { mailbox.put(.stop) }
    defer { signals.cancel() }
    let plans = values[TradingOptions.plans].map {
      PlanSource($0, mailbox: mailbox, decode: TradingText.plan)
    }
    plans?.start()
    defer { plans?.stop() }

    let live = LiveDesk(
      LiveDesk.Parts(
        desk: desk, service: service, judge: judge, signer: signer, world: world,
        mailbox: mailbox, books: books, feeds: FeedWatch(service),
        maker: maker(books, manager), log: log, clock: clock,
        userDecoder: UserMessageDecoder(
          form: values[VenueOptions.sizes].form, maximumBytes: 64 << 20), store: store
      ) { tokens in
        chain.watch(tokens)
        channels.watch(tokens)
      }, length: values[TradingOptions.seconds].map { Int64($0) * 1_000 }
    ) { notice in _ = StandardStream.error.write(TradingText.line(notice)) }
    do throws(LiveFailure) {
      try await live.run()
    } catch {
      try? journal.writer.close()
      throw TradingProblem.failed(error).error
    }
    try? journal.writer.close()
    _ = StandardStream.output.write(
      TradingSummary(live: live, service: service, journal: journal.path).text(
        values[VenueOptions.format]))
    return live.report.end == .drained ? .clean : .findings
  }

  private var store: String { values[TradingOptions.store] ?? ".polytraders" }

  private func watched(_ client: VenueClient) async throws -> [MarketRecord] {
    if values[TradingOptions.strategy] == nil, values[TradingOptions.markets].isEmpty { return [] }
    return try await WatchedMarkets.find(values[TradingOptions.markets], client)
  }

  private func maker(_ books: BookWatch, _ manager: OrderManager) -> LiveMaker? {
    guard values[TradingOptions.strategy] == .referenceMaker else { return nil }
    var habits = ReferenceMaker.Habits()
    habits.size = values[TradingOptions.size]?.amount ?? Micros(raw: 25_000_000)
    let now = clock.milliseconds
    return LiveMaker(
      ReferenceMaker(habits: habits, seed: values[TradingOptions.seed]), books: books, run: now,
      taken: manager.books.ledger.openOrders.map(\.terms).filter {
        $0.strategy == LiveMaker.strategy
      }, now: now)
  }
}

/// Decisions of a trading run are carried out by the desk itself.
private final class NoSink: DecisionSink {
  var waitingCount: Int { 0 }
  func take(_ decision: ServiceDecision) {}
  func deliver(through sequence: Int64) throws(DecisionSinkFailure) {}
}
