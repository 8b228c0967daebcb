import Hashing
import Signing
import Testing
import VenueSimulator

@Suite("faults are data")
struct FaultTests {
  private static let now: Int64 = 1_790_000_000_000
  private static let condition = "0x" + String(repeating: "0", count: 63) + "1"

  @Test(
    "each fault is read from its words",
    arguments: [
      ("latency", ["delay": "5s"], .latency(5_000...5_000)),
      ("latency", ["delay": "250ms", "jitter": "50"], .latency(250...300)),
      ("slow-reply", ["delay": "2m"], .slowReply(120_000...120_000)),
      ("lost-reply", [:], .lostReply),
      ("refuse", ["with": "throttled"], .refusal(.throttled)),
      ("refuse", ["with": "cancel-only"], .refusal(.cancelOnly)),
      ("slow-answer", ["bytes_per_second": "7"], .slowAnswer(bytesPerSecond: 7)),
      ("duplicate-events", ["copies": "3"], .duplicateEvents(copies: 3)),
      ("reordered-events", [:], .reorderedEvents(window: 4)),
      ("late-events", ["delay": "1h"], .lateEvents(3_600_000...3_600_000)),
      ("late-trades", ["delay": "0"], .lateTrades(0...0)),
      ("silent-socket", [:], .silentSocket),
      ("dropped-socket", [:], .droppedSocket),
      ("ghost-book", ["levels": "2"], .ghostBook(levels: 2)),
      ("hash-mismatch", [:], .hashMismatch),
    ] as [(String, [String: String], Fault.Kind)])
  func kinds(kind: String, fields: [String: String], expected: Fault.Kind) throws {
    let fields = fields.map { (name: $0.key, value: $0.value) }
    let fault = try Fault(kind: kind, fields: fields, now: Self.now)
    #expect(fault == Fault(expected, start: Self.now))
    #expect(fault.kind.name == kind && Fault.kindNames.contains(kind))
  }

  @Test("where, when and how often")
  func scope() throws {
    let fault = try Fault(
      kind: "lost-reply",
      fields: [
        ("endpoint", "post-order"), ("market", Self.condition), ("after", "10s"), ("for", "1m"),
        ("times", "2"), ("per_mille", "500"), ("channel", "user"),
        ("signer", "0x000000000000000000000000000000000000000A"),
      ], now: Self.now)
    #expect(fault.endpoint == .postOrder && fault.channel == .user)
    #expect(fault.market == Digest32(0, 0, 0, 1) && fault.signer == TradingFloor.address(10))
    #expect(fault.start == Self.now + 10_000 && fault.end == Self.now + 70_000)
    #expect(fault.count == 2 && fault.perMille == 500)
  }

  @Test(
    "what cannot be read is named",
    arguments: [
      ("gremlins", [], "there is no fault \"gremlins\""),
      ("latency", [], "the fault \"latency\" needs the field \"delay\""),
      ("latency", [("delay", "5 s")], "\"delay\" is \"5 s\", not a time such as 250ms, 5s or 2m"),
      ("latency", [("delay", "300h")], "\"delay\" is \"300h\", not a time such as 250ms, 5s or 2m"),
      ("latency", [("delay", "-5")], "\"delay\" is \"-5\", not a time such as 250ms, 5s or 2m"),
      ("latency", [("dely", "5s")], "the fault \"latency\" has no field \"dely\""),
      ("refuse", [("delay", "5s")], "the fault \"refuse\" has no field \"delay\""),
      ("lost-reply", [("times", "0")], "\"times\" is \"0\", not a whole number of 1 to 1000000000"),
      ("lost-reply", [("times", "1"), ("times", "2")], "the field \"times\" is given twice"),
      (
        "lost-reply", [("market", "0x12")],
        "\"market\" is \"0x12\", not a condition id: 0x and 64 hexadecimal digits"
      ),
      (
        "lost-reply", [("signer", "me")],
        "\"signer\" is \"me\", not an address: 0x and 40 hexadecimal digits"
      ),
      (
        "silent-socket", [("channel", "prices")],
        "\"channel\" is \"prices\", not one of market, user"
      ),
    ] as [(String, [(String, String)], String)])
  func errors(kind: String, fields: [(String, String)], message: String) {
    var found: FaultError?
    do throws(FaultError) {
      _ = try Fault(
        kind: kind, fields: fields.map { (name: $0.0, value: $0.1) }, now: Self.now)
    } catch {
      found = error
    }
    #expect(found?.message == message)
  }

  @Test("every fault has fields, and all of them are read")
  func fieldNames() throws {
    for kind in Fault.kindNames {
      var values = [
        "delay": "1s", "jitter": "1s", "with": "blocked", "bytes_per_second": "1", "copies": "1",
        "window": "2", "levels": "1", "endpoint": "other", "channel": "market",
        "market": Self.condition, "signer": TradingFloor.address(3).lowercaseHex, "after": "1s",
        "for": "1s", "times": "1", "per_mille": "1",
      ]
      let names = Fault.fieldNames(of: kind)
      values = values.filter { names.contains($0.key) }
      #expect(values.count == names.count)
      let fault = try Fault(
        kind: kind, fields: values.map { (name: $0.key, value: $0.value) }, now: Self.now)
      #expect(fault.kind.name == kind && fault.count == 1)
    }
  }

  @Test("a fault strikes in its time, so often, and only where it is meant")
  func strikes() {
    var plan = FaultPlan(seed: 1)
    var lost = Fault(.lostReply, start: Self.now + 100)
    lost.end = Self.now + 200
    lost.count = 2
    lost.endpoint = .postOrder
    lost.signer = TradingFloor.address(1)
    let number = plan.add(lost, now: Self.now)
    let meant = FaultSituation(.request, endpoint: .postOrder, signer: TradingFloor.address(1))
    #expect(plan.strike(meant, now: Self.now + 99) == [])
    let others = [
      FaultSituation(.request, endpoint: .cancelOrder, signer: TradingFloor.address(1)),
      FaultSituation(.request, endpoint: .postOrder, signer: TradingFloor.address(2)),
      FaultSituation(.request, endpoint: .postOrder), FaultSituation(.book),
      FaultSituation(.events, channel: .user, signer: TradingFloor.address(1)),
    ]
    for other in others { #expect(plan.strike(other, now: Self.now + 150) == []) }
    #expect(plan.strike(meant, now: Self.now + 100) == [.lostReply])
    #expect(plan.strike(meant, now: Self.now + 199) == [.lostReply])
    #expect(plan.strike(meant, now: Self.now + 199) == [])
    #expect(plan.entries.map(\.strikes) == [2])
    #expect(plan.entries.map { $0.isOver(now: Self.now + 150) } == [true])
    #expect(plan.remove(number ?? 0) && !plan.remove(number ?? 0))
    _ = plan.add(Fault(.silentSocket, start: Self.now), now: Self.now)
    _ = plan.add(Fault(.lateTrades(5...9), start: Self.now), now: Self.now)
    #expect(
      plan.strike(FaultSituation(.events, channel: .market), now: Self.now)
        == [.silentSocket, .lateTrades(5...9)])
  }

  @Test("a fault of one in four strikes about so often, and the same with the same seed")
  func chance() {
    func run() -> [Bool] {
      var plan = FaultPlan(seed: 5)
      var fault = Fault(.lostReply, start: Self.now)
      fault.perMille = 250
      _ = plan.add(fault, now: Self.now)
      return (0..<4_000).map { _ in !plan.strike(FaultSituation(.request), now: Self.now).isEmpty }
    }
    let first = run()
    #expect((900...1_100).contains(first.filter { $0 }.count))
    #expect(first == run())
  }

  @Test("there are never more faults than the limit, and those that are over make room")
  func bounded() {
    var plan = FaultPlan(seed: 1)
    var short = Fault(.lostReply, start: Self.now)
    short.end = Self.now + 10
    for _ in 0..<FaultPlan.limit { #expect(plan.add(short, now: Self.now) != nil) }
    #expect(plan.add(short, now: Self.now) == nil)
    #expect(plan.add(short, now: Self.now + 10) == FaultPlan.limit + 1)
    #expect(plan.entries.count == 1)
  }
}
