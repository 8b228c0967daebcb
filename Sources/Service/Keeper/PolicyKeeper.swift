/// Decides which policy a run decides by: takes what is offered and what time it is, and says what to do. Pure: the
/// same events give the same actions, and everything that must survive a restart is in what it says to journal.
///
/// - Nothing but a verified release is ever in force; whatever else is offered leaves the last good one.
/// - Releases only go forward: an older number, or another meaning under a number that was in force, is refused.
/// - Time only goes forward: a clock that is set back stands still until it has caught up.
package struct PolicyKeeper: Hashable, Sendable {
  package enum Event: Hashable, Sendable {
    case offered(PolicyOffer)
    /// Time has passed.
    case tick
  }

  package enum Action: Hashable, Sendable {
    /// Decide by `to` from the next event on. `from` is nil at the start.
    case swap(from: PolicyVersion?, to: PolicyVersion)
    /// Something that may not be used; said once for each identity.
    case refuse(PolicyRefusal)
    /// What was refused under this identity is gone.
    case clear(identity: String)
    /// Nine tenths of the greatest age have passed; `remaining` in milliseconds.
    case warnAge(PolicyVersion, remaining: Int64)
    /// Hold back everything that does not protect.
    case holdBack(PolicyVersion)
    /// A young enough policy is in force again.
    case release(PolicyVersion)
  }

  package enum Age: String, Hashable, Sendable {
    case young, warned, tooOld = "too_old"
  }

  /// What is in force; nil before the first good offer.
  package private(set) var version: PolicyVersion?
  /// What follows by the clock alone.
  package private(set) var next: PolicyOffer.Step?
  /// The latest time that was ever seen, milliseconds since 1970.
  package private(set) var clock: Int64
  package private(set) var age = Age.young
  /// What stands refused now.
  package private(set) var refused: Set<String> = []
  /// The highest release that was ever in force, 0 before any, and its approved digest.
  package private(set) var highestSequence: Int64
  package private(set) var highestDigest: String

  /// A keeper that goes on from what earlier runs saw: the latest time, the highest release with its digest.
  package init(clock: Int64 = 0, highestSequence: Int64 = 0, highestDigest: String = "") {
    self.clock = clock
    self.highestSequence = highestSequence
    self.highestDigest = highestDigest
  }

  /// Whether only what protects goes through.
  package var holdsBack: Bool { version == nil || age == .tooOld }

  /// The first time at which something follows by the clock alone: to be asked with `tick` from then on.
  package var deadline: Int64 {
    guard let version else { return .max }
    let aging =
      switch age {
      case .young: version.warnedFrom
      case .warned: version.tooOldFrom
      case .tooOld: Int64.max
      }
    let ending =
      age == .tooOld ? Int64.max : version.overrides.lazy.map(\.expires).min() ?? Int64.max
    return min(aging, next?.from ?? .max, ending)
  }

  /// What the clock makes of a version. One with an override whose time is over is as bad as one that is too old:
  /// what follows it should be there, and is not.
  private func age(of version: PolicyVersion) -> Age {
    if clock >= version.tooOldFrom { return .tooOld }
    if !version.overrides.allSatisfy({ $0.holds(at: clock) }) { return .tooOld }
    return clock >= version.warnedFrom ? .warned : .young
  }

  /// Takes an event at `now`, milliseconds since 1970 on a clock that may go back.
  package mutating func take(_ event: Event, now: Int64) -> [Action] {
    clock = max(clock, now)
    var actions: [Action] = []
    switch event {
    case .tick: break
    case .offered(let offer): consider(offer, &actions)
    }
    if let step = next, clock >= step.from {
      next = nil
      adopt(step.version, &actions)
    }
    grow(&actions)
    return actions
  }

  private mutating func consider(_ offer: PolicyOffer, _ actions: inout [Action]) {
    var refusals = offer.refusals
    if let version = offer.version {
      if let refusal = problem(of: version) {
        refusals.append(refusal)
      } else {
        next = offer.next.flatMap { problem(of: $0.version) == nil ? $0 : nil }
        // What was looked at a moment ago may be over by now.
        let isOver = next.map { $0.from <= clock } ?? false
        if !isOver, version.overrides.allSatisfy({ $0.holds(at: clock) }) {
          adopt(version, &actions)
        }
      }
    }
    let identities = Set(refusals.map(\.identity))
    for refusal in refusals where refused.insert(refusal.identity).inserted {
      actions.append(.refuse(refusal))
    }
    for gone in refused.subtracting(identities).sorted() {
      refused.remove(gone)
      actions.append(.clear(identity: gone))
    }
  }

  /// Why a version that was verified by itself may not follow what was in force.
  private func problem(of version: PolicyVersion) -> PolicyRefusal? {
    if version.sequence < highestSequence {
      return PolicyRefusal(
        .rollback, identity: "rollback/\(version.sequence)/\(version.approved)",
        lines: [
          "release \(version.sequence) is offered, and release \(highestSequence) was in force",
          "an older policy is approved anew under a new number, never put back",
        ])
    }
    if version.sequence == highestSequence, version.approved != highestDigest {
      return PolicyRefusal(
        .rollback, identity: "rollback/\(version.sequence)/\(version.approved)",
        lines: [
          "release \(version.sequence) means \(version.approved), and what was in force under that "
            + "number meant \(highestDigest)",
          "releases are never rewritten: restore the files of specs/approved",
        ])
    }
    return nil
  }

  private mutating func adopt(_ version: PolicyVersion, _ actions: inout [Action]) {
    guard version != self.version else { return }
    let old = self.version
    self.version = version
    highestSequence = version.sequence
    highestDigest = version.approved
    if let step = next, step.version == version { next = nil }
    actions.append(.swap(from: old, to: version))
  }

  private mutating func grow(_ actions: inout [Action]) {
    guard let version else { return }
    let reached = age(of: version)
    guard reached != age else { return }
    switch (age, reached) {
    case (_, .tooOld): actions.append(.holdBack(version))
    case (.tooOld, _):
      actions.append(.release(version))
      if reached == .warned {
        actions.append(.warnAge(version, remaining: version.tooOldFrom - clock))
      }
    case (_, .warned): actions.append(.warnAge(version, remaining: version.tooOldFrom - clock))
    default: break
    }
    age = reached
  }
}
