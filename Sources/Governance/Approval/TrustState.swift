package import Hashing
package import JSON

/// What somebody who verifies releases remembers between two looks, so that nobody can take back what was seen: the
/// first release, the newest one and the clock. The runner folds it from its journal, the command keeps it in a file
/// beside the root.
package struct TrustState: Hashable, Sendable {
  /// Identity of the first release.
  package var genesis: Digest32
  /// The highest release that was seen, from 1, and its identity.
  package var sequence: Int
  package var identity: Digest32
  /// The highest clock that was seen, in milliseconds since 1970.
  package var clock: Int64

  package init(genesis: Digest32, sequence: Int, identity: Digest32, clock: Int64) {
    self.genesis = genesis
    self.sequence = sequence
    self.identity = identity
    self.clock = clock
  }

  /// Trust on first use: what a history that was verified whole leaves behind.
  package init(pinning history: ApprovedHistory, now: Int64) {
    self.init(
      genesis: history.genesis, sequence: history.releases.count, identity: history.identity,
      clock: now)
  }

  /// What is remembered after another look at a history that fits.
  package func advanced(by history: ApprovedHistory, now: Int64) -> TrustState {
    var next = TrustState(pinning: history, now: max(now, clock))
    next.clock = max(next.clock, history.current.effectiveAt)
    return next
  }

  /// For files and journals: texts and whole numbers only.
  package var json: JSONValue {
    .object([
      .init("clock_ms", .number("\(clock)")), .init("genesis", .string(genesis.hex)),
      .init("identity", .string(identity.hex)), .init("sequence", .number("\(sequence)")),
    ])
  }

  /// What `json` wrote; nil for anything else, which is never taken for "nothing was seen".
  package init?(json: JSONValue) {
    guard let genesis = json["genesis"]?.string.flatMap({ Digest32(hex: $0) }),
      let identity = json["identity"]?.string.flatMap({ Digest32(hex: $0) }),
      let sequence = json["sequence"]?.int64, (1...999_999).contains(sequence),
      let clock = json["clock_ms"]?.int64, clock >= 0
    else { return nil }
    self.init(genesis: genesis, sequence: Int(sequence), identity: identity, clock: clock)
  }
}

extension ApprovedHistory {
  /// What contradicts what was seen before; empty where the history goes on from it.
  ///
  /// A newest release that is new here has to come before the first of its signatures is over: what was put aside
  /// and shown later is nothing that anybody still stands for. What was seen in time stays. Of those in between
  /// the newest was signed on top.
  package func check(against trust: TrustState, now: Int64) -> [ApprovalProblem] {
    var problems: [ApprovalProblem] = []
    if trust.genesis != genesis {
      problems.append(.otherGenesis(pinned: trust.genesis, found: genesis))
    } else if trust.sequence > releases.count {
      problems.append(.rolledBack(from: trust.sequence, to: releases.count))
    } else if identities[trust.sequence - 1] != trust.identity {
      problems.append(.rewritten(sequence: trust.sequence))
    } else if trust.sequence < releases.count,
      let first = current.document.approvals.min(by: { $0.expiresAt < $1.expiresAt }),
      max(now, trust.clock) > first.expiresAt
    {
      problems.append(
        .adoptedLate(sequence: releases.count, of: first.approver, expired: first.expiresAt))
    }
    if now < trust.clock - Electorate.skew {
      problems.append(.clockBack(from: trust.clock, to: now))
    }
    return problems
  }
}
