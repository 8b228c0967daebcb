/// The rhythm of the renewer, in milliseconds; that of the beats themselves is the venue's (`HeartbeatChain`).
package struct HeartbeatTiming: Hashable, Sendable {
  /// Silence of the venue beyond which one more beat and a probe go out (seeds/000: more than 3,000).
  package var silence: Int64 = 3_000
  /// Between two probes while the silence lasts.
  package var probeInterval: Int64 = 5_000
  /// How long a lease is asked for; shorter than the venue takes to cancel, so that who loses it and who gets it
  /// never beat together.
  package var lease: Int64 = 15_000
  /// Between renewals of the lease.
  package var leaseRenewal: Int64 = 5_000

  /// The defaults.
  package init() {}
}
