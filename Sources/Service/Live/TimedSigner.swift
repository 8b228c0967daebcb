package import Desk
package import Orders
package import Runtime

/// Measures how long it takes from an event to the signature over its order.
package final class TimedSigner: DeskSigner {
  private let signer: any DeskSigner
  private let clock: any NanosecondClock
  /// When the event that is worked on arrived.
  package var begun: UInt64 = 0
  /// Nanoseconds.
  package private(set) var latency = LatencyHistogram()

  /// Signs with `signer`.
  package init(_ signer: any DeskSigner, clock: any NanosecondClock) {
    self.signer = signer
    self.clock = clock
  }

  package func sign(
    _ terms: OrderTerms, sequence: Int64, now: Int64
  ) throws(SigningRefusal) -> SignedBytes {
    let signed = try signer.sign(terms, sequence: sequence, now: now)
    latency.record(clock.now &- begun)
    return signed
  }
}
