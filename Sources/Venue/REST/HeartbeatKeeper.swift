/// Runs a `HeartbeatChain` for a client: sends the beats when they are due and feeds back what came.
package struct HeartbeatKeeper: Sendable {
  /// What the owner is told.
  package enum Report: Equatable, Sendable {
    /// A beat was accepted.
    case beaten
    /// A beat was not accepted, or may not have been.
    case missed(HeartbeatOutcome)
    /// All orders of the key may be gone: ask the venue.
    case presumeCancelled
    /// Somebody else beats for the same key.
    case rival
  }

  private let client: VenueClient

  /// Keeps the heartbeats of the client's API key.
  package init(client: VenueClient) {
    self.client = client
  }

  /// Beats until the task is cancelled. The venue cancels all orders of the key some seconds after that.
  package func run(_ report: (Report) async -> Void) async {
    var chain = HeartbeatChain()
    var actions = chain.handle(.start, now: client.time.steady)
    while !Task.isCancelled {
      while !actions.isEmpty, !Task.isCancelled {
        let action = actions.removeFirst()
        switch action {
        case .presumeCancelled: await report(.presumeCancelled)
        case .rival: await report(.rival)
        case .send(let beat, let id):
          let outcome = await client.beat(id: id)
          // What a cancelled task hears of its last beat is its own doing.
          guard !Task.isCancelled else { return }
          if case .accepted = outcome {
            await report(.beaten)
          } else {
            await report(.missed(outcome))
          }
          actions += chain.handle(Self.event(outcome, beat), now: client.time.steady)
        }
      }
      // Looked at every 50 ms, so that a cancelled task does not wait for a beat.
      await client.time.sleep(milliseconds: 50)
      actions += chain.handle(.tick, now: client.time.steady)
    }
  }

  private static func event(_ outcome: HeartbeatOutcome, _ beat: Int) -> HeartbeatChain.Event {
    switch outcome {
    case .accepted(let next): .accepted(beat: beat, next: next)
    case .expected(let id): .expected(beat: beat, id: id)
    case .failed(let failure):
      failure.mayHaveActed ? .lost(beat: beat) : .refused(beat: beat)
    }
  }
}
