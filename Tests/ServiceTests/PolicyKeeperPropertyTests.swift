import Service
import TestSupport
import Testing

/// Random offers, clocks and restarts against what must hold whatever comes.
@Suite struct PolicyKeeperPropertyTests {
  /// What a run would journal, for the next one to be started from.
  struct Memory {
    var clock: Int64 = 0
    var sequence: Int64 = 0
    var digest = ""
  }

  private static func version(_ random: inout SeededGenerator, at now: Int64) -> PolicyVersion {
    let sequence = Int64.random(in: 1...5, using: &random)
    // Now and then a release that was rewritten.
    let digest = "d\(sequence)" + (Int.random(in: 0..<8, using: &random) == 0 ? "x" : "")
    var overrides: [OverrideHold] = []
    if Bool.random(using: &random) {
      overrides.append(
        OverrideHold(
          id: "o", text: "", starts: now - Int64.random(in: 0...20, using: &random),
          expires: now + Int64.random(in: -5...30, using: &random)))
    }
    return PolicyVersion(
      sequence: sequence, approved: digest, governance: "g",
      effective: overrides.isEmpty ? nil : digest + "o",
      approvedAt: now - Int64.random(in: 0...150, using: &random), maximumAge: 100,
      overrides: overrides)
  }

  private static func offer(_ random: inout SeededGenerator, at now: Int64) -> PolicyOffer {
    var offer = PolicyOffer(version: nil)
    if Int.random(in: 0..<6, using: &random) > 0 {
      offer.version = version(&random, at: now)
      if let end = offer.version?.overrides.first?.expires, Bool.random(using: &random) {
        var next = offer.version ?? version(&random, at: now)
        next.overrides = []
        next.effective = next.approved
        offer.next = PolicyOffer.Step(from: end, version: next)
      }
    }
    if Bool.random(using: &random) {
      offer.refusals.append(
        PolicyRefusal(
          .unapproved, identity: "r\(Int.random(in: 0...2, using: &random))", lines: []))
    }
    return offer
  }

  @Test("whatever is offered and whatever the clock does", arguments: UInt64(1)...60)
  func holds(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var keeper = PolicyKeeper()
    var now: Int64 = 1_000
    var seen = Memory()
    var open: Set<String> = []
    for _ in 0..<400 {
      now += Int64.random(in: -30...40, using: &random)
      if Int.random(in: 0..<40, using: &random) == 0 {
        keeper = PolicyKeeper(
          clock: seen.clock, highestSequence: seen.sequence, highestDigest: seen.digest)
        open = []
      }
      let before = keeper
      let event: PolicyKeeper.Event =
        Bool.random(using: &random) ? .tick : .offered(Self.offer(&random, at: now))
      let actions = keeper.take(event, now: now)

      // Deterministic, and time never goes back.
      var again = before
      #expect(again.take(event, now: now) == actions && again == keeper)
      #expect(keeper.clock == max(before.clock, now))
      for action in actions {
        switch action {
        case .swap(let old, let new):
          #expect(new != old)
          #expect(new.sequence >= seen.sequence)
          #expect(new.sequence > seen.sequence || new.approved == seen.digest)
          seen.sequence = new.sequence
          seen.digest = new.approved
        case .refuse(let refusal): #expect(open.insert(refusal.identity).inserted)
        case .clear(let identity): #expect(open.remove(identity) != nil)
        case .warnAge, .holdBack, .release: break
        }
      }
      seen.clock = keeper.clock
      // What decides: verified, not too old, and no override beyond its end.
      if !keeper.holdsBack, let version = keeper.version {
        #expect(keeper.clock < version.tooOldFrom)
        #expect(version.overrides.allSatisfy { $0.holds(at: keeper.clock) })
        #expect(keeper.deadline > keeper.clock)
      }
      // Offered again at the same moment, nothing more follows.
      #expect(keeper.take(event, now: now) == [])
    }
  }
}
