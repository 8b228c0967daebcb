import FixedPoint
import Hashing
import Orders
import TestSupport
import Testing
import Trading

private func order(_ name: String) -> Digest32 { SHA256.hash(Array(name.utf8)) }

@Suite("the deferred queue")
struct DeferredQueueTests {
  @Test("one entry for each order: the newest plan counts, its turn stays, and it is said once")
  func renewal() {
    var queue = DeferredQueue()
    #expect(queue.put(order("a"), price: .one, severity: .reshape, now: 10) == .added)
    #expect(queue.put(order("b"), price: nil, severity: .reshape, now: 20) == .added)
    #expect(queue.put(order("a"), price: .zero, severity: .reshape, now: 30) == .renewed)
    #expect(queue.entries.map(\.order) == [order("a"), order("b")])
    #expect(queue.entries.first?.price == .zero)
    #expect(queue.entries.first?.since == 10)
  }

  @Test("the gravest first, among equals the oldest; what is ready stays until it is dropped")
  func turns() {
    var queue = DeferredQueue()
    _ = queue.put(order("late"), price: nil, severity: .reshape, now: 30)
    _ = queue.put(order("early"), price: nil, severity: .reshape, now: 10)
    _ = queue.put(order("grave"), price: nil, severity: .hardReject, now: 40)
    _ = queue.put(order("mild"), price: nil, severity: .warn, now: 1)
    let turns = ["grave", "early", "late", "mild"].map(order)
    #expect(queue.ready(room: 2) == Array(turns[..<2]))
    #expect(queue.ready(room: 9) == turns)
    #expect(queue.ready(room: -1).isEmpty)
    let dropped = [queue.drop(order("early")), queue.drop(order("early"))]
    #expect(dropped == [true, false])
    #expect(queue.purge() == ["grave", "late", "mild"].map(order))
    #expect(queue.isEmpty)
  }

  @Test("a full queue lets only what is graver in")
  func bounds() {
    var queue = DeferredQueue(capacity: 2)
    _ = queue.put(order("a"), price: nil, severity: .reshape, now: 1)
    _ = queue.put(order("b"), price: nil, severity: .reshape, now: 2)
    #expect(queue.put(order("c"), price: nil, severity: .reshape, now: 3) == .refused)
    #expect(
      queue.put(order("d"), price: nil, severity: .hardReject, now: 4) == .displaced(order("b")))
    #expect(queue.entries.map(\.order) == [order("d"), order("a")])
  }

  @Test("is what sorting all that waits gives", arguments: 0..<50 as Range<UInt64>)
  func model(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var queue = DeferredQueue()
    var model: [String: (Severity, Int64)] = [:]
    for turn in 0..<100 as Range<Int64> {
      let name = "o\(Int.random(in: 0..<15, using: &generator))"
      if Int.random(in: 0..<4, using: &generator) == 0 {
        #expect(queue.drop(order(name)) == (model.removeValue(forKey: name) != nil))
      } else {
        let severity = Severity.allCases[Int.random(in: 0..<4, using: &generator)]
        _ = queue.put(order(name), price: nil, severity: severity, now: turn)
        model[name] = (severity, model[name]?.1 ?? turn)
      }
      let expected = model.sorted { left, right in
        left.value.0 != right.value.0
          ? left.value.0 > right.value.0 : left.value.1 < right.value.1
      }
      #expect(queue.entries.map(\.order) == expected.map { order($0.key) })
    }
  }
}
