import Orders
import TestSupport
import Testing
import Venue

/// A renewer in a world that answers as the test wants.
private struct RenewerBench {
  var renewer = HeartbeatRenewer()
  var now: Int64 = 0
  /// Whether the lease is given.
  var isLeased = true
  var log: [(time: Int64, action: HeartbeatRenewer.Action)] = []

  @discardableResult
  mutating func handle(_ event: HeartbeatRenewer.Event) -> [HeartbeatRenewer.Action] {
    let actions = renewer.handle(event, now: now)
    for action in actions { log.append((now, action)) }
    for action in actions {
      if case .renewLease(let until) = action {
        handle(.lease(isHeld: isLeased, until: until))
      }
    }
    return actions
  }

  /// Time passes to `time`; every beat is answered at once where `isAnswering`.
  mutating func run(to time: Int64, isAnswering: Bool = true) {
    while let wake = renewer.wake, wake <= time {
      now = max(now, wake)
      let begun = log.count
      handle(.tick)
      for (_, action) in log[begun...] {
        guard case .send(let beat, _) = action, isAnswering else { continue }
        handle(.beat(.accepted(beat: beat, next: "id-\(beat)")))
      }
      if log.count == begun, renewer.wake.map({ $0 <= now }) ?? false { break }
    }
    now = time
  }

  var beats: [Int64] {
    log.compactMap { if case .send = $0.action { $0.time } else { nil } }
  }

  var probes: [Int64] {
    log.compactMap { if case .probe = $0.action { $0.time } else { nil } }
  }

  func count(_ wanted: HeartbeatRenewer.Action) -> Int {
    log.count { $0.action == wanted }
  }
}

@Suite("Heartbeat renewer")
struct HeartbeatRenewerTests {
  /// Starts, and answers the first beat.
  private func started() -> RenewerBench {
    var bench = RenewerBench()
    bench.handle(.start)
    bench.handle(.beat(.accepted(beat: 1, next: "id-1")))
    return bench
  }

  @Test("beats go out every five seconds, and only with the lease")
  func rhythm() {
    var bench = started()
    bench.run(to: 20_000)
    #expect(bench.beats == [0, 5_000, 10_000, 15_000, 20_000])
    #expect(bench.probes.isEmpty)
    var follower = RenewerBench(isLeased: false)
    follower.handle(.start)
    follower.run(to: 60_000)
    #expect(follower.beats.isEmpty)
    #expect(!follower.renewer.holdsLease(now: follower.now))
  }

  @Test("a lease that is lost, or runs out unrenewed, ends the beats at once")
  func lostLease() {
    var bench = started()
    bench.run(to: 7_000)
    bench.isLeased = false
    bench.run(to: 60_000)
    #expect(bench.beats == [0, 5_000, 10_000])
    #expect(bench.count(.leaseLost) == 1)
    #expect(bench.count(.silent) == 1)
    #expect(bench.log.contains { $0.action == .presumeCancelled })
    bench.isLeased = true
    bench.run(to: 70_000)
    #expect((bench.beats.last ?? 0) > 60_000)
  }

  @Test("silence of the venue sends one more beat and one question, not a storm")
  func silence() {
    var bench = started()
    bench.handle(.open(count: 3))
    bench.run(to: 3_000)
    #expect(bench.probes.isEmpty)
    bench.run(to: 4_600)
    #expect(bench.probes == [3_001])
    #expect(bench.beats.contains(3_001))
    #expect(bench.renewer.acknowledgementAge(now: 4_600) == 4_600)
    bench.run(to: 8_000)
    #expect(bench.probes == [3_001])
    bench.run(to: 13_100)
    #expect(bench.probes == [3_001, 8_001, 13_001])
    bench.handle(.heard)
    bench.run(to: 16_000)
    #expect(bench.probes.count == 3)
    bench.run(to: 16_200)
    #expect(bench.probes.count == 4)
  }

  @Test("a quiet book is no dead venue: without open orders nothing is asked")
  func quiet() {
    var bench = started()
    bench.run(to: 100_000)
    #expect(bench.probes.isEmpty)
    #expect(bench.renewer.acknowledgementAge(now: bench.now) == nil)
    bench.handle(.open(count: 1))
    bench.run(to: bench.now + 3_000)
    #expect(bench.probes.isEmpty)
  }

  @Test("ten seconds without an accepted beat: everything may be cancelled, told again and again")
  func presumption() {
    var bench = started()
    bench.handle(.open(count: 1))
    bench.handle(.heard)
    bench.run(to: 9_999, isAnswering: false)
    #expect(bench.count(.presumeCancelled) == 0)
    bench.run(to: 30_000, isAnswering: false)
    #expect(bench.count(.presumeCancelled) >= 3)
  }

  @Test("the drain beats until nothing is open, and then never again")
  func drain() {
    var bench = started()
    bench.handle(.open(count: 2))
    bench.handle(.drain)
    bench.run(to: 10_000)
    let before = bench.beats.count
    #expect(before >= 3)
    #expect(bench.count(.silent) == 0)
    bench.handle(.open(count: 0))
    #expect(bench.count(.silent) == 1)
    bench.run(to: 60_000)
    #expect(bench.beats.count == before)
  }

  @Test("the kill switch silences the beats only once everything was asked to be cancelled")
  func kill() {
    var bench = started()
    bench.handle(.open(count: 2))
    bench.handle(.silence)
    bench.run(to: 6_000)
    let before = bench.beats.count
    #expect(before >= 2)
    bench.handle(.cancelAllAttempted)
    #expect(bench.count(.silent) == 1)
    bench.run(to: 60_000)
    #expect(bench.beats.count == before)
    #expect(bench.count(.presumeCancelled) >= 1)
    bench.handle(.start)
    #expect(bench.beats.count == before + 1)
  }

  @Test("a rival is told, but not where the key was handed over")
  func rival() {
    var bench = started()
    bench.run(to: 4_000)
    bench.now = 5_000
    bench.handle(.tick)
    bench.handle(.beat(.expected(beat: 2, id: "theirs")))
    #expect(bench.count(.rival(expected: "theirs")) == 1)
    bench.handle(.lease(isHeld: false, until: 0))
    bench.handle(.beat(.accepted(beat: 3, next: "a")))
    bench.now = 30_000
    bench.handle(.lease(isHeld: true, until: 45_000))
    bench.handle(.beat(.expected(beat: 4, id: "others")))
    #expect(bench.count(.rival(expected: "others")) == 0)
  }

  @Test("two owners never beat at the same time, and nobody beats after it stopped")
  func owners() {
    for seed in 0..<300 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var owners = [RenewerBench(), RenewerBench()]
      // The store that gives the lease to one of them at a time.
      var holder: (index: Int, until: Int64)?
      var lastBeat: (index: Int, time: Int64)?
      var stopped = [false, false]
      var now: Int64 = 0
      for index in owners.indices { owners[index].handleRaw(.start, at: 0) }
      for _ in 0..<200 {
        now += Int64.random(in: 1...3_000, using: &random)
        for index in owners.indices {
          let ends = Int.random(in: 0..<100, using: &random) == 0
          if ends { stopped[index] = true }
          var events: [HeartbeatRenewer.Event] = [ends ? .stop : .tick]
          while !events.isEmpty {
            let event = events.removeFirst()
            for action in owners[index].handleRaw(event, at: now) {
              switch action {
              case .renewLease(let until):
                let isFree = holder.map { $0.until <= now || $0.index == index } ?? true
                let isReachable = Int.random(in: 0..<4, using: &random) > 0
                if isFree, isReachable { holder = (index, until) }
                events.append(.lease(isHeld: isFree && isReachable, until: until))
              case .send(let beat, _):
                #expect(holder?.index == index && (holder?.until ?? 0) > now, "seed \(seed)")
                #expect(!stopped[index], "seed \(seed)")
                lastBeat = (index, now)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: break
                case 1: events.append(.beat(.lost(beat: beat)))
                case 2: events.append(.beat(.expected(beat: beat, id: "x\(now)")))
                default: events.append(.beat(.accepted(beat: beat, next: "n\(now)")))
                }
              default: break
              }
            }
          }
        }
      }
      #expect(lastBeat != nil, "seed \(seed)")
    }
  }
}

extension RenewerBench {
  @discardableResult
  fileprivate mutating func handleRaw(
    _ event: HeartbeatRenewer.Event, at time: Int64
  ) -> [HeartbeatRenewer.Action] {
    now = time
    return renewer.handle(event, now: time)
  }
}
