import Dispatch
import Glibc

/// Ctrl-C and SIGTERM as something to wait for: from its making on, neither ends the process by itself.
final class StopSignals: Sendable {
  private let stream: AsyncStream<Void>
  private let queue = DispatchQueue(label: "polytraders.signals")

  init() {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Void.self, bufferingPolicy: .bufferingNewest(1))
    self.stream = stream
    for number in [SIGINT, SIGTERM] {
      // The dispatch source sees a signal only where its default action is taken away.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      // The handler holds its source, which lives as long as the process.
      source.setEventHandler {
        continuation.yield()
        _ = source
      }
      source.resume()
    }
  }

  /// Returns when the first of them comes.
  func wait() async {
    for await _ in stream { return }
  }
}
