import Service
import Testing

@Suite struct PolicyKeeperTests {
  static let day: Int64 = 86_400_000

  static func version(
    _ sequence: Int64, _ digest: String = "", approvedAt: Int64 = 0, age: Int64 = 10 * day,
    effective: String? = nil, overrides: [OverrideHold] = []
  ) -> PolicyVersion {
    PolicyVersion(
      sequence: sequence, approved: digest.isEmpty ? "d\(sequence)" : digest, governance: "g",
      effective: effective, approvedAt: approvedAt, maximumAge: age, overrides: overrides)
  }

  @Test("before the first good offer everything is held back, and nothing follows by the clock")
  func empty() {
    var keeper = PolicyKeeper()
    #expect(keeper.holdsBack && keeper.deadline == .max)
    #expect(keeper.take(.tick, now: 5) == [])
    let refusal = PolicyRefusal(.unverified, identity: "x", lines: ["no"])
    #expect(
      keeper.take(.offered(PolicyOffer(version: nil, refusals: [refusal])), now: 6)
        == [.refuse(refusal)])
    #expect(keeper.holdsBack)
  }

  @Test("a release replaces an older one, and the same offer again does nothing")
  func swap() {
    var keeper = PolicyKeeper()
    let first = Self.version(1)
    let second = Self.version(2)
    #expect(
      keeper.take(.offered(PolicyOffer(version: first)), now: 1) == [.swap(from: nil, to: first)])
    #expect(keeper.take(.offered(PolicyOffer(version: first)), now: 2) == [])
    #expect(
      keeper.take(.offered(PolicyOffer(version: second)), now: 3)
        == [.swap(from: first, to: second)])
    #expect(!keeper.holdsBack)
  }

  @Test(
    "an older release, or another meaning of the same number, is refused and the last good stays")
  func rollback() {
    var keeper = PolicyKeeper()
    let second = Self.version(2)
    _ = keeper.take(.offered(PolicyOffer(version: second)), now: 1)
    for other in [Self.version(1), Self.version(2, "other")] {
      let actions = keeper.take(.offered(PolicyOffer(version: other)), now: 2)
      #expect(
        actions.contains { if case .refuse(let why) = $0 { why.kind == .rollback } else { false } })
      #expect(keeper.version == second)
    }
    // A restart knows the highest release from the journal.
    var again = PolicyKeeper(clock: 9, highestSequence: 2, highestDigest: "d2")
    _ = again.take(.offered(PolicyOffer(version: Self.version(1))), now: 10)
    #expect(again.version == nil && again.holdsBack)
  }

  @Test("a refusal is said once, cleared when it is gone, and said again when it is back")
  func refusals() {
    var keeper = PolicyKeeper()
    let version = Self.version(1)
    let refusal = PolicyRefusal(.unapproved, identity: "abc", lines: ["a"])
    let offer = PolicyOffer(version: version, refusals: [refusal])
    #expect(
      keeper.take(.offered(offer), now: 1) == [.swap(from: nil, to: version), .refuse(refusal)])
    #expect(keeper.take(.offered(offer), now: 2) == [])
    #expect(
      keeper.take(.offered(PolicyOffer(version: version)), now: 3) == [.clear(identity: "abc")])
    #expect(keeper.take(.offered(offer), now: 4) == [.refuse(refusal)])
    #expect(keeper.version == version)
  }

  @Test("a policy is warned of, then too old, and setting the clock back makes nothing younger")
  func age() {
    var keeper = PolicyKeeper()
    let version = Self.version(1)
    _ = keeper.take(.offered(PolicyOffer(version: version)), now: 0)
    #expect(keeper.deadline == 9 * Self.day)
    #expect(keeper.take(.tick, now: 9 * Self.day - 1) == [])
    #expect(
      keeper.take(.tick, now: 9 * Self.day) == [.warnAge(version, remaining: Self.day)])
    #expect(keeper.deadline == 10 * Self.day)
    #expect(keeper.take(.tick, now: 10 * Self.day) == [.holdBack(version)])
    #expect(keeper.holdsBack)
    #expect(keeper.take(.tick, now: 1) == [])
    #expect(keeper.take(.offered(PolicyOffer(version: version)), now: 1) == [])
    #expect(keeper.holdsBack && keeper.clock == 10 * Self.day)
    let fresh = Self.version(2, approvedAt: 10 * Self.day)
    #expect(
      keeper.take(.offered(PolicyOffer(version: fresh)), now: 2)
        == [.swap(from: version, to: fresh), .release(fresh)])
    #expect(!keeper.holdsBack)
  }

  @Test("an override ends at its moment by the clock alone, and never without what follows")
  func overrides() {
    let hold = OverrideHold(id: "o1", text: "t", starts: 0, expires: 100)
    let plain = Self.version(1)
    let under = Self.version(1, effective: "e", overrides: [hold])
    var keeper = PolicyKeeper()
    let offer = PolicyOffer(version: under, next: .init(from: 100, version: plain))
    #expect(
      keeper.take(.offered(offer), now: 1) == [.swap(from: nil, to: under)])
    #expect(keeper.deadline == 100)
    #expect(keeper.take(.tick, now: 99) == [])
    #expect(
      keeper.take(.tick, now: 100)
        == [.swap(from: under, to: plain)])
    // Without what follows it, nothing but what protects goes through.
    var alone = PolicyKeeper()
    _ = alone.take(.offered(PolicyOffer(version: under)), now: 1)
    #expect(alone.take(.tick, now: 100) == [.holdBack(under)])
    #expect(
      alone.take(.offered(PolicyOffer(version: plain)), now: 101)
        == [.swap(from: under, to: plain), .release(plain)])
  }
}
