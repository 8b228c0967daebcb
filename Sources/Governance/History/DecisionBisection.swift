package import Git
import Policy

/// Which commits changed what is decided for one event: the history of a decision.
///
/// Up to `mostCommits` all commits are looked at, so that nothing is missed where a decision changed to and fro.
/// Beyond that the history is searched by halves, which finds one change between two ends that differ, and says
/// that there may be others.
package struct DecisionBisection: Sendable {
  /// What the policies of one commit make of the event.
  package enum Answer: Hashable, Sendable {
    case decided(code: String, severity: String, action: String, comparison: String)
    /// The bot does not take the event: why.
    case refused(String)
    /// There are no policies, or not this bot.
    case nobody
    /// The policies have errors: the first of them.
    case broken(String)

    /// Whether both say the same; by how much a threshold was missed does not count.
    func isSame(as other: Answer) -> Bool {
      switch (self, other) {
      case (.decided(let code, let severity, let action, _), .decided(let b, let c, let d, _)):
        (code, severity, action) == (b, c, d)
      case (.refused, .refused), (.nobody, .nobody): true
      default: false
      }
    }

    var isBroken: Bool {
      if case .broken = self { true } else { false }
    }

    /// `QUEUE_WARDEN_HOLD INFO hold  (3 ticks against 3 ticks)`
    package var text: String {
      switch self {
      case .decided(let code, let severity, let action, let comparison):
        "\(code) \(severity) \(action)" + (comparison.isEmpty ? "" : "  (\(comparison))")
      case .refused(let reason): "refused: \(reason)"
      case .nobody: "nobody decides it"
      case .broken(let reason): "does not compile: \(reason)"
      }
    }
  }

  /// A commit behind which the event is decided otherwise than before.
  package struct Turn: Sendable {
    package let commit: GitCommit
    package let old: Answer
    package let new: Answer
    /// What the commit changed in meaning, as far as it can have to do with the bot.
    package let changes: [PlannedChange]
  }

  /// A commit whose policies could not be asked.
  package struct Skipped: Sendable {
    package let commit: GitCommit
    package let answer: Answer
  }

  package let bot: String
  /// In the order of history.
  package let turns: [Turn]
  package let skipped: [Skipped]
  /// What is decided at the end; nil where nothing could be asked.
  package let last: Answer?
  /// How many commits touch policies, and how many of them were asked.
  package let commits, asked: Int
  /// Whether all were asked: then there is no other turn.
  package let isComplete: Bool

  package static let mostCommits = 200

  /// Asks what `bot` decides for `event`, one line of JSON, in the commits up to `end` and not before `start`.
  package init(
    _ repository: GitRepository, bot: String, event: String, from start: GitCommitID? = nil,
    to end: GitCommitID, mostCommits: Int = Self.mostCommits,
    progress: @escaping (Int, _ of: Int) -> Void = { _, _ in }
  ) throws(GitError) {
    let history = try repository.commits(touching: PolicyFiles.folders, from: start, to: end)
    var search = BisectionSearch(
      repository: repository, bot: bot, event: event, history: history, start: start,
      progress: progress)
    isComplete = history.count <= mostCommits
    if isComplete { try search.askAll() } else { try search.halve() }
    self.bot = bot
    turns = search.turns
    skipped = search.skipped
    last = search.last
    commits = history.count
    asked = search.asked
  }
}
