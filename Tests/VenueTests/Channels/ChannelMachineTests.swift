import JSON
import TestSupport
import Testing
import Venue

@Suite("Channel machine")
struct ChannelMachineTests {
  private func market(
    _ topics: [String] = ["1", "2"], timing: ChannelMachine.Timing? = nil, seed: UInt64 = 1
  ) -> ChannelMachine {
    ChannelMachine(.market, topics: topics, timing: timing, seed: seed)
  }

  private func opened(at now: Int64 = 0) -> ChannelMachine {
    var machine = market()
    _ = machine.handle(.start, now: now)
    _ = machine.handle(.opened(connection: 1), now: now)
    return machine
  }

  private func texts(_ actions: [ChannelMachine.Action]) -> [String] {
    actions.compactMap {
      if case .send(let bytes) = $0 { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
  }

  @Test("a channel connects, subscribes and asks for a reread; data then is not continuous at once")
  func start() {
    var machine = market()
    #expect(machine.handle(.start, now: 5) == [.connect(connection: 1)])
    #expect(machine.handle(.start, now: 6) == [])
    let actions = machine.handle(.opened(connection: 1), now: 10)
    #expect(
      texts(actions) == [
        #"{"assets_ids":["1","2"],"type":"market","custom_feature_enabled":false}"#
      ])
    #expect(actions.last == .reread(generation: 1) && machine.isOpen)
    let early = machine.handle(.frame(.data, connection: 1), now: 11)
    #expect(early == [.deliver(isContinuous: false)])
    _ = machine.handle(.caughtUp(generation: 1), now: 12)
    #expect(
      machine.handle(.frame(.data, connection: 1), now: 13) == [.deliver(isContinuous: true)])
  }

  @Test("a user channel proves itself in its first frame, with markets only where some are named")
  func user() throws {
    let credentials = try #require(
      APICredentials(key: "k\"", secret: "c2VjcmV0", passphrase: "p"))
    for (topics, expected) in [
      ([], #"{"auth":{"apiKey":"k\"","secret":"c2VjcmV0","passphrase":"p"},"type":"user"}"#),
      (
        ["0xa"],
        #"{"auth":{"apiKey":"k\"","secret":"c2VjcmV0","passphrase":"p"},"markets":["0xa"],"type":"user"}"#
      ),
    ] {
      var machine = ChannelMachine(.user, topics: topics, credentials: credentials, seed: 1)
      _ = machine.handle(.start, now: 0)
      #expect(texts(machine.handle(.opened(connection: 1), now: 0)) == [expected])
      // Silence means nothing there: nothing but PING and PONG is waited for.
      for now in stride(from: Int64(1_000), to: 600_000, by: 1_000) {
        #expect(!machine.handle(.tick, now: now).contains { $0 == .reread(generation: 2) })
        _ = machine.handle(.frame(.pong, connection: 1), now: now)
      }
      #expect(machine.isOpen)
    }
  }

  @Test("PING every ten seconds; thirty without PONG end the connection, data or not")
  func pong() {
    var machine = opened()
    #expect(machine.wake == 10_000)
    #expect(texts(machine.handle(.tick, now: 10_000)) == ["PING"])
    #expect(machine.handle(.tick, now: 10_001) == [])
    #expect(texts(machine.handle(.tick, now: 20_000)) == ["PING"])
    _ = machine.handle(.frame(.data, connection: 1), now: 29_000)
    let actions = machine.handle(.tick, now: 30_000)
    #expect(actions == [.drop(connection: 1), .interrupted(.noPong)])
    #expect(!machine.isOpen && machine.wake.map { (30_000...30_500).contains($0) } == true)
  }

  @Test(
    "an owner who was busy for long asks first, and does not take its own silence for the venue's")
  func busy() {
    var machine = opened()
    #expect(texts(machine.handle(.tick, now: 10_000)) == ["PING"])
    _ = machine.handle(.frame(.pong, connection: 1), now: 10_100)
    _ = machine.handle(.frame(.data, connection: 1), now: 50_000)
    #expect(texts(machine.handle(.tick, now: 50_000)) == ["PING"])
    #expect(machine.isOpen && machine.wake == 60_000)
    _ = machine.handle(.frame(.data, connection: 1), now: 69_000)
    #expect(machine.handle(.tick, now: 70_000).contains(.interrupted(.noPong)))
  }

  @Test("a socket that answers PING and tells nothing is subscribed anew, then given up")
  func silent() {
    var machine = opened()
    _ = machine.handle(.frame(.data, connection: 1), now: 0)
    _ = machine.handle(.caughtUp(generation: 1), now: 0)
    for now in stride(from: Int64(5_000), to: 60_000, by: 5_000) {
      _ = machine.handle(.frame(.pong, connection: 1), now: now)
      _ = machine.handle(.tick, now: now)
    }
    _ = machine.handle(.frame(.other, connection: 1), now: 59_999)
    let anew = machine.handle(.tick, now: 60_000)
    #expect(
      texts(anew).filter { $0 != "PING" } == [
        #"{"assets_ids":["1","2"],"operation":"unsubscribe"}"#,
        #"{"assets_ids":["1","2"],"operation":"subscribe"}"#,
      ])
    #expect(anew.last == .reread(generation: 2) && !machine.isContinuous)
    _ = machine.handle(.frame(.pong, connection: 1), now: 65_000)
    #expect(
      machine.handle(.tick, now: 70_000).suffix(2)
        == [.drop(connection: 1), .interrupted(.silent)])
  }

  @Test("a socket that answers new subscriptions with books and tells nothing else is given up")
  func booksAlone() {
    var machine = opened()
    _ = machine.handle(.frame(.data, connection: 1), now: 0)
    var losses = 0
    for now in stride(from: Int64(1_000), through: 200_000, by: 1_000) where losses == 0 {
      _ = machine.handle(.frame(.pong, connection: 1), now: now)
      let actions = machine.handle(.tick, now: now)
      if actions.contains(.interrupted(.silent)) {
        losses += 1
        #expect(now == 182_000, "two new subscriptions, each with a minute behind it")
      }
      if actions.contains(where: { if case .reread = $0 { true } else { false } }) {
        _ = machine.handle(.frame(.data, connection: 1), now: now + 20)
      }
    }
    #expect(losses == 1 && machine.generation == 3)
    // One that goes on telling is believed again.
    var live = opened()
    for minute in 1...5 {
      let now = Int64(minute) * 62_000
      _ = live.handle(.frame(.pong, connection: 1), now: now)
      #expect(live.handle(.tick, now: now).contains(.reread(generation: minute + 1)))
      _ = live.handle(.frame(.data, connection: 1), now: now + 20)
      _ = live.handle(.frame(.data, connection: 1), now: now + 1_500)
    }
    #expect(live.isOpen)
  }

  @Test("data behind a new subscription ends the suspicion")
  func recovered() {
    var machine = opened()
    _ = machine.handle(.suspect, now: 1_000)
    #expect(machine.generation == 2)
    _ = machine.handle(.frame(.data, connection: 1), now: 2_000)
    _ = machine.handle(.frame(.pong, connection: 1), now: 10_000)
    _ = machine.handle(.tick, now: 12_000)
    #expect(machine.isOpen)
  }

  @Test("catching up with an older generation counts for nothing")
  func staleCatchUp() {
    var machine = opened()
    _ = machine.handle(.suspect, now: 1_000)
    _ = machine.handle(.caughtUp(generation: 1), now: 1_001)
    #expect(!machine.isContinuous)
    _ = machine.handle(.caughtUp(generation: 2), now: 1_002)
    #expect(machine.isContinuous)
  }

  @Test("what comes from an earlier connection is ignored")
  func stale() {
    var machine = opened()
    _ = machine.handle(.lost(.closed(code: 1006, reason: ""), connection: 1), now: 100)
    let wake = machine.wake ?? 0
    #expect(machine.handle(.tick, now: wake) == [.connect(connection: 2)])
    #expect(machine.handle(.opened(connection: 1), now: wake) == [])
    #expect(machine.handle(.frame(.data, connection: 1), now: wake) == [])
    #expect(machine.handle(.lost(.noPong, connection: 1), now: wake) == [])
    #expect(machine.handle(.opened(connection: 2), now: wake).last == .reread(generation: 2))
  }

  @Test("a handshake that takes too long is given up")
  func handshake() {
    var machine = market()
    _ = machine.handle(.start, now: 0)
    #expect(machine.wake == 15_000)
    #expect(
      machine.handle(.tick, now: 15_000) == [
        .drop(connection: 1), .interrupted(.handshakeTimedOut),
      ])
  }

  @Test(
    "waits grow to their bound, jitter over all of it, and begin anew behind a stable connection")
  func backoff() {
    var machine = market(seed: 9)
    _ = machine.handle(.start, now: 0)
    var now: Int64 = 0
    var waits: [Int64] = []
    for connection in 1...40 {
      _ = machine.handle(.lost(.handshakeTimedOut, connection: connection), now: now)
      let wake = machine.wake ?? now
      waits.append(wake - now)
      now = wake
      _ = machine.handle(.tick, now: now)
    }
    for (attempt, wait) in waits.enumerated() {
      #expect((0...min(30_000, 500 << Int64(min(attempt, 20)))).contains(wait))
    }
    #expect(waits.max() ?? 0 > 20_000 && waits.dropFirst(8).min() ?? 30_000 < 10_000)
    // Open and closed at once, again and again, is no stable connection.
    _ = machine.handle(.opened(connection: 41), now: now)
    _ = machine.handle(.frame(.data, connection: 41), now: now + 40_000)
    _ = machine.handle(.lost(.noPong, connection: 41), now: now + 40_000)
    #expect((machine.wake ?? 0) - now - 40_000 <= 500)
  }

  @Test("the same seed waits the same, another one otherwise")
  func seeds() {
    func waits(_ seed: UInt64) -> [Int64?] {
      var machine = market(seed: seed)
      _ = machine.handle(.start, now: 0)
      return (1...10).map { connection in
        _ = machine.handle(.lost(.noPong, connection: connection), now: 0)
        let wake = machine.wake
        _ = machine.handle(.tick, now: wake ?? 0)
        return wake
      }
    }
    #expect(waits(3) == waits(3) && waits(3) != waits(4))
  }

  @Test("topics come and go while the channel is open, and are all there after a reconnect")
  func topics() {
    var machine = opened()
    #expect(machine.handle(.subscribe(["2", "1"]), now: 1) == [])
    #expect(
      machine.handle(.subscribe(["3", "1"]), now: 1).prefix(1)
        == [.send(Array(#"{"assets_ids":["3"],"operation":"subscribe"}"#.utf8))])
    #expect(
      machine.handle(.unsubscribe(["1", "9"]), now: 2)
        == [.send(Array(#"{"assets_ids":["1"],"operation":"unsubscribe"}"#.utf8))])
    _ = machine.handle(.lost(.noPong, connection: 1), now: 3)
    #expect(machine.handle(.subscribe(["4"]), now: 4) == [])
    _ = machine.handle(.tick, now: 10_000)
    let frames = texts(machine.handle(.opened(connection: 2), now: 10_001))
    #expect(
      frames == [#"{"assets_ids":["2","3","4"],"type":"market","custom_feature_enabled":false}"#])
  }

  @Test("a market channel without a token subscribes when it gets its first")
  func empty() {
    var machine = market([])
    _ = machine.handle(.start, now: 0)
    #expect(texts(machine.handle(.opened(connection: 1), now: 0)) == [])
    for now in stride(from: Int64(10_000), to: 300_000, by: 10_000) {
      _ = machine.handle(.frame(.pong, connection: 1), now: now)
      #expect(!machine.handle(.tick, now: now).contains { $0 == .interrupted(.silent) })
    }
    let frames = texts(machine.handle(.subscribe(["7"]), now: 300_000))
    #expect(frames == [#"{"assets_ids":["7"],"type":"market","custom_feature_enabled":false}"#])
  }

  @Test("a stopped channel does nothing more")
  func stop() {
    var machine = opened()
    #expect(machine.handle(.stop, now: 1) == [.close(connection: 1)])
    #expect(machine.wake == nil)
    for event in [
      ChannelMachine.Event.tick, .start, .opened(connection: 1), .frame(.data, connection: 1),
      .lost(.noPong, connection: 1), .suspect, .stop, .subscribe(["9"]),
    ] {
      #expect(machine.handle(event, now: 100_000) == [])
    }
  }

  @Test(
    "whatever happens in whatever order, the machine keeps its promises", arguments: 0..<60)
  func property(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var machine = market(seed: seed)
    var now: Int64 = 0
    var current: Int?
    var rereads = 0
    var caughtUp = 0
    for _ in 0..<2_000 {
      now += Int64.random(in: 0...4_000, using: &random)
      let number = machine.connection - Int.random(in: 0...1, using: &random)
      let events: [ChannelMachine.Event] = [
        .start, .tick, .tick, .opened(connection: number), .frame(.data, connection: number),
        .frame(.pong, connection: number), .frame(.ping, connection: number),
        .frame(.other, connection: number), .lost(.noPong, connection: number), .suspect,
        .caughtUp(generation: machine.generation - Int.random(in: 0...1, using: &random)),
        .subscribe(["\(Int.random(in: 0...9, using: &random))"]),
        .unsubscribe(["\(Int.random(in: 0...9, using: &random))"]),
      ]
      guard let event = events.randomElement(using: &random) else { return }
      if case .caughtUp(let generation) = event { caughtUp = max(caughtUp, generation) }
      for action in machine.handle(event, now: now) {
        switch action {
        case .connect(let connection):
          #expect(current == nil && connection == machine.connection, "one connection at a time")
          current = connection
        case .drop(let connection), .close(let connection):
          #expect(connection == current)
        case .interrupted: current = nil
        case .send: #expect(machine.isOpen)
        case .reread(let generation):
          #expect(generation == rereads + 1)
          rereads = generation
        case .deliver(let isContinuous):
          #expect(machine.isOpen && (!isContinuous || caughtUp == rereads))
        }
      }
      if machine.isContinuous { #expect(machine.isOpen && caughtUp == rereads) }
      // There is always something it waits for, once it has begun.
      if current != nil { #expect(machine.wake != nil) }
      if let wake = machine.wake { #expect(wake <= now + 60_000) }
    }
    _ = machine.handle(.stop, now: now)
    #expect(machine.wake == nil && !machine.isContinuous)
  }
}
