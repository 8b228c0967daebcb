import Orders
import Stores
import TestSupport
import Testing

@Suite("a store measures ages by a clock that nobody sets")
struct StoreClockTests {
  let folder: TemporaryFolder
  let clock = HandClock()
  var path: String { folder.path + "/desk.sqlite" }

  init() throws { folder = try TemporaryFolder() }

  @Test("a date that leaps ahead makes no room", arguments: StoreCase.all)
  func window(of kind: StoreCase) throws {
    let stores = try kind.stores("one", "two", in: folder, clock: clock.store())
    for turn in 0..<3 {
      #expect(try stores[0].reserveRate(operation: "o\(turn)", now: 1000) == .granted)
    }
    for leap in [Int64(61_000), 86_400_000] {
      clock.elapsed += 1000
      #expect(
        try stores[1].reserveRate(operation: "o3", now: leap)
          == .full(until: leap + 60_000 - clock.elapsed))
      #expect(try stores[1].rateCount(now: leap) == 3)
    }
    // Nor does one that goes back keep it.
    clock.elapsed = 60_000
    #expect(try stores[1].rateCount(now: -5000) == 0)
    #expect(try stores[1].reserveRate(operation: "o3", now: -5000) == .granted)
  }

  @Test("a date that leaps ahead gives a key no second owner", arguments: StoreCase.all)
  func lease(of kind: StoreCase) throws {
    let stores = try kind.stores("one", "two", in: folder, clock: clock.store())
    #expect(try stores[0].renewLease(owner: "one", now: 1000, until: 16_000))
    clock.elapsed = 14_999
    #expect(try !stores[1].renewLease(owner: "two", now: 3_600_000, until: 3_615_000))
    #expect(try stores[0].renewLease(owner: "one", now: 2000, until: 17_000))
    // A date that went back does not make it longer than it was asked for.
    clock.elapsed = 29_998
    #expect(try !stores[1].renewLease(owner: "two", now: -50_000, until: -35_000))
    clock.elapsed = 29_999
    #expect(try stores[1].renewLease(owner: "two", now: -50_000, until: -35_000))
  }

  @Test("a lease for ever is refused", arguments: StoreCase.all)
  func endless(of kind: StoreCase) throws {
    let stores = try kind.stores("one", in: folder, clock: clock.store())
    #expect(try !stores[0].renewLease(owner: "one", now: 0, until: .max))
    #expect(try !stores[0].renewLease(owner: "one", now: .min, until: 1))
  }

  @Test("after a start of the machine nothing is younger than the machine")
  func restart() throws {
    clock.elapsed = 9_000_000
    let before = try file("one", in: folder, clock: clock.store())
    for turn in 0..<3 {
      #expect(try before.reserveRate(operation: "o\(turn)", now: 1000) == .granted)
    }
    #expect(try before.renewLease(owner: "one", now: 1000, until: 16_000))
    clock.elapsed = 20_000
    let after = try file("two", in: folder, clock: clock.store("another boot"))
    // Whoever held the key is gone with the machine.
    #expect(try after.renewLease(owner: "two", now: 1001, until: 16_001))
    #expect(try after.reserveRate(operation: "o3", now: 9_000) == .full(until: 49_000))
    clock.elapsed = 59_999
    #expect(try after.rateCount(now: 9_000) == 3)
    clock.elapsed = 60_000
    #expect(try after.reserveRate(operation: "o3", now: 9_000) == .granted)
    #expect(try after.rateCount(now: 9_000) == 1)
    #expect(try Database.rows("SELECT operation FROM operations", path) == [["o3"]])
  }

  @Test("a store that knew dates only still opens, and nothing in it is forgotten")
  func firstVersion() throws {
    try Database.run(Self.firstVersion, path)
    let report = try DeskStoreReport(path: path, clock: clock.store())
    #expect(report.windows.map(\.count) == [2])
    #expect(report.leases.map(\.isHeld) == [true])
    clock.elapsed = 5_000_000
    let store = try file("two", in: folder, clock: clock.store())
    #expect(try store.rateCount(now: 0) == 2)
    #expect(try store.reserveRate(operation: "c", now: 0) == .granted)
    #expect(try store.reserveRate(operation: "d", now: 0) == .full(until: 60_000))
    #expect(try !store.renewLease(owner: "two", now: 0, until: 15_000))
    clock.elapsed += 15_000
    #expect(try store.renewLease(owner: "two", now: 15_000, until: 30_000))
    clock.elapsed += 45_000
    #expect(try store.reserveRate(operation: "d", now: 60_000) == .granted)
    let later = try DeskStoreReport(path: path, clock: clock.store())
    #expect(later.windows.map(\.count) == [1])
    #expect(later.leases.map(\.owner) == ["two"])
    #expect(later.leases.map(\.isHeld) == [false])
    // Opened again it is a store like any other.
    #expect(try file("three", in: folder, clock: clock.store()).rateCount(now: 60_000) == 1)
  }

  @Test("the machine's clock goes on, and is one for all")
  func machine() throws {
    let first = try StoreClock.machine().now
    let second = try StoreClock.machine().now
    #expect(first.boot == second.boot)
    #expect(first.boot.count == 36)
    #expect(first.elapsed <= second.elapsed)
    #expect(first.elapsed > 0)
  }

  /// What the first version left behind: two operations, a lease.
  private static let firstVersion = """
    CREATE TABLE lanes (lane TEXT PRIMARY KEY, generation INTEGER NOT NULL, head TEXT NOT NULL) STRICT;
    CREATE TABLE slots (
      lane TEXT NOT NULL, number INTEGER NOT NULL, generation INTEGER NOT NULL,
      request TEXT NOT NULL, state TEXT NOT NULL, owner TEXT NOT NULL, epoch INTEGER NOT NULL,
      hash TEXT NOT NULL, has_left INTEGER NOT NULL, since_ms INTEGER NOT NULL,
      PRIMARY KEY (lane, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE windows (key TEXT PRIMARY KEY, generation INTEGER NOT NULL) STRICT;
    CREATE TABLE operations (
      key TEXT NOT NULL, operation TEXT NOT NULL, time_ms INTEGER NOT NULL,
      PRIMARY KEY (key, operation)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX operations_by_time ON operations (key, time_ms);
    CREATE TABLE leases (
      key TEXT PRIMARY KEY, owner TEXT NOT NULL, epoch INTEGER NOT NULL, until_ms INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE kills (scope TEXT PRIMARY KEY, entry TEXT NOT NULL) STRICT;
    INSERT INTO windows VALUES ('key', 2);
    INSERT INTO operations VALUES ('key', 'a', 1000), ('key', 'b', 2000);
    INSERT INTO leases VALUES ('key', 'one', 4, 9000);
    PRAGMA application_id = \(0x5054_4453);
    PRAGMA user_version = 1;
    """
}
