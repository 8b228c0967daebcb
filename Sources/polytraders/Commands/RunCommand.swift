import CommandLine
import Diagnostics
import FoundationEssentials
import Glibc
import Governance
import Graph
import Journal
import Runner
import Runtime
import Service

/// `polytraders run`: the service that decides order events by approved policies.
struct RunCommand: Command {
  static let events: Parameter<String?> = .option(
    "events", "FILE",
    "only decide: order events, one JSON object a line: a file (also .gz), a named pipe, or -")
  static let journal: Parameter<String> = .option(
    "journal", "FILE", "where everything is journalled; one that exists is gone on with",
    default: "run.sqlite")
  static let state: Parameter<String?> = .option(
    "state", "DIR", "where the last good releases are kept (default: beside the journal)")
  static let decisions: Parameter<String> = .option(
    "decisions", "FILE", "where the decisions go, one JSON object a line; - for standard output",
    default: "-")
  static let bot: Parameter<String?> = .option(
    "bot", "NAME", "this bot decides every event (default: all bots of the event's kind)")
  static let strict: Parameter<Bool> = .flag(
    "strict", "end with 1 at the first line that is no event")

  static let description = CommandDescription(
    "run", "trade strategies' plans by approved policies, or decide order events as they come",
    discussion: """
      With --plans or --strategy it trades: plans become orders at --venue, every order event goes through the \
      approved policies, and everything is journalled before it leaves. A run on a journal that exists goes on with \
      it; nothing is signed before the venue agrees with it. SIGTERM and Ctrl-C drain: nothing new, cancels by \
      --drain, heartbeats last; a second one ends at once, and the venue cancels. SIGUSR1 trips the global kill \
      switch; 'kill trip' does the same from outside within a second.

      With --events it only decides. Decides by the newest verified release of specs/approved with the overrides that hold on it, never by the \
      working files, and looks for new ones every second and at SIGHUP. A decision is written when the journal \
      holds it. A line that is no event is reported, journalled and passed over. A named pipe is opened again when \
      its writer goes away; SIGTERM and Ctrl-C end the run behind what was read.
      """,
    parameters: [events, journal, state, decisions, bot, strict, PolicyRoot.option]
      + TradingOptions.all + [VenueOptions.channels] + OrderWallet.options + AccountOptions.common,
    example: "run --events events.fifo --journal run.sqlite --decisions -")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    // A reader of the decisions that goes away ends the run in good order.
    signal(SIGPIPE, SIG_IGN)
    let root = try root()
    let pin = try ApprovalPlace.pin(ofRoot: root)
    let isTrading = TradingOptions.isWanted(values)
    guard isTrading == (values[Self.events] == nil) else {
      throw UsageError(
        .contradiction(
          "give --plans or --strategy to trade, or --events to decide events, and not both"),
        path: "polytraders run")
    }
    if let name = values[Self.bot] { try check(bot: name, root: root) }
    if let plans = values[TradingOptions.plans], plans != "-",
      unsafe access(plans, R_OK) != 0
    {
      // Before anything is done: a run without its plans would hold the key's lease and wait for ever.
      throw FileProblem.reading(.system(path: plans, operation: .open, code: errno))
    }
    let path = values[Self.journal]
    try Folders.refuseSpecialFile(path)
    try Folders.prepare(forFile: path)
    do {
      let journal = try RunJournal(path)
      let keep = LastGood(folder: values[Self.state] ?? "\(path).state")
      guard let events = values[Self.events] else {
        return try await TradingSession(
          values: values, root: root, journal: journal, keep: keep, pin: pin,
          clock: SteadyWallClock(since: journal.state.clock)
        ).run()
      }
      let output = try descriptor()
      let session = RunSession(
        root: root, keep: keep, journal: journal,
        clock: SteadyWallClock(since: journal.state.clock), pin: pin,
        configuration: ServiceConfiguration(
          events: events, isPipe: Self.isPipe(events),
          isStrict: values[Self.strict], bot: values[Self.bot],
          engine: "polytraders/\(Polytraders.version)"))
      return try session.run(decisions: output)
    } catch let error as JournalError {
      throw DiagnosticError(error.diagnostic)
    }
  }

  private func root() throws -> String {
    do {
      return try GraphLoader.root(values[PolicyRoot.option])
    } catch {
      throw DiagnosticError(error.diagnostics)
    }
  }

  /// A name that no bot of the newest release has is a mistake of the command line.
  private func check(bot name: String, root: String) throws {
    guard let release = ApprovedHistory.unverified(root: root).releases.last,
      let state = try? PolicyState.load(release.inputs)
    else { return }
    _ = try PolicyRoot.bot(name, in: state.graph)
  }

  private static func isPipe(_ path: String) -> Bool {
    var status = stat()
    return unsafe path != "-" && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }

  private func descriptor() throws -> Int32 {
    let path = values[Self.decisions]
    guard path != "-" else { return STDOUT_FILENO }
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw FileProblem.writing(.system(path: path, operation: .open, code: errno))
    }
    return descriptor
  }
}

/// The journal of a run with what earlier runs left in it.
struct RunJournal {
  static let logID = "run"

  let path: String
  let writer: JournalWriter
  let state: RunnerState

  init(_ path: String, logID: String = Self.logID) throws(JournalError) {
    self.path = path
    let clock = MonotonicClock()
    writer = try JournalWriter(path: path, logID: logID) { Int64(clock.now / 1_000_000) }
    state = try RunnerState.read(try JournalReader(path: path))
  }
}
