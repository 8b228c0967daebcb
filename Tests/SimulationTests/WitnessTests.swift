import FixedPoint
import Hashing
import Orders
import Signing
import Testing
import Trading
import Venue
import VenueSimulator

@testable import Simulation

/// Every oracle, fed with a lie: one that cannot fail proves nothing.
@Suite struct WitnessTests {
  private static let id = Digest32(1, 2, 3, 4)

  private static func terms(_ name: String = "plan/0/1", size: Int64 = 10_000_000) -> OrderTerms {
    OrderTerms(
      clientOrderID: name, intent: "plan", strategy: "alpha", market: "0x01",
      token: UInt256(UInt64(1_001)), side: .buy, price: Micros(raw: 400_000),
      size: Micros(raw: size),
      tick: Micros(raw: 10_000), builder: .zero)
  }

  private static func bytes(_ id: Digest32 = id) -> SignedBytes {
    SignedBytes(id: id, body: [1], salt: 1, timestamp: 1)
  }

  private static func kill(_ state: KillRecord.State, _ scope: KillScope = .global) -> KillRecord {
    KillRecord(
      id: "kill-1", epoch: 1, scope: scope, state: state, trigger: .manual, by: "bob",
      reason: "drill", time: 0)
  }

  private static func found(
    _ body: (inout Witness) throws -> Void
  ) rethrows -> [Violation.Oracle] {
    var witness = Witness(cap: 2)
    try body(&witness)
    return witness.violations.map(\.oracle)
  }

  @Test func seesOtherBytes() {
    let oracles = Self.found { witness in
      witness.sign(Self.terms(), 1, Self.bytes())
      witness.post(Self.id, [1], unsafe: 0, now: 0)
      witness.post(Self.id, [1], unsafe: 0, now: 1)
      #expect(witness.violations == [])
      witness.post(Self.id, [2], unsafe: 0, now: 2)
    }
    #expect(oracles == [.changedBytes])
  }

  @Test func seesOneNumberOnTwoOrders() {
    let other = Digest32(9, 9, 9, 9)
    let oracles = Self.found { witness in
      witness.sign(Self.terms(), 1, Self.bytes())
      witness.sign(Self.terms("plan/1/1"), 1, Self.bytes(other))
      witness.post(Self.id, [1], unsafe: 0, now: 0)
      #expect(witness.violations == [])
      witness.post(other, [2], unsafe: 0, now: 0)
    }
    #expect(oracles == [.changedBytes])
  }

  @Test func seesWhatLeavesBeforeItIsOnTheDisk() {
    let oracles = Self.found { witness in
      witness.sign(Self.terms(), 1, Self.bytes())
      witness.post(Self.id, [1], unsafe: 1, now: 0)
    }
    #expect(oracles == [.sentBeforeDisk])
  }

  @Test(arguments: [KillScope.global, .market("0x01"), .strategy("alpha"), .wallet("0xme")])
  func seesSignaturesBehindATrip(scope: KillScope) {
    let oracles = Self.found { witness in
      witness.sign(Self.terms(), 1, Self.bytes())
      witness.latch(Self.kill(.tripped, scope), open: 0)
      #expect(witness.violations == [])
      witness.post(Self.id, [1], unsafe: 0, now: 0)
      witness.sign(Self.terms("plan/1/1"), 2, Self.bytes(Digest32(5, 5, 5, 5)))
    }
    #expect(oracles == [.signedAfterTrip, .signedAfterTrip])
  }

  @Test(arguments: [KillScope.market("0x02"), .strategy("beta")])
  func letsOtherScopesSign(scope: KillScope) {
    let oracles = Self.found { witness in
      witness.latch(Self.kill(.tripped, scope), open: 0)
      witness.sign(Self.terms(), 1, Self.bytes())
      witness.latch(Self.kill(.armed), open: 0)
      witness.post(Self.id, [1], unsafe: 0, now: 0)
    }
    #expect(oracles == [])
  }

  @Test func seesAKillCalledContainedTooEarly() {
    #expect(Self.found { $0.latch(Self.kill(.contained), open: 1) } == [.falselyContained])
    #expect(Self.found { $0.latch(Self.kill(.contained), open: 0) } == [])
    #expect(Self.found { $0.latch(Self.kill(.cancelling), open: 1) } == [])
  }

  @Test func seesANumberGivenTwice() {
    let oracles = Self.found { witness in
      witness.assign("a", 1)
      witness.assign("a", 1)
      witness.assign("b", 2)
      #expect(witness.violations == [])
      witness.assign("c", 2)
    }
    #expect(oracles == [.repeatedNumber])
  }

  @Test func seesTooManyReplacementsInAnySixtySeconds() {
    let oracles = Self.found { witness in
      witness.reserve("a", at: 0)
      witness.reserve("b", at: 30_000)
      witness.reserve("b", at: 40_000)
      witness.reserve("c", at: 60_000)
      #expect(witness.violations == [])
      witness.giveBack("c")
      witness.reserve("d", at: 60_001)
      #expect(witness.violations == [])
      witness.reserve("e", at: 89_999)
    }
    #expect(oracles == [.overCap])
  }

  @Test func seesReplacementsThatNobodyReserved() {
    let oracles = Self.found { witness in
      for time in [Int64(0), 0, 59_999, 60_000] {
        witness.grant(Digest32(0, 0, 0, UInt64(time)), at: time)
      }
      #expect(witness.violations == [])
      witness.grant(Self.id, at: 60_001)
    }
    #expect(oracles == [.overCap])
  }

  @Test func countsAReplacementWhenItsCancelLeaves() {
    let oracles = Self.found { witness in
      let ids = (0..<3).map { Digest32(0, 0, 2, UInt64($0)) }
      for id in ids[..<2] { witness.grant(id, at: 0) }
      witness.cancel(ids[0], at: 0)
      // The process died before the second left, and sent it when it was there again.
      witness.cancel(ids[1], at: 30_000)
      // Repeating a cancel is no operation.
      witness.cancel(ids[0], at: 59_000)
      witness.grant(ids[2], at: 60_000)
      witness.cancel(ids[2], at: 60_000)
      #expect(witness.violations == [])
      witness.grant(Self.id, at: 89_999)
      witness.cancel(Self.id, at: 89_999)
    }
    #expect(oracles == [.overCap])
  }

  @Test(
    arguments: [
      (["ada", "ben"], .resetRequested, []),
      (["ada", "ada"], .resetRequested, [.armedWithoutQuorum]),
      (["ada"], .resetRequested, [.armedWithoutQuorum]),
      (["ada", "ben"], .cancelling, [.armedWithoutQuorum]),
    ] as [([String], KillRecord.State, [Violation.Oracle])])
  func seesWhatIsArmedWithoutTwo(
    people: [String], state: KillRecord.State, expected: [Violation.Oracle]
  ) throws {
    let key = try SigningKey(hex: String(repeating: "0", count: 63) + "1")
    let oracles = Self.found { witness in
      var record = KillRecord(
        id: "k", epoch: 1, scope: .global, state: state, trigger: .manual, by: "alice",
        reason: "", time: 0)
      let evidence = KillEvidence(
        kill: "k", epoch: 1, contained: 0, clearances: [], items: [])
      let terms = KillResetTerms(
        kill: "k", epoch: 1, scope: .global, evidence: evidence.hash, expires: 9_000)
      witness.latch(record, open: 0)
      for (position, name) in people.enumerated() {
        let approval = KillApproval(
          terms: terms, evidence: evidence, approver: name, address: key.address,
          signature: key.sign(.zero))
        witness.approve(approval, isGood: true)
        // Another's, and one of an older epoch, count for nothing.
        var other = approval
        other.approver = "cleo\(position)"
        witness.approve(other, isGood: false)
        other.terms.epoch = 0
        witness.approve(other, isGood: true)
      }
      record.state = .armed
      witness.latch(record, open: 0)
    }
    #expect(oracles == expected)
  }

  @Test func seesWhatRestsAndIsNotInTheBooks() throws {
    var floor = try VenueFloor(
      seed: 1, trader: Address(lowBytesOf: Digest32(0, 0, 0, 7)), now: SimulationRun.start)
    let oracles = try Self.found { witness in
      for (position, name) in ["plan/0/1", "plan/0/2"].enumerated() {
        let id = Digest32(0, 0, 1, UInt64(position))
        _ = try floor.exchange.post(
          OrderSubmission(
            order: VenueOrder(
              salt: UInt64(position), maker: floor.exchange[floor.trader.user].address,
              signer: floor.exchange[floor.trader.user].address, tokenID: UInt256(UInt64(1_001)),
              makerAmount: 1_000_000, takerAmount: 10_000_000, side: .buy,
              signatureType: .externallyOwned, timestamp: 1, metadata: .zero, builder: .zero),
            id: id, requester: floor.trader), now: SimulationRun.start)
        witness.sign(Self.terms(name), Int64(position), Self.bytes(id))
      }
      witness.compare(floor) { _ in nil }
    }
    #expect(oracles == [.hiddenExposure, .duplicateExposure, .hiddenExposure])
    let legs = Self.found { witness in
      for position in 0..<2 {
        witness.sign(
          Self.terms("plan/0/\(position + 1)"), Int64(position),
          Self.bytes(Digest32(0, 0, 1, UInt64(position))))
      }
      let leg = ExecutionPlan.Leg(
        market: "0x01", token: UInt256(UInt64(1_001)), side: .buy, price: Micros(raw: 100_000),
        size: Micros(raw: 10_000_000), tick: Micros(raw: 10_000))
      witness.compareLegs(floor) {
        ExecutionPlan(intent: $0, strategy: "alpha", time: 0, legs: [leg])
      }
    }
    #expect(legs == [.duplicateExposure])
  }
}
