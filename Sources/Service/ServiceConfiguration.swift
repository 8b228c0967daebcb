package import Journal
package import Runtime

/// What a run is told beside its policies.
package struct ServiceConfiguration: Sendable {
  /// A file of events, a named pipe, or `-`.
  package var events: String
  /// Whether `events` is a named pipe: it is opened again when its writer goes away.
  package var isPipe: Bool
  /// Whether the first line that nobody can decide ends the run.
  package var isStrict: Bool
  /// The one bot that decides, whatever the event; nil: every bot of the event's kind.
  package var bot: String?
  /// Name and version of the program, for envelopes.
  package var engine: String

  /// A run over `events`.
  package init(
    events: String, isPipe: Bool = false, isStrict: Bool = false, bot: String? = nil,
    engine: String
  ) {
    self.events = events
    self.isPipe = isPipe
    self.isStrict = isStrict
    self.bot = bot
    self.engine = engine
  }
}

/// Why a run ends before its events do.
package enum ServiceFailure: Error {
  /// The journal takes nothing more; nothing was decided that it does not hold.
  case journal(JournalError)
  /// The events cannot be read.
  case input(FileError)
  /// The decisions cannot be handed on.
  case sink(DecisionSinkFailure)
  /// A line was no event, and the run is strict.
  case refusedLine
}

/// What a run did.
package struct ServiceReport: Equatable, Sendable {
  package enum End: Equatable, Sendable {
    /// The stream ended.
    case endOfEvents
    /// It was asked to.
    case stopped
    /// Nobody reads the decisions any more.
    case closedOutput
  }

  package var end = End.endOfEvents
  /// Lines that were decided.
  package var events = 0
  /// Lines that nobody could decide.
  package var refused = 0
  /// Decisions: one for each bot that decides a line.
  package var decisions = 0
  /// Decisions that were held back because the policy was too old.
  package var held = 0
  /// Changes of policy after the start.
  package var swaps = 0
  /// Offers that were refused.
  package var refusals = 0
  /// Lines that were cut off when the run was asked to stop; not decided.
  package var unfinished = 0
  /// Differences between what runs and what is approved that were found.
  package var driftOpened = 0

  /// Nothing yet.
  package init() {}
}
