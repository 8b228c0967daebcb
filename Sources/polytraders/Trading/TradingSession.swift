import CommandLine
import Desk
import Diagnostics
import FixedPoint
import Glibc
import Governance
import Graph
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
  /// What was seen of the releases beside the root.
  let pin: TrustState?
  let clock: SteadyWallClock
  let stopwatch = MonotonicClock()

  func run() async throws -> ExitCode {
    let nodes = try TradingOptions.nodeURLs(values)
    guard !nodes.isEmpty else { throw TradingProblem.noNode.error }
    var progress = ProgressLine()
    progress.update("asking the venue for the account and its markets")
    let client = try await AccountOptions.client(values)
    let account = try TradingAccount(values, client, journal: journal.path)
    let channelAddress = try VenueOptions.channelAddress(values)
    let markets = try await watched(client)
    // A read proves the credential that everything is sent with.
    _ = try await VenueOptions.asking { () async throws(VenueFailure) in try await client.keys() }
    progress.finish()

    let mailbox = LiveMailbox { [stopwatch] in stopwatch.now }
    let policies = PolicyMailbox()
    let watcher = PolicyWatcher(
      ApprovedPolicies(
        root: root, keep: keep, state: journal.state, pin: pin, wall: clock.raw),
      mailbox: policies, clock: clock, since: journal.state.clock)
    watcher.look(isForced: true)
    let log = JournalLog(journal.writer)
    let service = DecisionService(
      ServiceConfiguration(events: "-", engine: TradingText.engine), state: journal.state,
      journal: log, sink: NoSink(), mailbox: policies, clock: clock, stop: StopFlag()
    ) { _ = StandardStream.error.write(DiagnosticRenderer().render($0)) }
    guard try service.start(), let approved = service.policy,
      let limits = DeskLimits(approved.graph.policies)
    else { throw TradingProblem.unapproved(root: root).error }

    let books = BookWatch()
    let kinds = MarketKinds(client: client, mailbox: mailbox)
    for market in markets {
      for token in market.tokens {
        books.watch(token.id, market: market.conditionID, tick: market.tickSize)
        if let rules = market.rules(of: token.id) { kinds.learn(rules) }
      }
    }
    let chain = ChainNodes(
      nodes, wallet: account.wallet.maker, signer: account.wallet.key.address,
      transport: HTTPClient())
    let world = LiveWorld(client: client, chain: chain, mailbox: mailbox, clock: clock)
    let folder = values[TradingOptions.store]
    let store = try account.store(folder: folder, limits: limits, now: clock.milliseconds)
    let latch = RunLatch(file: KillLatchFile(folder: folder), store: store)
    let (manager, baselines) = try recover(account)
    let maker = maker(books, manager)
    await hear(manager.books.tokens(now: clock.milliseconds), kinds, books)
    let tokens = books.tokens.map(\.id)
    chain.watch(tokens)
    let signer = TimedSigner(
      account.signer(latch: latch, kinds: kinds, after: manager), clock: stopwatch)
    let judge = LiveJudge(service, clock: stopwatch)
    let desk = Desk(
      manager,
      ports: Desk.Ports(
        world: world, judge: judge, books: books, store: store, latch: latch, signer: signer,
        log: log), engine: TradingText.engine
    ) { _ = StandardStream.error.write(TradingText.line($0)) }
    let channels = TradingChannels(
      channelAddress, trust: VenueOptions.trust(values),
      credentials: client.identity?.credentials, tokens: tokens, mailbox: mailbox)
    defer { channels.stop() }
    let signals = RunSignals(watcher, trip: { mailbox.put(.tripped) }) { mailbox.put(.stop) }
    defer { signals.cancel() }
    let plans = values[TradingOptions.plans].map { PlanSource($0, mailbox: mailbox, kinds: kinds) }
    defer { plans?.stop() }

    _ = StandardStream.error.write(
      TradingText.line(
        .starting(
          "\(account.wallet.description); \(values[VenueOptions.venue]), \(nodes.count) "
            + "node\(nodes.count == 1 ? "" : "s") of chain \(values[AccountOptions.chain]), "
            + "\(markets.count) market\(markets.count == 1 ? "" : "s") watched; journal \(journal.path)"
        )))
    mailbox.put(
      .event(
        .credential(.renewed(expires: clock.milliseconds + LiveWorld.credentialLife))))
    let live = LiveDesk(
      LiveDesk.Parts(
        desk: desk, service: service, judge: judge, signer: signer, world: world,
        mailbox: mailbox, books: books, feeds: FeedWatch(service), maker: maker,
        log: log, clock: clock,
        userDecoder: UserMessageDecoder(
          form: values[VenueOptions.sizes].form, maximumBytes: 64 << 20), store: store,
        kinds: kinds, plans: plans
      ) { tokens in
        chain.watch(tokens)
        channels.watch(tokens)
      }, length: values[TradingOptions.seconds].map { Int64($0) * 1_000 }
    ) { _ = StandardStream.error.write(TradingText.line($0)) }
    do throws(DeskStoreFailure) {
      live.requests = LiveRequests(
        try OperatorQueue(path: "\(folder)/desk.sqlite"), key: account.credentials.key)
    } catch {
      throw TradingProblem.store(error).error
    }
    _ = StandardStream.error.write(
      "store: \(Folders.absolute(folder)); 'orders', 'kill' and 'nonce' reach this run by it\n")
    live.probe = BookProbe(client: client, mailbox: mailbox)
    do throws(KillLatchFailure) {
      live.risk = try RiskWatch(
        service, books: books, files: KillRunFiles(folder: folder), store: store,
        journalled: baselines, now: clock.milliseconds)
    } catch {
      throw KillOptions.refusal(.latch(error.message))
    }
    return try await trade(live)
  }

  /// Runs to the end and says what became of it.
  private func trade(_ live: LiveDesk) async throws -> ExitCode {
    let begun = clock.milliseconds
    let ended: LiveFailure?
    do throws(LiveFailure) {
      try await live.run()
      ended = nil
    } catch {
      ended = error
    }
    let head = TradingSummary.Head(
      sequence: journal.writer.sequence, hash: journal.writer.head)
    try? journal.writer.close()
    let summary = TradingSummary(
      live: live, journal: journal.path, head: head, length: clock.milliseconds - begun)
    let isShown = StandardStream.output.write(summary.text(values[VenueOptions.format]))
    if let ended { throw TradingProblem.ended(ended).error }
    guard isShown else { return .inputOutput }
    return live.report.end == .drained ? .clean : .findings
  }

  private func recover(
    _ account: TradingAccount
  ) throws -> (manager: OrderManager, baselines: RiskBaselines?) {
    let policy = account.policy(
      values, approved: try ApprovalPlace.approved(root: root, now: clock.milliseconds))
    var progress = ProgressLine()
    defer { progress.finish() }
    var fold = ManagerFold(policy)
    let reader = try JournalReader(path: journal.path)
    var failure: RecoveryFailure?
    try unsafe reader.forEach { sequence, text in
      do throws(RecoveryFailure) {
        try unsafe fold.take(text)
      } catch {
        failure = error
      }
      if sequence % 1_024 == 0 {
        progress.update("reading the journal: \(grouped(Int(sequence))) envelopes")
      }
      return failure == nil
    }
    if let failure { throw TradingProblem.journal(failure).error }
    return (fold.manager, fold.baselines)
  }

  /// Listens to the books of what an earlier run left: what is held, what rests, and what is still to be signed. What
  /// the venue does not tell of now the run asks for again.
  private func hear(_ tokens: [UInt256], _ kinds: MarketKinds, _ books: BookWatch) async {
    guard !tokens.isEmpty else { return }
    var progress = ProgressLine()
    defer { progress.finish() }
    progress.update("asking the venue about \(tokens.count) tokens that the journal names")
    for token in tokens {
      guard let rules = await kinds.learn(about: token) else { continue }
      books.watch(token, market: rules.market, tick: rules.tickSize.size)
    }
  }

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
