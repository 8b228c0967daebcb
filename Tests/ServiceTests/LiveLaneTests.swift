import Runtime
import Service
import Synchronization
import Testing
import Venue

@Suite("lanes of a live desk")
struct LiveLaneTests {
  /// Counts how many pieces run at once, and lets them go one by one.
  private final class Gate: Sendable {
    struct State {
      var running = 0
      var most = 0
      var done: [Int] = []
      var isOpen = false
    }

    let state = Mutex(State())

    func pass(_ number: Int) async {
      state.withLock {
        $0.running += 1
        $0.most = max($0.most, $0.running)
      }
      while !state.withLock({ $0.isOpen }) { await Task.yield() }
      state.withLock {
        $0.running -= 1
        $0.done.append(number)
      }
    }
  }

  @Test("no more pieces run at once than the lane is wide, and those that do not fit are refused")
  func bounds() async {
    let gate = Gate()
    let lane = WorkLane<Int>(width: 2, limit: 3) { await gate.pass($0) }
    #expect(lane.isIdle)
    var taken = 0
    // Two begin, three wait; which of them begin at once is the scheduler's choice.
    while gate.state.withLock({ $0.running }) < 2 {
      if taken < 2, lane.offer(taken) { taken += 1 }
      await Task.yield()
    }
    for number in taken..<10 where lane.offer(number) { taken += 1 }
    #expect(taken == 5)
    #expect(!lane.isIdle)
    gate.state.withLock { $0.isOpen = true }
    while !lane.isIdle { await Task.yield() }
    let state = gate.state.withLock { $0 }
    #expect(state.most == 2)
    #expect(state.done.sorted() == [0, 1, 2, 3, 4])
    #expect(lane.offer(99), "an empty lane takes work again")
  }

  @Test("a lane of one keeps the order in which work was offered")
  func order() async {
    let gate = Gate()
    gate.state.withLock { $0.isOpen = true }
    let lane = WorkLane<Int>(width: 1, limit: 1_000) { await gate.pass($0) }
    for number in 0..<500 { #expect(lane.offer(number)) }
    while !lane.isIdle { await Task.yield() }
    #expect(gate.state.withLock { $0.done } == Array(0..<500))
  }

  @Test("the mailbox gives everything once, in the order in which it came, with when it came")
  func mailbox() async {
    let time = Atomic<UInt64>(0)
    let mailbox = LiveMailbox { time.add(1, ordering: .relaxed).newValue }
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { for _ in 0..<100 { mailbox.put(.stop) } } }
    }
    #expect(mailbox.count == 800)
    let letters = mailbox.takeAll()
    #expect(letters.count == 800)
    #expect(mailbox.takeAll().isEmpty)
    #expect(Set(letters.map(\.arrived)).count == 800)
  }

  @Test("a mailbox full of frames says so until they are taken")
  func frames() {
    let mailbox = LiveMailbox { 0 }
    let frame = [UInt8](repeating: 0x20, count: 1 << 20)
    for _ in 0..<33 { mailbox.put(.market(.data(frame, isContinuous: true))) }
    #expect(mailbox.isFull)
    _ = mailbox.takeAll()
    #expect(!mailbox.isFull)
  }
}
