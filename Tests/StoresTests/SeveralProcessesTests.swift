import Glibc
import Orders
import Runtime
import Stores
import TestSupport
import Testing

/// Real processes at one file: this test program, started again with the name of a folder in its environment.
@Suite("several processes at one store")
struct SeveralProcessesTests {
  static let variable = "POLYTRADERS_STORE_OF_CHILD"
  static let turns = 150

  /// Asks for numbers and room as fast as it can, and says what it was given.
  @Test("what a child does", .enabled(if: unsafe getenv(variable) != nil))
  func child() throws {
    let words = unsafe String(cString: getenv(Self.variable)).split(separator: "|")
    let name = String(words[1])
    let limits = DeskLimits(
      nonce: NonceLimits(
        pendingCeiling: 1000, gapTolerance: 1, renewalWindow: 1, resequencesOnGap: false),
      cancelReplaces: 20)
    let place = SQLiteDeskStore.Place(
      path: words[0] + "/desk.sqlite", latchPath: words[0] + "/kill.json", wallet: "0xAb",
      apiKey: "key")
    let clock = StoreClock { Self.now() }
    let store = try SQLiteDeskStore(place, owner: name, limits: limits, now: 0, clock: clock)
    for turn in 0..<Self.turns {
      // Half of the requests are asked by all of them.
      let request = turn % 2 == 0 ? "all/\(turn)" : "\(name)/\(turn)"
      if case .assigned(let number, _) = try store.assignNonce(request: request, now: 1000) {
        print("number \(request) \(number)")
        if turn % 5 == 0 { try store.settleNonce(request: request, .posted, order: nil, now: 1000) }
      }
      let operation = "\(name)/\(turn)"
      guard try store.reserveRate(operation: operation, now: Self.now()) == .granted else {
        continue
      }
      // The time that the store counts it at, unless it has left the window already.
      let row = try Database.rows(
        "SELECT elapsed_ms FROM operations WHERE operation = '\(operation)'", place.path)
      print("room \(operation) \(row.first?.first ?? "gone")")
    }
  }

  /// One clock for all: every fifth of a microsecond is taken as a millisecond, so that a window passes in 12 ms and
  /// many of them while the children work, however quick the machine is.
  private static func now() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 5_000_000 + Int64(time.tv_nsec) / 200
  }

  @Test("no number twice, one number for a request, never more than the cap in any window")
  func hammer() throws {
    let folder = try TemporaryFolder()
    let store = try file("parent", in: folder, clock: StoreClock { Self.now() })
    try store.observeCredential(expires: .max, now: 1000)
    try store.observeChain(reading(3), now: 1000)
    let names = ["one", "two", "three", "four"]
    let itself = try Self.path()
    let children = names.map { name in
      "\(Self.variable)='\(folder.path)|\(name)' '\(itself)' --testing-library swift-testing"
        + " --filter SeveralProcessesTests/child > \(folder.path)/\(name).out 2>&1 &"
    }
    let outcome = try Executable(path: "/bin/sh").run(
      ["-c", children.joined(separator: "\n") + "\nwait"], timeout: .seconds(120))
    #expect(outcome.exitCode == 0)
    var numberOfRequest: [String: Int] = [:]
    var rooms: [(operation: String, time: Int64?)] = []
    for name in names {
      let lines = String(
        decoding: try FileContents.read("\(folder.path)/\(name).out"), as: UTF8.self
      ).split(separator: "\n")
      #expect(lines.contains { $0.contains("passed") && $0.contains("1 test") }, "\(lines)")
      for line in lines {
        let words = line.split(separator: " ").map(String.init)
        if words.count == 3, words[0] == "number", let number = Int(words[2]) {
          #expect(numberOfRequest[words[1]] ?? number == number, "one request, one number")
          numberOfRequest[words[1]] = number
        } else if words.count == 3, words[0] == "room" {
          rooms.append((words[1], Int64(words[2])))
        }
      }
    }
    #expect(numberOfRequest.count == Self.turns / 2 * (names.count + 1))
    #expect(numberOfRequest.values.sorted() == Array(0..<numberOfRequest.count))
    #expect(Set(rooms.map(\.operation)).count == rooms.count)
    let times = rooms.compactMap(\.time).sorted()
    #expect(rooms.count > 20)
    for (index, time) in times.enumerated() {
      #expect(times[index...].prefix { $0 - time < 60_000 }.count <= 20)
    }
    #expect(try store.signingFacts(now: 1000).nextNonce == Int64(numberOfRequest.count))
  }

  private static func path() throws -> String {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink("/proc/self/exe", &bytes, bytes.count)
    return String(
      decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
