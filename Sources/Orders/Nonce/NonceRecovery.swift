package import Hashing

/// What a process that starts again finds in its journal about the numbers it was given.
package struct NonceJournal: Hashable, Sendable {
  /// How far one number got, by what was journalled.
  package enum Trace: Hashable, Sendable {
    /// The signed bytes are there, and nothing was sent yet.
    case signed(Digest32)
    /// It was about to be sent, or was sent and nothing came back.
    case sent(Digest32)
    /// The venue knows it, or its outcome is known in another way.
    case settled(Digest32)
  }

  /// By request (client order id); a request that is not here was never signed.
  package var traces: [String: Trace]
  /// The highest number in the journal; nil where it holds none. Numbers go on above it even where the shared
  /// table was lost.
  package var highest: Int64?

  /// A journal of these parts.
  package init(traces: [String: Trace] = [:], highest: Int64? = nil) {
    self.traces = traces
    self.highest = highest
  }
}

/// What is to be done with a number after a crash (facts/oms.md 3.6).
package enum NonceRecovery: Hashable, Sendable {
  /// Nothing was signed: the number is void.
  case voided(request: String, number: Int64)
  /// The bytes are in the journal: post exactly them, or end the order if it is too old.
  case post(request: String, number: Int64, order: Digest32)
  /// It may have been sent: look it up by its hash; never sign it at another number.
  case lookUp(request: String, number: Int64, order: Digest32)
}
