import Diagnostics
import Graph
import JSON
import Journal
import Runtime
import Trading

extension DecisionService {
  /// Has a line decided by every bot of its kind.
  func decide(_ line: Line) throws(JournalError) {
    guard let policy else { return }
    let event: JSONNode
    do throws(JSONError) {
      event = try unsafe reader.parse(line.bytes)
    } catch {
      return try unsafe refuse(.notJSON(error), line)
    }
    guard event.kind == .object else { return try unsafe refuse(.notAnObject, line) }
    let kind: EventKind
    do throws(EventRouter.Problem) {
      kind =
        configuration.bot != nil && policy.deciders.count == 1
        ? policy.deciders[0].kind : try policy.router.kind(of: event)
    } catch {
      return try unsafe refuse(error.diagnostic(configuration.events, line.number), line)
    }
    let subject = ServiceRecorder.Subject(event, line: unsafe line.number)
    var failure: JournalError?
    for decider in policy.deciders where decider.kind == kind && failure == nil {
      do throws(EventError) {
        try unsafe decider.decide(line.bytes, padding: LineReader.padding) {
          decision, name, lane in
          do throws(JournalError) {
            try take(decision, name, lane, subject)
          } catch {
            failure = error
          }
        }
      } catch {
        return try unsafe refuse(error, line)
      }
    }
    if let failure { throw failure }
    report.events += 1
    if report.events & 0xFFF == 1 { unsafe keepSample(line) }
  }

  private func take(
    _ decision: Decision, _ name: EventName, _ lane: Decider.Lane,
    _ subject: ServiceRecorder.Subject
  ) throws(JournalError) {
    var outcome = lane.outcomes[decision.outcome]
    if keeper.holdsBack, let held = lane.held[decision.outcome] {
      outcome = held
      report.held += 1
    }
    let sequence = try recorder.decision(
      decision, outcome, lane: lane, name: name, subject: subject, recorded: time)
    report.decisions += 1
    sink.take(
      ServiceDecision(
        name: name, outcome: outcome, frame: lane.frame, decision: decision, sequence: sequence))
  }

  /// Keeps a line now and then, so that the next policy can be warmed with what is like the present.
  private func keepSample(_ line: Line) {
    if samples.count >= 4 { samples.removeFirst() }
    samples.append(unsafe Array(line.bytes))
    mailbox.sampleLines = samples
  }

  // MARK: Refusals
  private func refuse(_ error: EventError, _ line: Line) throws(JournalError) {
    try unsafe refuse(error.diagnostic(file: configuration.events, line: line.number), line)
  }

  private func refuse(_ diagnostic: Diagnostic, _ line: Line) throws(JournalError) {
    let column = diagnostic.location.map { $0.column - 1 } ?? 0
    try unsafe refuse(
      diagnostic, line: line.number, byteOffset: line.byteOffset + column,
      text: Array(line.bytes))
  }

  /// Says, counts and journals a line that nobody decides; no decision is made up for it.
  func refuse(
    _ diagnostic: Diagnostic, line: Int, byteOffset: Int, text: [UInt8]
  ) throws(JournalError) {
    report.refused += 1
    if report.refused <= Self.mostShown { say(diagnostic) }
    _ = try recorder.reject(
      code: diagnostic.code, message: diagnostic.message, line: line, byteOffset: byteOffset,
      text: text, recorded: time)
  }

  /// So many refused lines are shown in full; the others are counted.
  private static let mostShown = 20
}

extension ServiceRecorder.Subject {
  /// Looks for the market and the order that an event names, of its own or of its `order`.
  init(_ event: JSONNode, line: Int) {
    self.line = line
    let order = event.member("order").flatMap { $0.kind == .object ? $0 : nil }
    func text(_ node: JSONNode?) -> JSONNode? { node.flatMap { $0.kind == .string ? $0 : nil } }
    market = text(event.member("market") ?? order?.member("market"))
    self.order = text(event.member("order_id") ?? order?.member("id"))
  }
}

extension EventRouter.Problem {
  /// The finding for people: codes PT2101 to PT2103.
  func diagnostic(_ file: String, _ line: Int) -> Diagnostic {
    let kinds = EventKind.allCases.map(\.rawValue).joined(separator: ", ")
    switch self {
    case .unknownKind(let text, let offset):
      return Diagnostic(
        "PT2101", .error, "no bot decides events of the kind '\(text)'",
        at: Location(file: file, line: line, column: offset + 1), help: ["kinds are \(kinds)"])
    case .ambiguous(let found):
      return Diagnostic(
        "PT2102", .error,
        "the event can be of the kinds \(found.map(\.rawValue).joined(separator: " and "))",
        at: Location(file: file, line: line, column: 1),
        help: ["add \"kind\": \"\(found.first?.rawValue ?? "")\", or name the bot with --bot"])
    case .nobody:
      return Diagnostic(
        "PT2103", .error, "the event has nothing that any bot reads",
        at: Location(file: file, line: line, column: 1),
        help: ["see the inputs of 'polytraders graph' for the form of an event"])
    }
  }
}
