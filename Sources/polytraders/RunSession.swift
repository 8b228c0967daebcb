import CommandLine
import Diagnostics
import Dispatch
import Glibc
import Governance
import Journal
import Runner
import Runtime
import Service

/// One run from its first look at the policies to its summary: the threads and signals around a `DecisionService`.
struct RunSession {
  let root: String
  let keep: LastGood
  let journal: RunJournal
  let clock: SteadyWallClock
  /// What was seen of the releases beside the root.
  let pin: TrustState?
  let configuration: ServiceConfiguration

  func run(decisions: Int32) throws -> ExitCode {
    let mailbox = PolicyMailbox()
    let source = ApprovedPolicies(
      root: root, keep: keep, state: journal.state, pin: pin, wall: clock.raw)
    let watcher = PolicyWatcher(
      source, mailbox: mailbox, clock: clock, since: journal.state.clock, bot: configuration.bot)
    watcher.look(isForced: true)
    let stop = StopFlag()
    let sink = DecisionLines(descriptor: decisions)
    let service = DecisionService(
      configuration, state: journal.state, journal: JournalLog(journal.writer), sink: sink,
      mailbox: mailbox, clock: clock, stop: stop
    ) { diagnostic in
      _ = StandardStream.error.write(DiagnosticRenderer().render(diagnostic))
    }
    guard try service.start() else {
      try journal.writer.close()
      throw DiagnosticError(
        Diagnostic(
          "PT2105", .error, "nothing is approved that can be used: the run does not start", at: nil,
          help: [
            "'polytraders approve status' shows what lies in \(root)/specs/approved",
            "'polytraders approve' signs the working files",
          ]))
    }
    let signals = RunSignals(watcher) { stop.set() }
    defer { signals.cancel() }
    let ended: ServiceFailure?
    do throws(ServiceFailure) {
      try service.run()
      ended = nil
    } catch {
      ended = error
    }
    try? journal.writer.close()
    _ = StandardStream.error.write(Self.summary(service.report, journal: journal.path))
    if let ended { throw Self.diagnostic(ended) }
    return service.report.refused > 0 && service.report.end != .stopped ? .findings : .clean
  }

  private static func summary(_ report: ServiceReport, journal: String) -> String {
    let why =
      switch report.end {
      case .endOfEvents: "the events ended"
      case .stopped: "asked to stop"
      case .closedOutput: "nobody reads the decisions any more"
      }
    var text =
      "\(why): \(grouped(report.events)) events, \(grouped(report.decisions)) decisions"
      + (report.held > 0 ? ", \(grouped(report.held)) of them held back" : "")
      + ", \(grouped(report.refused)) lines refused, \(report.swaps) changes of policy, "
      + "\(report.refusals) offers refused; journal \(journal)\n"
    if report.unfinished > 0 {
      text += "note: the last line was not finished and is not decided\n"
    }
    return text
  }

  private static func diagnostic(_ failure: ServiceFailure) -> any Error {
    switch failure {
    case .journal(let error): DiagnosticError(error.diagnostic)
    case .input(let error): FileProblem.reading(error)
    case .sink(.cannotWrite(let code)):
      FileProblem.writing(.system(path: "the decisions", operation: .write, code: code))
    case .sink(.closed): DiagnosticError([])
    case .refusedLine:
      DiagnosticError(
        Diagnostic(
          "PT2106", .error, "the run ended at a line that is no event, as --strict asks", at: nil,
          help: ["correct the line, or run without --strict"]))
    }
  }
}

/// The signals of a run, and the clock that makes its watcher look. SIGTERM and SIGINT end it, SIGHUP makes it look
/// at once, and a run that trades is tripped by SIGUSR1.
final class RunSignals {
  private let queue = DispatchQueue(label: "polytraders.policies")
  private var sources: [any DispatchSourceProtocol] = []

  /// From here on the watcher belongs to a thread of its own.
  init(
    _ watcher: PolicyWatcher, trip: (@Sendable () -> Void)? = nil,
    stop: @escaping @Sendable () -> Void
  ) {
    let shared = Handover(giving: watcher)
    for number in [SIGINT, SIGTERM] { watch(number, stop) }
    if let trip { watch(SIGUSR1, trip) }
    signal(SIGHUP, SIG_IGN)
    let hangUp = DispatchSource.makeSignalSource(signal: SIGHUP, queue: queue)
    hangUp.setEventHandler { shared.take().look(isForced: true) }
    add(hangUp)
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + .seconds(1), repeating: .seconds(1))
    timer.setEventHandler { shared.take().look() }
    add(timer)
  }

  private func watch(_ number: Int32, _ handler: @escaping @Sendable () -> Void) {
    // The dispatch source sees a signal only where its default action is taken away.
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler(handler: handler)
    add(source)
  }

  private func add(_ source: any DispatchSourceProtocol) {
    source.resume()
    sources.append(source)
  }

  func cancel() {
    for source in sources { source.cancel() }
    // A look that is under way ends before the journal is closed.
    queue.sync {}
  }
}
