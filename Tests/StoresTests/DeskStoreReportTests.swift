import Hashing
import Orders
import Stores
import TestSupport
import Testing

@Suite("what lies in a store, for people")
struct DeskStoreReportTests {
  let folder: TemporaryFolder
  var path: String { folder.path + "/desk.sqlite" }

  init() throws { folder = try TemporaryFolder() }

  @Test("lanes, window, lease, and who released a latch")
  func whole() throws {
    let store = try file("one", in: folder)
    try store.observeCredential(expires: .max, now: 0)
    try store.observeChain(reading(7), now: 0)
    _ = try store.assignNonce(request: "a", now: 0)
    try store.settleNonce(request: "a", .unknown, order: .zero, now: 10)
    _ = try store.assignNonce(request: "b", now: 30_011)
    _ = try store.reserveRate(operation: "o", now: 30_012)
    _ = try store.renewLease(owner: "one", now: 30_012, until: 40_000)
    let before = try DeskStoreReport(path: path)
    #expect(before.lanes.map(\.wallet) == ["0xab", "0xab"])
    #expect(before.lanes.map(\.chain) == [137, 137])
    #expect(before.lanes.map(\.numbers.kind) == [.order, .transaction])
    #expect(before.lanes.map(\.numbers.head.isLatched) == [true, false])
    #expect(before.lanes.first?.numbers.holes == [0...0])
    #expect(before.windows.map(\.operations) == [[.init(operation: "o", time: 30_012)]])
    #expect(before.leases.map(\.owner) == ["one"])
    #expect(before.releases.isEmpty)
    // An operator at another process releases; the run goes on with it.
    try file("operator", in: folder).releaseNonceLatch(by: "alice", now: 30_020)
    let after = try DeskStoreReport(path: path)
    #expect(after.lanes.map(\.numbers.head.isLatched) == [false, false])
    #expect(after.releases.map(\.by) == ["alice"])
    #expect(after.releases.map(\.lane) == ["137/0xab/order"])
    try store.settleNonce(request: "a", .posted, order: .zero, now: 30_021)
    #expect(
      try store.assignNonce(request: "b", now: 30_022)
        == .assigned(1, codes: ["NONCE_SHEPHERD_OK"]))
    // Nothing is latched: nothing is released, and nobody is noted for it.
    try store.releaseNonceLatch(by: "bob", now: 30_023)
    #expect(try DeskStoreReport(path: path).releases.count == 1)
  }

  @Test("no store, and another's database")
  func others() throws {
    #expect(throws: DeskStoreFailure.self) { try DeskStoreReport(path: path) }
    try Database.run("CREATE TABLE t (a)", path)
    #expect(throws: DeskStoreFailure.self) { try DeskStoreReport(path: path) }
  }
}
