import Policy

/// What a change of policy would have decided: all that text, Markdown, JSON and HTML are made of.
package struct DecisionDiffReport: Sendable {
  /// A file of events.
  package struct Input: Equatable, Sendable {
    package enum Kind: String, Sendable {
      case recording, journal, events
    }

    package var kind: Kind
    package var name: String
    /// Of its bytes; empty for standard input and for journals, which have a head.
    package var digest: String
  }

  /// A value that head reads, base does not, and the events do not have.
  package struct Lack: Equatable, Sendable {
    package var bot: String
    /// `order.notional`
    package var fact: String
    package var events: Int
  }

  /// The closed loop when it is over.
  package struct Closed: Sendable {
    package var tally: DiffTally
    package var onlyBase: [Int]
    package var onlyHead: [Int]
    package var base: OrderOutcomes
    package var head: OrderOutcomes
    package var baseMessages: OrderMessages
    package var headMessages: OrderMessages
    package var cap: (base: RateCap?, head: RateCap?)
    package var bot: String
    package var firstTime: Int64
    package var lastTime: Int64

    package var onlyBaseCount: Int { onlyBase.reduce(0, +) }
    package var onlyHeadCount: Int { onlyHead.reduce(0, +) }
  }

  package var base: DiffSide
  package var head: DiffSide
  package var inputs: [Input] = []
  /// What a reader must know to trust the figures, a sentence each.
  package var notes: [String] = []
  /// By bot, in the order in which they were met; empty where the open loop was not asked for.
  package var loops: [OpenLoop] = []
  package var closed: Closed?
  package var lacks: [Lack] = []
  /// What tallies name by position.
  package var markets: [String] = []
  package var strategies: [String] = []
  /// Chosen of all bots.
  package var examples: [DecisionExample] = []
  package var sweep: SweepCurve?
  /// How many values of it tables show.
  package var sweepSteps = 17

  package init(base: DiffSide, head: DiffSide) {
    self.base = base
    self.head = head
  }

  package var eventCount: Int {
    loops.isEmpty ? closed?.tally.events ?? 0 : loops.reduce(0) { $0 + $1.tally.events }
  }

  /// Events of the open loop that the sides decide differently, or of the closed loop where that alone was run.
  package var changedCount: Int {
    loops.isEmpty ? closedChanges : loops.reduce(0) { $0 + $1.tally.changed }
  }

  private var closedChanges: Int {
    closed.map { $0.tally.changed + $0.onlyBaseCount + $0.onlyHeadCount } ?? 0
  }

  /// Whether any decision differs, in either loop.
  package var hasChanges: Bool { changedCount > 0 || closedChanges > 0 }
}
