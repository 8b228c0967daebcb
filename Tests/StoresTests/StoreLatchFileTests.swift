import Glibc
import Orders
import Runtime
import Stores
import TestSupport
import Testing

@Suite("the kill latch in table and file")
struct StoreLatchFileTests {
  let folder: TemporaryFolder
  var path: String { folder.path + "/kill.json" }

  init() throws { folder = try TemporaryFolder() }

  private func isUnreadable(_ latch: any KillLatch) -> Bool {
    if case .unreadable = latch.read() { true } else { false }
  }

  @Test("what is latched is read by whoever comes later")
  func roundTrip() throws {
    let latch = StoreLatchFile(path: path)
    #expect(!latch.exists)
    #expect(latch.read() == .kills([], epoch: 0))
    try latch.write(KillStep(kill(.strategy("s"), epoch: 3)))
    try latch.write(KillStep(kill(.global, .armed, epoch: 2)))
    var other = kill(.strategy("s"), epoch: 4)
    other.by = "bob"
    other.trigger = .drawdown
    try latch.write(KillStep(other))
    guard case .kills(let entries, let epoch) = StoreLatchFile(path: path).read() else {
      Issue.record("it cannot be read")
      return
    }
    #expect(epoch == 4)
    #expect(entries.map(\.step.record) == [kill(.global, .armed, epoch: 2), other])
    #expect(entries.last?.triggers == [.manual, .drawdown])
    #expect(entries.last?.initiators == ["alice", "bob"])
  }

  @Test("every byte that is changed, and every cut, makes it unreadable")
  func tampering() throws {
    try StoreLatchFile(path: path).write(KillStep(kill(.global)))
    let bytes = try FileContents.read(path)
    for place in stride(from: 0, to: bytes.count, by: 7) {
      var changed = bytes
      changed[place] ^= 1
      try Places.write(changed, to: path)
      #expect(isUnreadable(StoreLatchFile(path: path)), "byte \(place)")
      try Places.write(Array(bytes[..<place]), to: path)
      #expect(isUnreadable(StoreLatchFile(path: path)), "cut at \(place)")
    }
    // Only a trip of everything is written over what cannot be read.
    let latch = StoreLatchFile(path: path)
    #expect(throws: KillLatchFailure.self) { try latch.write(KillStep(kill(.strategy("s")))) }
    #expect(throws: KillLatchFailure.self) {
      try latch.write(KillStep(kill(.global, .armed, epoch: 9)))
    }
    try latch.write(KillStep(kill(.global, epoch: 9)))
    #expect(!isUnreadable(latch))
  }

  @Test("of table and file the stricter holds, in either direction")
  func stricter() throws {
    let store = try file("one", in: folder)
    try store.latch(kill(.global), now: 1)
    let tripped = try FileContents.read(path)
    try store.latch(kill(.global, .armed), now: 2)
    #expect(try store.kills().isEmpty)
    // The file of an older time says more than the table.
    try Places.write(tripped, to: path)
    #expect(try store.kills() == [kill(.global)])
    #expect(
      try store.assignNonce(request: "a", now: 3).isRefused(with: "KILL_SWITCH_ACTIVE"))
    // Tripped by hand while the store was down.
    try StoreLatchFile(path: path).write(KillStep(kill(.strategy("s"), epoch: 8)))
    #expect(try file("two", in: folder).kills().map(\.scope) == [.global, .strategy("s")])
  }

  @Test("a file that is gone or damaged gives no number until all is tripped and armed again")
  func gone() throws {
    let store = try file("one", in: folder)
    try store.latch(kill(.strategy("s")), now: 1)
    unsafe unlink(path)
    #expect(throws: DeskStoreFailure.self) { try store.kills() }
    #expect(throws: DeskStoreFailure.self) { try store.assignNonce(request: "a", now: 2) }
    #expect(throws: DeskStoreFailure.self) { try store.signingFacts(now: 2) }
    #expect(isUnreadable(store))
    #expect(throws: DeskStoreFailure.self) {
      try store.latch(kill(.strategy("s"), .armed), now: 2)
    }
    #expect(throws: DeskStoreFailure.self) { try store.latch(kill(.market("m")), now: 2) }
    try store.latch(kill(.global, epoch: 2), now: 3)
    #expect(try store.kills().map(\.scope) == [.global, .market("m"), .strategy("s")])
  }

  @Test("a store that is new beside a latch that is not was lost: that is a trip")
  func lost() throws {
    do {
      let store = try file("one", in: folder)
      try store.latch(kill(.global, epoch: 5), now: 1)
      try store.latch(kill(.global, .armed, epoch: 5), now: 1)
    }
    for suffix in ["", "-wal", "-shm"] { unsafe unlink(folder.path + "/desk.sqlite" + suffix) }
    let store = try file("one", in: folder, now: 77)
    let kills = try store.kills()
    #expect(kills.map(\.trigger) == [.unreadable])
    #expect(kills.map(\.epoch) == [6])
    #expect(try file("two", in: folder, now: 78).kills() == kills)
  }

  @Test("another file under the name of the store is no store")
  func replaced() throws {
    let store = try file("one", in: folder)
    _ = try store.rateCount(now: 1)
    unsafe rename(folder.path + "/desk.sqlite", folder.path + "/other.sqlite")
    #expect(throws: DeskStoreFailure.self) { try store.rateCount(now: 1) }
    #expect(throws: DeskStoreFailure.self) { try store.reserveRate(operation: "o", now: 1) }
  }

  @Test("a foreign database is not touched")
  func foreign() throws {
    try Database.run("CREATE TABLE t (a)", folder.path + "/desk.sqlite")
    #expect(throws: DeskStoreFailure.self) { try file("one", in: folder) }
  }
}

extension NonceAnswer {
  func isRefused(with code: String) -> Bool {
    if case .refused(let codes) = self { codes.first == code } else { false }
  }
}
