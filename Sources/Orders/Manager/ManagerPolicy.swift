package import Hashing

/// What the order manager holds to. Times are milliseconds.
package struct ManagerPolicy: Hashable, Sendable {
  /// What becomes of resting orders when the run ends.
  package enum Drain: String, CaseIterable, Sendable {
    /// Everything is cancelled.
    case cancel
    /// Orders stay; what would end them is that heartbeats end.
    case leave
  }

  /// Names this process as the owner of the key's lease.
  package var owner: String
  /// The API key, a UUID: whose trades and orders are ours.
  package var apiKey: String
  /// The address that holds the funds.
  package var wallet: String
  /// The builder code that every signed order carries.
  package var builder: Digest32
  package var drain = Drain.cancel
  /// Who may arm the kill switch again.
  package var approvers: [KillApprover] = []
  /// What they have to be.
  package var killQuorum = KillQuorum()
  /// The bots of each strategy (specs/strategies.yaml): what a kill of a bot stops.
  package var bots: StrategyBots = [:]
  package var reconciliation = ReconcilerPolicy()
  package var chain = ChainPolicy()
  /// How long a plan that is over is remembered, so that the same one again changes nothing.
  package var planMemory: Int64 = 604_800_000
  package var heartbeat = HeartbeatTiming()
  package var killLimits = KillSwitch.Limits()
  package var budget = BudgetPolicy()
  /// How long an order of a plan that does not age may wait for its signature or its way to the venue.
  package var patience: Int64 = 30_000
  /// Without an answer for so long, a submission is in doubt.
  package var postPatience: Int64 = 10_000
  /// Between attempts to send the same bytes again: the first wait, doubled with each up to the longest.
  package var postBackoff: Int64 = 250
  package var longestPostBackoff: Int64 = 8_000
  /// The same for cancels, which never give up.
  package var cancelBackoff: Int64 = 500
  package var longestCancelBackoff: Int64 = 5_000
  /// Without an answer for so long, a cancel is sent again.
  package var cancelPatience: Int64 = 6_000
  /// Between two looks at a deferred cancel-replace where nobody knows when the window frees.
  package var deferralInterval: Int64 = 1_000
  /// Between two looks at a held number.
  package var holdInterval: Int64 = 500
  /// Between two looks at the shared kill latch.
  package var latchInterval: Int64 = 1_000
  /// Between two looks at the chain.
  package var chainInterval: Int64 = 10_000
  /// How long a renewal of the credential may take before it is asked for again.
  package var renewalPatience: Int64 = 60_000
  /// How long a drain waits for the venue before it says what is left.
  package var drainPatience: Int64 = 30_000

  /// What the risk team decides of it, in force from the next event on.
  package mutating func adopt(_ limits: ManagerLimits) {
    reconciliation = limits.reconciliation
    chain = limits.chain
    planMemory = limits.planMemory
  }

  /// A policy with these names and the usual times.
  package init(owner: String, apiKey: String, wallet: String, builder: Digest32) {
    self.owner = owner
    self.apiKey = apiKey
    self.wallet = wallet
    self.builder = builder
  }
}
