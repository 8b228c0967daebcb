import FixedPoint
import Orders
import Stores
import TestSupport
import Testing

@Suite("what people ask of a run")
struct OperatorQueueTests {
  private static func request(_ id: String, _ wish: OperatorRequest.Wish, at time: Int64 = 1)
    -> OperatorRequest
  {
    OperatorRequest(id: id, wish, by: "alice", reason: "a \"test\"\nof lines", time: time)
  }

  private static let flow = ChainFlow(
    collateral: Micros(raw: 40_000_000), shares: [UInt256(UInt64(7)): Micros(raw: -5)],
    note: "deposit",
    transaction: "0x" + String(repeating: "ab", count: 32), by: "alice")

  @Test("every wish comes back as it was asked, in the order of asking, once, and only for its key")
  func whole() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/desk.sqlite"
    #expect(throws: DeskStoreFailure.self) { try OperatorQueue(path: path) }
    _ = try file("one", in: folder)
    let asked = [
      Self.request("5", .pause(.strategy("maker")), at: 1),
      Self.request("4", .resume(.global), at: 2), Self.request("3", .flow(Self.flow), at: 3),
      Self.request("2", .explain, at: 4), Self.request("1", .settle, at: 5),
    ]
    let commands = try OperatorQueue(path: path)
    for request in asked.reversed() { try commands.ask(request, of: "key") }
    try commands.ask(Self.request("6", .explain), of: "another key")
    let run = try OperatorQueue(path: path)
    #expect(try run.waiting(for: "key") == asked)
    for request in asked {
      #expect(try commands.answer(to: request.id) == nil)
      try run.answer(request.id, OperatorAnswer(.refused, "no: \(request.id)"), now: 9)
      try run.answer(request.id, OperatorAnswer(.done, "the first answer stays"), now: 10)
      #expect(
        try commands.answer(to: request.id) == OperatorAnswer(.refused, "no: \(request.id)"))
    }
    #expect(try run.waiting(for: "key").isEmpty)
    #expect(try run.waiting(for: "another key").count == 1)
    #expect(throws: DeskStoreFailure.self, "an id is used once") {
      try commands.ask(asked[0], of: "key")
    }
  }
}
