package import Diagnostics
import Glibc
import Graph
import JSON
package import Journal
import Runner
package import Runtime
import Synchronization
import Trading

/// A run: takes order events as they come, has the policy in force decide them, journals every decision and hands
/// it on when it is on the disk. Policies change between two events, never in one.
///
/// For one thread, but for `stop`. All dates come from the clock of the initialiser, and never go back.
package final class DecisionService {
  let journal: any ServiceJournal
  let sink: any DecisionSink
  let clock: any WallClock
  let mailbox: PolicyMailbox
  let configuration: ServiceConfiguration
  let say: (Diagnostic) -> Void
  var recorder: ServiceRecorder
  var keeper: PolicyKeeper
  /// What decides; nil before the first policy, and then nothing is read.
  package internal(set) var policy: PreparedPolicy?
  /// Policies that may be in force next.
  var waiting: [PreparedPolicy] = []
  /// What is being journalled part by part, to be in force then.
  var introducing: PolicyMailbox.Letter?
  /// The time of the run: the latest that the clock ever showed.
  var time: Int64
  var samples: [[UInt8]] = []
  let reader = JSONReader(maximumDepth: 16)
  private let stopFlag: StopFlag
  package internal(set) var report = ServiceReport()

  /// A run that goes on from `state`, what earlier runs left in the same journal.
  ///
  /// - Parameter say: takes what people have to know at once: findings, and what changed.
  package init(
    _ configuration: ServiceConfiguration, state: RunnerState, journal: any ServiceJournal,
    sink: any DecisionSink, mailbox: PolicyMailbox, clock: any WallClock, stop: StopFlag,
    say: @escaping (Diagnostic) -> Void
  ) {
    self.configuration = configuration
    self.journal = journal
    self.sink = sink
    self.clock = clock
    self.mailbox = mailbox
    self.say = say
    stopFlag = stop
    keeper = state.keeper
    time = max(state.clock, clock.milliseconds)
    recorder = ServiceRecorder(log: journal, engine: configuration.engine)
  }

  /// Reads the letters that are there before the first event.
  ///
  /// - Returns: whether there is a policy to decide by.
  package func start() throws(JournalError) -> Bool {
    try turn()
    return policy != nil
  }

  /// Decides events until the stream ends or somebody asks to stop, and leaves everything on the disk.
  package func run() throws(ServiceFailure) {
    do {
      try readAll()
    } catch .sink(.closed) {
      // Nobody reads the decisions: what was decided is journalled, and the run is over.
      report.end = .closedOutput
    }
    do {
      try journal.flush()
      try sink.deliver(through: journal.committedSequence)
    } catch let error as JournalError {
      throw .journal(error)
    } catch let error as DecisionSinkFailure {
      if error != .closed { throw .sink(error) }
      report.end = .closedOutput
    } catch {
      preconditionFailure("journal and sink throw nothing else")
    }
  }

  private func readAll() throws(ServiceFailure) {
    repeat {
      // The next writer of a named pipe finds it open: the new reader is there before the old one goes.
      let lines: LineReader
      do {
        lines = try LineReader(path: configuration.events) { [unowned self] descriptor in
          mayRead(descriptor)
        }
      } catch {
        throw .input(error)
      }
      try readLines(lines)
    } while configuration.isPipe && !isStopping
    if isStopping { report.end = .stopped }
  }

  private func readLines(_ lines: LineReader) throws(ServiceFailure) {
    while true {
      if let failure { throw failure }
      do {
        guard let line = try unsafe lines.next() else { break }
        // Where nobody reads on, the rest of a line is no line of anybody.
        if unsafe (isStopping || failure != nil) && !line.isComplete {
          report.unfinished += 1
          break
        }
        try unsafe handle(line)
      } catch let error as FileError {
        guard case .lineTooLong = error else { throw .input(error) }
        try refuse(tooLong: error, in: lines)
      } catch let error as ServiceFailure {
        throw error
      } catch {
        preconditionFailure("reading and deciding throw nothing else")
      }
    }
    if let failure { throw failure }
  }

  private func handle(_ line: Line) throws(ServiceFailure) {
    do throws(JournalError) {
      try turn()
      try unsafe decide(line)
    } catch {
      throw .journal(error)
    }
    if sink.waitingCount >= Self.mostWaiting { try deliver(isAll: true) }
    if configuration.isStrict, report.refused > 0 { throw .refusedLine }
  }

  private func refuse(tooLong error: FileError, in lines: LineReader) throws(ServiceFailure) {
    guard case .lineTooLong(_, let line, let offset, _) = error else { return }
    do {
      try refuse(
        Diagnostic(
          "PT2104", .error, error.message,
          at: Location(file: configuration.events, line: line, column: 1), help: [error.help]),
        line: line, byteOffset: offset, text: [])
      try lines.skipLongLine()
    } catch let error as JournalError {
      throw .journal(error)
    } catch let error as FileError {
      throw .input(error)
    } catch {
      preconditionFailure("journal and reader throw nothing else")
    }
    if configuration.isStrict { throw .refusedLine }
  }

  // MARK: Waiting
  /// What went wrong where nothing can be thrown.
  private var failure: ServiceFailure?
  /// So many decisions wait for the disk at most: then the disk is waited for.
  private static let mostWaiting = 4_096

  var isStopping: Bool { stopFlag.isSet }

  /// Asked before every read: hands out what is on the disk; where nothing comes, everything, and then lets time
  /// pass. False ends the stream.
  private func mayRead(_ descriptor: Int32) -> Bool {
    do throws(ServiceFailure) {
      try deliver(isAll: false)
      var isIdle = false
      while !isStopping {
        if Self.isReadable(descriptor, milliseconds: isIdle ? 50 : 0) { return true }
        if !isIdle { try deliver(isAll: true) }
        isIdle = true
        do throws(JournalError) {
          try turn()
          while introducing != nil { try introduceStep() }
          try journal.commitIfDue()
        } catch {
          throw .journal(error)
        }
      }
    } catch {
      failure = error
    }
    return false
  }

  private static func isReadable(_ descriptor: Int32, milliseconds: Int32) -> Bool {
    var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&wait, 1, milliseconds) > 0
  }

  private func deliver(isAll: Bool) throws(ServiceFailure) {
    do {
      if isAll, sink.waitingCount > 0 { try journal.flush() }
      try sink.deliver(through: journal.committedSequence)
    } catch let error as JournalError {
      throw .journal(error)
    } catch let error as DecisionSinkFailure {
      throw .sink(error)
    } catch {
      preconditionFailure("journal and sink throw nothing else")
    }
  }
}

/// How a run is asked to end, from any thread and from signal handlers.
package final class StopFlag: Sendable {
  private let flag = Atomic<Bool>(false)

  /// A flag that is not set.
  package init() {}

  /// Asks the run to end behind what it has read.
  package func set() { flag.store(true, ordering: .releasing) }

  /// Whether the run is asked to end.
  package var isSet: Bool { flag.load(ordering: .acquiring) }
}
