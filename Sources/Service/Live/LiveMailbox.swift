package import Diagnostics
package import Orders
import Synchronization
package import Venue

/// What reaches a running desk from outside its thread.
package enum LiveInput: Sendable {
  /// An answer of the venue or of the chain.
  case event(ManagerEvent)
  /// The user channel.
  case user(ChannelConnection.Output)
  /// The market channel.
  case market(ChannelConnection.Output)
  /// A strategy's plan.
  case plan(ExecutionPlan)
  /// A line that is no plan: what is wrong with it.
  case badPlan(Diagnostic)
  /// The venue told of a token that plans wait for, or refused to.
  case tokensKnown
  /// The venue showed the books that it was asked for.
  case probed(BookProbe.Answer)
  /// No more plans come.
  case plansEnded
  /// The operator trips the global kill switch by a signal.
  case tripped
  /// The operator asks the run to end; asked again, to end now.
  case stop
}

/// What waits for the desk's thread, in the order in which it came. Whoever puts something in never waits.
package final class LiveMailbox: Sendable {
  /// One input with the time at which it came, nanoseconds of the monotonic clock.
  package struct Letter: Sendable {
    package var input: LiveInput
    package var arrived: UInt64
  }

  private struct State {
    var letters: [Letter] = []
    /// Frames of the channels among them, in bytes.
    var frameBytes = 0
  }

  private let state = Mutex(State())
  private let signal: AsyncStream<Void>.Continuation
  private let clock: @Sendable () -> UInt64
  /// Yields when there may be something.
  package let signals: AsyncStream<Void>

  /// An empty mailbox; `clock` gives monotonic nanoseconds.
  package init(clock: @escaping @Sendable () -> UInt64) {
    self.clock = clock
    (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  }

  /// Leaves something for the desk.
  package func put(_ input: LiveInput) {
    let letter = Letter(input: input, arrived: clock())
    state.withLock { state in
      state.frameBytes += input.frameBytes
      state.letters.append(letter)
    }
    signal.yield()
  }

  /// Wakes the desk, whatever there is.
  package func wake() { signal.yield() }

  /// Wakes the desk again and again, so many milliseconds apart, until the task is cancelled.
  func wake(every interval: Int64) -> Task<Void, Never> {
    Task {
      while !Task.isCancelled {
        try? await Task.sleep(for: .milliseconds(interval))
        wake()
      }
    }
  }

  /// Everything that is there.
  package func takeAll() -> [Letter] {
    state.withLock { state in
      let letters = state.letters
      state.letters = []
      state.frameBytes = 0
      return letters
    }
  }

  /// How many inputs wait.
  package var count: Int { state.withLock { $0.letters.count } }

  /// Whether a channel should wait before it gives more: its own mailbox then fills, and where that overflows the
  /// connection is given up and begun anew, instead of books that are older and older.
  package var isFull: Bool { state.withLock { $0.frameBytes > Self.mostFrameBytes } }

  private static let mostFrameBytes = 32 << 20
}

extension LiveInput {
  fileprivate var frameBytes: Int {
    switch self {
    case .user(.data(let bytes, _)), .market(.data(let bytes, _)): bytes.count + 256
    default: 0
    }
  }
}
