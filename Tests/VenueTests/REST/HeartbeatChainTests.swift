import TestSupport
import Testing
import Venue

@Suite("Heartbeats")
struct HeartbeatChainTests {
  @Test("the first beat has an empty id, the next the id of the answer, five seconds later")
  func chain() {
    var chain = HeartbeatChain()
    #expect(chain.wake == nil && chain.handle(.tick, now: 0) == [])
    #expect(chain.handle(.start, now: 100) == [.send(beat: 1, id: "")])
    #expect(chain.wake == nil, "one at a time")
    #expect(chain.handle(.accepted(beat: 1, next: "a"), now: 150) == [])
    #expect(chain.wake == 5_100 && chain.cancelsFrom == 10_100)
    #expect(chain.handle(.tick, now: 5_099) == [])
    #expect(chain.handle(.tick, now: 5_100) == [.send(beat: 2, id: "a")])
  }

  @Test("another expected id is adopted at once: the registration of an earlier process")
  func adopts() {
    var chain = HeartbeatChain()
    _ = chain.handle(.start, now: 0)
    #expect(chain.handle(.expected(beat: 1, id: "old"), now: 20) == [.send(beat: 2, id: "old")])
    _ = chain.handle(.accepted(beat: 2, next: "new"), now: 40)
    #expect(chain.cancelsFrom == 10_020)
  }

  @Test("an id that moved without a lost answer is a rival's")
  func rival() {
    var chain = HeartbeatChain()
    _ = chain.handle(.start, now: 0)
    _ = chain.handle(.accepted(beat: 1, next: "a"), now: 10)
    _ = chain.handle(.tick, now: 5_000)
    #expect(
      chain.handle(.expected(beat: 2, id: "b"), now: 5_010)
        == [.rival(expected: "b"), .send(beat: 3, id: "b")])
  }

  @Test("an id that moved behind a lost answer is one's own")
  func lostReply() {
    var chain = HeartbeatChain()
    _ = chain.handle(.start, now: 0)
    _ = chain.handle(.accepted(beat: 1, next: "a"), now: 10)
    _ = chain.handle(.tick, now: 5_000)
    #expect(chain.handle(.lost(beat: 2), now: 6_000) == [])
    #expect(chain.cancelsFrom == 10_000, "a lost answer proves nothing")
    #expect(chain.handle(.tick, now: 7_000) == [.send(beat: 3, id: "a")])
    #expect(chain.handle(.expected(beat: 3, id: "b"), now: 7_010) == [.send(beat: 4, id: "b")])
  }

  @Test("an empty id behind accepted beats means that the registration ran out")
  func expired() {
    var chain = HeartbeatChain()
    _ = chain.handle(.start, now: 0)
    _ = chain.handle(.accepted(beat: 1, next: "a"), now: 10)
    _ = chain.handle(.tick, now: 5_000)
    #expect(
      chain.handle(.expected(beat: 2, id: ""), now: 5_010)
        == [.presumeCancelled, .send(beat: 3, id: "")])
  }

  @Test("a passed deadline is told in the rhythm of the beats, and once more at the end")
  func presumptions() {
    var chain = HeartbeatChain()
    _ = chain.handle(.start, now: 0)
    #expect(chain.handle(.lost(beat: 1), now: 4_000) == [])
    #expect(chain.handle(.tick, now: 5_000) == [.send(beat: 2, id: "")])
    #expect(chain.wake == 10_000)
    #expect(chain.handle(.tick, now: 10_000) == [.presumeCancelled])
    #expect(chain.handle(.tick, now: 14_999) == [])
    #expect(chain.handle(.tick, now: 15_000) == [.presumeCancelled])
    #expect(chain.handle(.accepted(beat: 2, next: "a"), now: 15_001).first == .presumeCancelled)
    #expect(chain.cancelsFrom == 15_000, "counted from when the beat was sent")
    _ = chain.handle(.stop, now: 15_002)
    var count = 0
    while let wake = chain.wake, count < 100 {
      count += chain.handle(.tick, now: wake).count
    }
    #expect((1...4).contains(count), "and ends behind the stop")
  }

  @Test("ids that are always wrong do not make a storm")
  func storm() {
    var chain = HeartbeatChain()
    var beats = 0
    var actions = chain.handle(.start, now: 0)
    for now in 0..<1_000 {
      for case .send(let beat, _) in actions {
        beats += 1
        actions = chain.handle(.expected(beat: beat, id: "x\(beat)"), now: Int64(now))
      }
      actions += chain.handle(.tick, now: Int64(now))
      if beats > 100 { break }
    }
    #expect(beats < 10)
  }

  @Test("answers of beats that were answered before change nothing")
  func duplicates() {
    var chain = HeartbeatChain()
    _ = chain.handle(.start, now: 0)
    _ = chain.handle(.accepted(beat: 1, next: "a"), now: 10)
    let before = chain
    for event in [
      HeartbeatChain.Event.accepted(beat: 1, next: "z"), .expected(beat: 1, id: "z"),
      .lost(beat: 1),
      .refused(beat: 7), .start,
    ] {
      #expect(chain.handle(event, now: 20) == [] && chain == before)
    }
  }

  /// The venue's side: ids in a chain, ten seconds from the arrival of an accepted beat.
  private struct Registry {
    var expected = ""
    var deadline: Int64?
    var count = 0
    var expiries: [Int64] = []

    mutating func expire(now: Int64) {
      guard let deadline, now >= deadline else { return }
      expiries.append(deadline)
      self.deadline = nil
      expected = ""
    }

    mutating func take(_ id: String, now: Int64) -> Bool {
      expire(now: now)
      guard id == expected else { return false }
      count += 1
      expected = "id\(count)"
      deadline = now + 10_000
      return true
    }
  }

  @Test(
    "whatever gets lost, every cancel of the venue was foretold; without loss none is",
    arguments: 0..<80)
  func property(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let lossPerMille = seed.isMultiple(of: 4) ? 0 : Int.random(in: 0...700, using: &random)
    var chain = HeartbeatChain()
    var registry = Registry()
    var answers: [(time: Int64, event: HeartbeatChain.Event)] = []
    var presumed: [Int64] = []
    var rivals = 0
    var now: Int64 = 0
    func isLost() -> Bool { Int.random(in: 0..<1_000, using: &random) < lossPerMille }
    func perform(_ actions: [HeartbeatChain.Action]) {
      for action in actions {
        switch action {
        case .presumeCancelled: presumed.append(now)
        case .rival: rivals += 1
        case .send(let beat, let id):
          // A request that arrives late arrives within the same step here; its answer may take its time.
          let back = now + Int64.random(in: 1...900, using: &random)
          guard !isLost() else {
            answers.append((now + 4_000, .lost(beat: beat)))
            continue
          }
          let isAccepted = registry.take(id, now: now)
          let answer: HeartbeatChain.Event =
            isAccepted
            ? .accepted(beat: beat, next: registry.expected)
            : .expected(beat: beat, id: registry.expected)
          answers.append(isLost() ? (now + 4_000, .lost(beat: beat)) : (back, answer))
        }
      }
    }
    perform(chain.handle(.start, now: now))
    for step in 1...4_000 {
      now = Int64(step) * 50
      registry.expire(now: now)
      let due = answers.filter { $0.time <= now }
      answers.removeAll { $0.time <= now }
      for answer in due { perform(chain.handle(answer.event, now: now)) }
      perform(chain.handle(.tick, now: now))
    }
    // Whoever asks the venue when told finds every cancel, at most a beat later.
    for expiry in registry.expiries where expiry + 5_050 <= now {
      #expect(presumed.contains { (expiry...(expiry + 5_050)).contains($0) }, "seed \(seed)")
    }
    if lossPerMille == 0 {
      #expect(presumed.isEmpty && registry.expiries.isEmpty && rivals == 0)
      #expect(registry.count >= 38)
    }
    #expect(rivals == 0, "nobody else beats")
  }
}
