import Hashing
import Orders
import TestSupport
import Testing

private let limits = NonceLimits(
  pendingCeiling: 3, gapTolerance: 30_000, renewalWindow: 20_000, resequencesOnGap: true,
  chainFreshness: 10_000)

/// A lane of transactions with these numbers in the states named, read once at `count`.
private func lane(
  _ states: [Int64: NonceSlotState], count: Int64, next: Int64? = nil, now: Int64 = 0
) -> NonceLane {
  var head = NonceLane.Head()
  head.next = next
  head.credentialExpires = 1_000_000_000
  let slots = states.map { number, state in
    NonceSlot(
      number: number, request: "t\(number)", state: state,
      hasLeft: state != .reserved && state != .signed && state != .void)
  }
  var lane = NonceLane(kind: .transaction, head: head, slots: slots)
  _ = lane.observe(count: count, now: now, limits: limits)
  return lane
}

@Suite("a lane of numbers")
struct NonceLaneTests {
  /// Where lane and table differ after these commands; nil where they agree.
  private func difference(_ commands: [NonceCommand]) -> String? {
    var lane = NonceLane(kind: .transaction)
    var model = NonceModel(limits: limits)
    var now: Int64 = 0
    var still = 0
    for (index, command) in commands.enumerated() {
      var answers = ("", "")
      switch command {
      case .assign(let id, let isKilled):
        let before = (lane.slots, lane.head.next)
        let given = lane.assign(NonceRequest(id, isKilled: isKilled), now: now, limits: limits)
        let expected = model.assign(id, isKilled: isKilled, now: now)
        answers = ("\(given.number as Any) \(given.codes)", "\(expected.0 as Any) \(expected.1)")
        if given.number == nil, before != (lane.slots, lane.head.next) {
          return "\(index): a refusal changed the table"
        }
      case .settle(let id, let state):
        lane.settle(request: id, state, now: now)
        model.settle(id, state, now: now)
      case .observe(let count):
        // A chain that stands still has a test of its own.
        still = count <= model.floor ?? -1 ? still + 1 : 0
        if still >= 4 { continue }
        _ = lane.observe(count: count, now: now, limits: limits)
        model.observe(count, now: now)
      case .wait(let time): now += time
      case .credential(let left):
        lane.observeCredential(expires: left.map { now + $0 }, now: now)
        model.expires = left.map { now + $0 }
      case .release:
        lane.release(now: now)
        model.release(now: now)
      }
      guard answers.0 == answers.1 else { return "\(index): \(answers.0), not \(answers.1)" }
      let holes = lane.holes.flatMap(Array.init)
      guard holes == model.holes else { return "\(index): holes \(holes), not \(model.holes)" }
      guard lane.pending == model.pending, lane.head.next == model.next else {
        return "\(index): \(lane.pending) pending, next \(lane.head.next as Any)"
      }
      guard lane.head.gapSince == model.gapSince else {
        return "\(index): gap since \(lane.head.gapSince as Any), not \(model.gapSince as Any)"
      }
    }
    return nil
  }

  @Test("does what the plain table does, on any commands", arguments: 0..<400 as Range<UInt64>)
  func model(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let commands = (0..<120).map { _ in NonceCommand.random(using: &generator) }
    guard difference(commands) != nil else { return }
    let few = shrunk(commands) { difference($0) != nil }
    Issue.record("seed \(seed), \(few): \(difference(few) ?? "")")
  }

  @Test(
    "no number is in two hands, and none comes again whose signature may have left",
    arguments: 0..<100 as Range<UInt64>)
  func neverTwice(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var lane = NonceLane(kind: .transaction)
    var now: Int64 = 0
    // Numbers whose signature may have left, with the request that it was for.
    var left: [Int64: String] = [:]
    for _ in 0..<400 {
      now += Int64.random(in: 0..<500, using: &generator)
      switch NonceCommand.random(using: &generator) {
      case .assign(let id, _):
        guard let number = lane.assign(NonceRequest(id), now: now, limits: limits).number else {
          continue
        }
        #expect(left[number] == nil || left[number] == id, "seed \(seed): \(number)")
        #expect(lane.slots.count { $0.request == id && $0.state != .void } == 1)
      case .settle(let id, let state): lane.settle(request: id, state, now: now)
      case .observe:
        let count = Int64.random(in: 0...max(0, lane.head.next ?? 0) + 1, using: &generator)
        _ = lane.observe(count: count, now: now, limits: limits)
      case .wait:
        // What is signed at a hole takes the place of what may be out there: exactly one of both can be mined.
        for repair in lane.resequence(now: now, epoch: 0, owner: "") {
          if case .resign(_, _, let number) = repair { left[number] = nil }
          if case .fill(let number) = repair { left[number] = nil }
        }
      case .credential: lane.observeCredential(expires: now + 100_000, now: now)
      case .release: lane.release(now: now)
      }
      for slot in lane.slots where slot.hasLeft {
        #expect(left[slot.number] == nil || left[slot.number] == slot.request)
        left[slot.number] = slot.request
      }
      #expect(zip(lane.slots, lane.slots.dropFirst()).allSatisfy { $0.number < $1.number })
    }
  }

  @Test("the count only rises, and what it passes is mined or somebody else's")
  func observing() {
    var lane = lane([5: .posted, 6: .unknown, 7: .signed, 8: .posted], count: 5)
    #expect(
      lane.observe(count: 4, now: 1, limits: limits) == [.countFell(from: 5, to: 4)])
    #expect(lane.head.floor == 5)
    #expect(lane.observe(count: 8, now: 2, limits: limits) == [.foreignUse(number: 7)])
    #expect(lane.slots.map(\.state) == [.mined, .mined, .void, .posted])
    #expect(lane.head.gapSince == 2)
    // Nothing is missing where the chain counts more than was ever given.
    #expect(
      lane.observe(count: 12, now: 3, limits: limits)
        == [.foreignCount(expected: 9, found: 12)])
    #expect(
      lane.resequence(now: 2_002, epoch: 0, owner: "") == [.resign(request: "t7", from: 7, to: 12)])
    #expect(lane.head.gapSince == nil)
    #expect(lane.assign(NonceRequest("new"), now: 2_003, limits: limits).number == 13)
    #expect(lane.observe(count: -1, now: 2_004, limits: limits).isEmpty)
    #expect(lane.head.readAt == 3)
  }

  @Test("holes are closed from below: signed again where it surely never left, else filled")
  func resequencing() {
    var lane = lane(
      [5: .posted, 7: .posting, 8: .unknown, 9: .signed, 11: .posted, 12: .signed], count: 5)
    #expect(lane.holes == [6...6, 10...10])
    #expect(lane.resequence(now: 1_999, epoch: 0, owner: "").isEmpty, "half-written reservations")
    #expect(
      lane.resequence(now: 2_000, epoch: 0, owner: "one") == [
        .resign(request: "t12", from: 12, to: 6), .fill(number: 10),
      ])
    #expect(lane.holes.isEmpty)
    #expect(lane.head.next == 12, "the end came down over a number that nobody signed for good")
    #expect(lane.slot(7)?.state == .posting && lane.slot(8)?.state == .unknown)
    #expect(lane.slot(10)?.request == "fill/10")
    #expect(lane.slot(6)?.state == .reserved)
    // One at a time, and not while an operator has to look.
    lane.drop(number: 11, now: 2_001)
    #expect(lane.holes == [11...11])
    #expect(lane.resequence(now: 11_999, epoch: 0, owner: "two").isEmpty)
    lane.fence(epoch: 2)
    #expect(lane.resequence(now: 12_000, epoch: 1, owner: "two").isEmpty)
    #expect(!lane.resequence(now: 12_000, epoch: 2, owner: "two").isEmpty)
  }

  @Test("a hole of a million numbers costs no more than one of one")
  func wideHole() {
    let lane = lane([5: .posted], count: 5, next: 1_000_005)
    #expect(lane.holes == [6...1_000_004])
    #expect(lane.missing == 999_999)
  }

  @Test("a chain that stands still while more is given is as bad as a hole")
  func standstill() {
    var lane = lane([5: .posted], count: 5)
    for turn in 1...4 {
      _ = lane.assign(NonceRequest("n\(turn)"), now: Int64(turn), limits: limits)
      #expect(lane.observe(count: 5, now: Int64(turn), limits: limits).isEmpty)
    }
    #expect(lane.observe(count: 5, now: 5, limits: limits) == [.stuck(at: 5, reads: 5)])
    #expect(lane.head.gapSince == 5)
    let refused = lane.assign(NonceRequest("n5"), now: 6, limits: limits)
    #expect(refused.codes.first == "NONCE_SHEPHERD_GAP_DETECTED")
    #expect(lane.observe(count: 6, now: 7, limits: limits).isEmpty)
    #expect(lane.head.gapSince == nil)
  }

  @Test("a tie is still inside, and past it only an operator lets go")
  func latch() {
    var lane = lane([5: .posted, 7: .posted], count: 5, now: 1_000)
    let wide = NonceLimits(
      pendingCeiling: 3, gapTolerance: 30_000, renewalWindow: 20_000, resequencesOnGap: true,
      chainFreshness: 1_000_000)
    func decide(_ now: Int64) -> NonceDecision {
      lane.assign(NonceRequest("x"), now: now, limits: wide)
    }
    #expect(decide(31_000).codes == ["NONCE_SHEPHERD_GAP_DETECTED"])
    #expect(decide(31_000).actions == [.resequence])
    #expect(decide(31_001).codes == ["NONCE_SHEPHERD_GAP_UNRESOLVED"])
    #expect(decide(31_001).actions == [.pauseSigning, .alertOnCall])
    #expect(lane.resequence(now: 60_000, epoch: 0, owner: "").isEmpty)
    _ = lane.observe(count: 8, now: 61_000, limits: wide)
    #expect(decide(61_001).codes == ["NONCE_SHEPHERD_GAP_UNRESOLVED"])
    lane.release(now: 61_002)
    #expect(decide(61_003).number == 8)
  }

  @Test("a clock behind what the lane has seen gets no number, a second is forgiven")
  func clock() {
    var lane = lane([:], count: 5, now: 10_000)
    #expect(lane.assign(NonceRequest("a"), now: 8_999, limits: limits).number == nil)
    #expect(lane.assign(NonceRequest("a"), now: 9_000, limits: limits).number == 5)
    #expect(lane.slot(5)?.since == 10_000)
  }

  @Test("everything that matches is said, the deciding one first")
  func precedence() {
    var lane = lane([5: .signed, 6: .signed, 7: .signed, 9: .posted], count: 5)
    lane.observeCredential(expires: nil, now: 0)
    let all = lane.assign(
      NonceRequest("x", epoch: 0, isKilled: true), now: 10_001, limits: limits)
    #expect(
      all.conditions == [.killed, .chainUnknown, .gap, .credentialExpired, .full])
    #expect(all.actions == [.alert, .resequence, .scheduleReauthentication])
    lane.fence(epoch: 1)
    let fenced = lane.assign(NonceRequest("x"), now: 40_000, limits: limits)
    #expect(
      fenced.conditions == [.fenced, .chainUnknown, .unresolved, .credentialExpired, .full])
    #expect(
      fenced.codes == [
        "NONCE_SHEPHERD_GAP_UNRESOLVED", "NONCE_SHEPHERD_RPC_FAILURE",
        "NONCE_SHEPHERD_CREDENTIAL_EXPIRED", "NONCE_SHEPHERD_QUEUE_FULL",
      ])
  }

  @Test("old slots are let go, and the newest requests keep their numbers")
  func retention() {
    var lane = NonceLane(kind: .order)
    lane.observeCredential(expires: .max, now: 0)
    _ = lane.observe(count: 0, now: 0, limits: limits)
    for number in 0..<10_000 as Range<Int64> {
      #expect(lane.assign(NonceRequest("r\(number)"), now: 0, limits: limits).number == number)
      lane.settle(request: "r\(number)", .posted, now: 0)
    }
    #expect(lane.slots.count <= 8192)
    #expect(lane.assign(NonceRequest("r9000"), now: 0, limits: limits).number == 9000)
    #expect(lane.head.floor == 10_000)
  }
}
