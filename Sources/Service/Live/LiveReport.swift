package import Runtime

/// What a trading run did.
package struct LiveReport: Sendable {
  package enum End: Equatable, Sendable {
    /// Nothing of ours is left at the venue.
    case drained
    /// The venue or a cancel did not come to an end in time: so many orders may still rest.
    case left(open: Int)
    /// Asked a second time, or the end came before the first trade: nothing was waited for.
    case abandoned(open: Int)
    /// What happens could not be recorded any more: the venue was asked to cancel everything of the key, and
    /// acknowledged it or did not answer in time; so many orders were open in our books.
    case unrecorded(open: Int, isCancelled: Bool)
  }

  package var end = End.abandoned(open: 0)
  /// Plans that strategies handed in.
  package var plans = 0
  /// Lines that are no plans.
  package var badPlans = 0
  /// Messages of the user channel, and those of it that could not be read.
  package var userMessages = 0
  package var badUserMessages = 0
  /// Times that a channel was interrupted.
  package var userInterruptions = 0
  package var marketInterruptions = 0
  /// From an event's arrival to its decision in the graph, nanoseconds.
  package var toDecision = LatencyHistogram()
  /// From an event's arrival to the signed order, nanoseconds.
  package var toSigned = LatencyHistogram()
  /// Milliseconds from the start until trading was allowed; nil where it never was.
  package var readyAfter: Int64?

  /// Nothing yet.
  package init() {}
}
