import Hashing
import Orders
import Stores
import TestSupport
import Testing

/// Any calls, from two processes at one state: what the file answers is what the memory answers, whoever asks and
/// whoever starts again in between.
@Suite("the store in a file is the store in memory")
struct StoresAgreeTests {
  private static let limits = DeskLimits(
    nonce: NonceLimits(
      pendingCeiling: 4, gapTolerance: 30_000, renewalWindow: 20_000, resequencesOnGap: true,
      chainFreshness: 60_000),
    cancelReplaces: 3)

  private struct Pair {
    var memory: MemoryDeskStore
    var file: SQLiteDeskStore
  }

  /// The answers of both, as text; a failure is an answer.
  private func ask<Answer>(
    _ call: () throws(DeskStoreFailure) -> Answer
  ) -> String {
    do throws(DeskStoreFailure) {
      return "\(try call())"
    } catch {
      return "fails"
    }
  }

  @Test("on any calls", arguments: 0..<6 as Range<UInt64>)
  func agreement(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let clock = HandClock()
    let medium = MemoryDeskStore.Medium(clock: clock.store())
    let place = SQLiteDeskStore.Place(
      path: folder.path + "/desk.sqlite", latchPath: folder.path + "/kill.json", wallet: "0xab",
      apiKey: "key")
    func pair(_ owner: String) throws -> Pair {
      Pair(
        memory: MemoryDeskStore(
          owner: owner, wallet: "0xab", limits: Self.limits, medium: medium),
        file: try SQLiteDeskStore(
          place, owner: owner, limits: Self.limits, now: 0, clock: clock.store()))
    }
    var pairs = [try pair("one"), try pair("two")]
    var generator = SeededGenerator(seed: seed)
    var now: Int64 = 1_000_000
    for turn in 0..<500 {
      let step = Int64.random(in: 0..<4_000, using: &generator)
      now += step
      // Now and then the date leaps, and the machine's clock does not.
      clock.elapsed += step
      if Int.random(in: 0..<50, using: &generator) == 0 { now += 45_000 }
      let index = Int.random(in: 0..<2, using: &generator)
      let name = ["one", "two"][index]
      if Int.random(in: 0..<40, using: &generator) == 0 { pairs[index] = try pair(name) }
      let both = pairs[index]
      let request = "r\(Int.random(in: 0..<10, using: &generator))"
      let lane: NonceLane.Kind = Bool.random(using: &generator) ? .order : .transaction
      let state = NonceSlotState.allCases.randomElement(using: &generator) ?? .posted
      let choice = Int.random(in: 0..<24, using: &generator)
      let count = Int64.random(in: 0..<20, using: &generator)
      let time = now
      let scope = [KillScope.strategy("s"), .market("m"), .global][Int(count) % 3]
      let record = kill(
        scope, count % 2 == 0 ? .tripped : .armed, epoch: Int64(turn) / 20 - count / 10 + 5)
      func call(_ memory: String, _ file: String) {
        #expect(memory == file, "seed \(seed), turn \(turn), choice \(choice)")
      }
      func on(_ body: (any DeskStore) throws(DeskStoreFailure) -> String) {
        call(
          ask { () throws(DeskStoreFailure) in try body(both.memory) },
          ask { () throws(DeskStoreFailure) in try body(both.file) })
      }
      switch choice {
      case 0..<6:
        call(
          ask { () throws(DeskStoreFailure) in
            try both.memory.assignNonce(
              request: request, lane: lane, scopes: [.strategy("s")], now: time)
          },
          ask { () throws(DeskStoreFailure) in
            try both.file.assignNonce(
              request: request, lane: lane, scopes: [.strategy("s")], now: time)
          })
      case 6..<11:
        call(
          ask { () throws(DeskStoreFailure) in
            try both.memory.settleNonce(
              request: request, lane: lane, state, hash: .zero, now: time)
          },
          ask { () throws(DeskStoreFailure) in
            try both.file.settleNonce(request: request, lane: lane, state, hash: .zero, now: time)
          })
      case 11, 12:
        on { store throws(DeskStoreFailure) in
          "\(try store.observeChain(count == 0 ? nil : reading(count), now: time))"
        }
      case 13:
        call(
          ask { () throws(DeskStoreFailure) in
            try both.memory.resequence(lane: lane, now: time)
          },
          ask { () throws(DeskStoreFailure) in try both.file.resequence(lane: lane, now: time) })
      case 14:
        on { store throws(DeskStoreFailure) in
          "\(try store.releaseNonceLatch(by: "alice", now: time))"
        }
      case 15:
        let journal = NonceJournal(
          traces: ["r1": .signed(.zero), "r2": .sent(.zero), "r3": .settled(.zero)], highest: 3)
        on { store throws(DeskStoreFailure) in "\(try store.recoverNonces(journal, now: time))" }
      case 16:
        on { store throws(DeskStoreFailure) in
          "\(try store.observeCredential(expires: time + count * 3_000, now: time))"
        }
      case 17: on { store throws(DeskStoreFailure) in "\(try store.claimRenewal(now: time))" }
      case 18, 19:
        on { store throws(DeskStoreFailure) in
          "\(try store.reserveRate(operation: request, now: time))"
        }
      case 20:
        on { store throws(DeskStoreFailure) in
          "\(try store.returnRate(operation: request, now: time))"
        }
      case 21: on { store throws(DeskStoreFailure) in "\(try store.latch(record, now: time))" }
      case 22:
        on { store throws(DeskStoreFailure) in
          "\(try store.renewLease(owner: name, now: time, until: time + 5_000))"
        }
      default: on { store throws(DeskStoreFailure) in "\(try store.rateCount(now: time))" }
      }
      on { store throws(DeskStoreFailure) in "\(try store.signingFacts(now: time))" }
      on { store throws(DeskStoreFailure) in "\(try store.kills())" }
    }
    // Who starts now reads what the others hold.
    let fresh = try SQLiteDeskStore(place, owner: "three", limits: Self.limits, now: 0)
    let reader = MemoryDeskStore(
      owner: "three", wallet: "0xab", limits: Self.limits, medium: medium)
    #expect(try fresh.signingFacts(now: now) == reader.signingFacts(now: now))
    #expect(fresh.read() == reader.read())
  }

  @Test("a call that fails changes nothing, an answer that is lost does")
  func failures() throws {
    let medium = MemoryDeskStore.Medium()
    let store = MemoryDeskStore(
      owner: "one", wallet: "0xab", limits: Self.limits, medium: medium)
    try store.observeCredential(expires: .max, now: 0)
    try store.observeChain(reading(1), now: 0)
    medium.failures = 1
    #expect(throws: DeskStoreFailure.self) { try store.assignNonce(request: "a", now: 0) }
    #expect(try store.signingFacts(now: 0).nextNonce == 0)
    medium.lostAnswers = 1
    #expect(throws: DeskStoreFailure.self) { try store.assignNonce(request: "a", now: 0) }
    #expect(
      try store.assignNonce(request: "a", now: 0)
        == .assigned(0, codes: ["NONCE_SHEPHERD_OK"]))
    medium.isDown = true
    #expect(throws: DeskStoreFailure.self) { try store.kills() }
  }
}
