import Hashing
import Network
import Orders
import Signing
import TestSupport
import Testing
import Venue

@Suite("what the venue lets the signer send")
struct VenueBudgetTests {
  /// What left under a budget.
  private struct Sent {
    var time: Int64
    var cost: Int64
    var purpose: VenueBudget.Purpose
  }

  @Test("never more than the bucket holds and refills, in any window", arguments: 1...40)
  func windows(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    var policy = BudgetPolicy()
    let tier = RateTier.allCases.randomElement(using: &random) ?? .standard
    policy.tier = tier
    policy.throttleWindow = 2_000
    var budget = VenueBudget(policy)
    var now: Int64 = 1_800_000_000_000
    var sent: [Sent] = []
    var throttles: [(time: Int64, sent: Int)] = []
    for _ in 0..<400 {
      now += Int64.random(in: 0...60, using: &random)
      let purpose = VenueBudget.Purpose.allCases.randomElement(using: &random) ?? .order
      let wanted = Int64.random(in: 1...24, using: &random)
      let room = budget.room(purpose, now: now)
      let wait = budget.wait(for: wanted, purpose, now: now)
      #expect((wait == 0) == (room >= wanted), "\(purpose) \(wanted) of \(room)")
      if Int.random(in: 0..<60, using: &random) == 0 {
        budget.throttled(RateNotice(HTTPHeaders()), .order, now: now)
        throttles.append((now, sent.count))
        #expect(budget.room(.order, now: now) == 0)
      } else if room > 0 {
        let cost = min(room, wanted)
        budget.spend(cost, purpose, now: now)
        sent.append(Sent(time: now, cost: cost, purpose: purpose))
        #expect(budget.room(purpose, now: now) == room - cost)
      } else {
        // The wait is exact: what is asked for is there then, and not a millisecond before.
        #expect(budget.room(purpose, now: now + budget.wait(for: 1, purpose, now: now)) >= 1)
        #expect(budget.room(purpose, now: now + budget.wait(for: 1, purpose, now: now) - 1) == 0)
      }
    }
    for kind in RateKind.allCases {
      let limit = tier.limit(on: kind)
      let drawn = sent.filter { $0.purpose.kind == kind }
      for first in drawn.indices {
        var sum: Int64 = 0
        for last in first..<drawn.count {
          sum += drawn[last].cost
          let time = drawn[last].time - drawn[first].time
          #expect(sum * 1_000 <= limit.burst * 1_000 + limit.rate * time, "\(kind) \(time) ms")
        }
      }
    }
    // While it is throttled, orders leave at half the rate.
    let limit = tier.limit(on: .orders)
    for (begin, count) in throttles {
      var sum: Int64 = 0
      for item in sent[count...] where item.purpose == .order {
        guard item.time < begin + policy.throttleWindow else { break }
        sum += item.cost
        #expect(sum * 2_000 <= limit.rate * (item.time - begin), "half the rate from \(begin)")
      }
    }
  }

  @Test("a part of the cancels is a kill's alone, whatever the others want", arguments: 1...40)
  func reserve(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    var policy = BudgetPolicy()
    let tier = RateTier.allCases.randomElement(using: &random) ?? .standard
    policy.tier = tier
    var budget = VenueBudget(policy)
    let part = (tier.limit(on: .cancels).burst * policy.killReserve + 99) / 100
    var now: Int64 = 0
    for _ in 0..<300 {
      now += Int64.random(in: 0...20, using: &random)
      let room = budget.room(.cancel, now: now)
      if room > 0 {
        budget.spend(Int64.random(in: 1...room, using: &random), .cancel, now: now)
      }
      let orders = budget.room(.order, now: now)
      if orders > 0 { budget.spend(orders, .order, now: now) }
      #expect(budget.room(.kill, now: now) >= part)
      #expect(budget.wait(for: part, .kill, now: now) == 0)
    }
  }

  @Test("what orders spend never delays a cancel, and the other way round", arguments: 1...20)
  func apart(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    var busy = VenueBudget()
    var quiet = VenueBudget()
    var now: Int64 = 0
    for _ in 0..<200 {
      now += Int64.random(in: 0...40, using: &random)
      let room = busy.room(.order, now: now)
      busy.spend(room, .order, now: now)
      if Bool.random(using: &random) { busy.throttled(RateNotice(HTTPHeaders()), .order, now: now) }
      let cancels = Int64.random(in: 0...5, using: &random)
      if quiet.room(.cancel, now: now) >= cancels {
        busy.spend(cancels, .cancel, now: now)
        quiet.spend(cancels, .cancel, now: now)
      }
      for purpose in [VenueBudget.Purpose.cancel, .kill] {
        #expect(busy.room(purpose, now: now) == quiet.room(purpose, now: now))
        #expect(busy.wait(for: 30, purpose, now: now) == quiet.wait(for: 30, purpose, now: now))
      }
    }
  }

  @Test("what a cancel of everything ended is charged behind it, to zero from Platinum")
  func chargedAfterwards() {
    var budget = VenueBudget()
    budget.spend(1, .kill, now: 0)
    budget.charge(200, now: 0)
    #expect(budget.room(.kill, now: 0) == 0)
    // 81 below zero, at 80 a second.
    #expect(budget.wait(for: 1, .kill, now: 0) == 1_025)
    #expect(budget.room(.order, now: 0) == 60)
    var policy = BudgetPolicy()
    policy.tier = .platinum
    var large = VenueBudget(policy)
    large.charge(5_000, now: 0)
    #expect(large.wait(for: 9, .kill, now: 0) == 10)
  }

  @Test("the tier that the venue names counts from then, with what was drawn so far")
  func tiers() {
    var budget = VenueBudget()
    budget.spend(60, .order, now: 0)
    budget.spend(20, .cancel, now: 0)
    budget.adopt(.silver)
    #expect(budget.room(.order, now: 0) == 240)
    #expect(budget.room(.kill, now: 0) == 580)
    #expect(budget.room(.cancel, now: 0) == 460)
    budget.adopt(.standard)
    #expect(budget.room(.order, now: 0) == 0)
    var headers = HTTPHeaders()
    headers.add("Poly-RateLimit-Tier", "Gold")
    headers.add("Poly-RateLimit-Remaining", "\(Int.min)")
    budget.throttled(RateNotice(headers), .order, now: 0)
    #expect(budget.tier == .gold)
    #expect(budget.room(.order, now: 0) == 0)
    #expect(budget.wait(for: 1, .order, now: 0) > 60_000, "a debt that is told is waited for")
  }

  @Test("without a tier nothing is limited")
  func unlimited() {
    var policy = BudgetPolicy()
    policy.tier = nil
    var budget = VenueBudget(policy)
    budget.spend(1_000_000, .order, now: 0)
    budget.throttled(RateNotice(HTTPHeaders()), .order, now: 0)
    #expect(budget.room(.order, now: 0) == .max)
    #expect(budget.wait(for: .max, .cancel, now: 0) == 0)
  }
}

@Suite("whether the venue takes orders")
struct VenueGateTests {
  private let first = Digest32(1)
  private let second = Digest32(2)

  @Test("a 425 keeps all orders back; one tries, longer and longer, and opens it for the others")
  func restart() {
    var gate = VenueGate()
    #expect(gate.hold(isPostOnly: false, now: 0) == nil)
    var now: Int64 = 0
    var waits: [Int64] = []
    gate.refused(.restarting(retryAfter: nil), order: first, now: now)
    for _ in 0..<6 {
      let until = gate.hold(isPostOnly: false, now: now) ?? now
      waits.append(until - now)
      now = until
      #expect(gate.hold(isPostOnly: false, now: now) == nil)
      gate.left(first, now: now)
      #expect(gate.hold(isPostOnly: true, now: now) != nil, "one tries, the others wait")
      // Of requests that left before, nothing is learned twice.
      gate.refused(.restarting(retryAfter: nil), order: second, now: now)
      gate.refused(.restarting(retryAfter: nil), order: first, now: now)
    }
    #expect(waits == [1_000, 2_000, 4_000, 8_000, 8_000, 8_000])
    now = gate.hold(isPostOnly: false, now: now) ?? now
    gate.left(first, now: now)
    gate.opened(byPostOnly: false)
    #expect(gate.isOpen && gate.reason == nil)
    gate.refused(.restarting(retryAfter: 7), order: first, now: now)
    #expect(gate.hold(isPostOnly: false, now: now) == now + 7_000, "what the venue asks for")
  }

  @Test("the one that tries and is not answered does not close it for ever")
  func lostProbe() {
    var gate = VenueGate()
    gate.refused(.restarting(retryAfter: nil), order: first, now: 0)
    gate.left(first, now: 1_000)
    #expect(gate.hold(isPostOnly: false, now: 1_001) == 11_000)
    #expect(gate.hold(isPostOnly: false, now: 11_000) == nil)
    gate.left(second, now: 11_000)
    gate.learnedNothing(from: first, now: 11_500)
    #expect(gate.hold(isPostOnly: false, now: 11_500) == 21_000)
    gate.learnedNothing(from: second, now: 12_000)
    #expect(gate.hold(isPostOnly: false, now: 12_000) == 13_000)
  }

  @Test("behind a restart orders that only add to the book go through")
  func postOnly() {
    var gate = VenueGate()
    gate.refused(.halted(.postOnly, retryAfter: 100), order: first, now: 0)
    #expect(gate.hold(isPostOnly: true, now: 1) == nil)
    #expect(gate.hold(isPostOnly: false, now: 1) == 100_000)
    gate.left(second, now: 1)
    gate.opened(byPostOnly: true)
    #expect(gate.hold(isPostOnly: false, now: 1) == 100_000, "they prove nothing for the others")
    gate.left(first, now: 100_000)
    gate.opened(byPostOnly: false)
    #expect(gate.isOpen)
  }
}
