package import Diagnostics
import Graph
package import Hashing
import Policy

/// All that was ever approved in a root, verified: the chain from the first release on, every signature, and the
/// meaning of what matters. There is no history that is only partly good.
package struct ApprovedHistory: Sendable {
  /// In the order of their sequence, from 1.
  package let releases: [ReleaseDocument]
  /// The newest.
  package let current: ApprovedRelease
  /// `ProposedChange.identity` of each release.
  package let identities: [Digest32]
  /// The release from which on everything was computed again: documents compiled, digests compared, verdicts
  /// proved. Of those before, chain, governance and signatures were; their meaning was seen when `trust` saw them.
  package let provedFrom: Int
  /// The proposal that is collecting signatures. Read, and nothing more.
  package let pending: ReleaseDocument?
  /// What is wrong with the form of the proposal. Nothing runs by a proposal, so releases hold without it.
  package let pendingFindings: [Diagnostic]

  /// Of the first release: what trust in this root begins with.
  package var genesis: Digest32 { identities[0] }
  /// Of the newest release.
  package var identity: Digest32 { identities[identities.count - 1] }

  /// Approval rules allow none that is longer, in milliseconds.
  private static let longestOverride: Int64 = 24 * 3_600_000

  /// What was approved before the newest release and in force at some time in the day before `now`, the oldest
  /// first: what overrides that still hold can have been signed for, since none is longer.
  package func earlier(now: Int64) -> [PolicyState] {
    releases.indices.dropLast().compactMap { index in
      guard releases[index + 1].effectiveAt > now - Self.longestOverride,
        let state = try? PolicyState.load(releases[index].inputs),
        state.graph.digest == releases[index].change.policy.hex,
        state.governanceDigest == releases[index].change.governance.hex
      else { return nil }
      return state
    }
  }

  /// Loads and verifies the releases of a root.
  ///
  /// - Parameter now: milliseconds since 1970, against signatures from the future.
  /// - Parameter trust: what was verified here before. Releases that it has seen are not compiled again, save the
  ///   newest. Whether the history fits it is for `check(against:now:)` to say.
  /// - Parameter progress: told the sequence of each release before it is looked at.
  package static func load(
    root: String, now: Int64, trusting trust: TrustState? = nil,
    progress: (Int, _ of: Int) -> Void = { _, _ in }
  ) throws(ApprovalFailure) -> ApprovedHistory {
    let folder = ReleaseFolder(root: root)
    guard folder.problems.isEmpty else {
      throw ApprovalFailure(folder.problems.map { $0.diagnostic(at: nil) })
    }
    var reading = HistoryReading()
    reading.read(folder)
    return try reading.verify(now: now, trust: trust, progress)
  }

  /// The releases of a root as documents, and the proposal, without verification: to show what cannot be loaded.
  package static func unverified(
    root: String
  ) -> (releases: [ReleaseDocument], pending: ReleaseDocument?) {
    var reading = HistoryReading()
    reading.read(ReleaseFolder(root: root))
    return (reading.releases, reading.pending)
  }

  init(
    releases: [ReleaseDocument], current: ApprovedRelease, identities: [Digest32],
    provedFrom: Int, pending: ReleaseDocument?, pendingFindings: [Diagnostic]
  ) {
    self.releases = releases
    self.current = current
    self.identities = identities
    self.provedFrom = provedFrom
    self.pending = pending
    self.pendingFindings = pendingFindings
  }
}
