import Network
import Synchronization
import TestSupport
import Testing
import Venue

@Suite("Channel connection")
struct ChannelConnectionTests {
  /// A socket that opens at once and hands what is sent to the test.
  private final class FakeSocket: ChannelSocket {
    let handler: @Sendable (WebSocketClientEvent) -> Void
    let sent = Mutex<[String]>([])
    let isGone = Mutex(false)

    init(_ handler: @escaping @Sendable (WebSocketClientEvent) -> Void) {
      self.handler = handler
    }

    func connect() { handler(.opened) }
    func send(_ text: [UInt8]) {
      sent.withLock { $0.append(String(decoding: text, as: UTF8.self)) }
    }
    func close() { isGone.withLock { $0 = true } }
    func drop() { isGone.withLock { $0 = true } }
    func say(_ text: String) { handler(.text(Array(text.utf8))) }
  }

  private final class Sockets: Sendable {
    let all = Mutex<[FakeSocket]>([])

    var connector: ChannelConnector {
      { [self] handler in
        let socket = FakeSocket(handler)
        all.withLock { $0.append(socket) }
        return socket
      }
    }

    func last() -> FakeSocket? { all.withLock { $0.last } }
    var count: Int { all.withLock { $0.count } }
  }

  @Test(
    "frames come in order, a lost connection comes back, and stop ends it", .timeLimit(.minutes(1)))
  func life() async throws {
    let sockets = Sockets()
    let channel = ChannelConnection(connector: sockets.connector, time: SystemTime())
    var timing = ChannelMachine.Timing(.market)
    timing.backoff = 1
    let machine = ChannelMachine(.market, topics: ["1"], timing: timing, seed: 1)
    var data: [String] = []
    var continuous: [Bool] = []
    var rereads = 0
    var losses: [ChannelLoss] = []
    var words = 0
    await channel.run(machine) { output in
      switch output {
      case .reread(let generation):
        rereads += 1
        if generation == 1 {
          sockets.last()?.say("PONG")
          sockets.last()?.say("{\"a\":1}")
          channel.tell(.caughtUp(generation: 1))
        } else {
          sockets.last()?.say("[{\"c\":3}]")
        }
      case .data(let frame, let isContinuous):
        data.append(String(decoding: frame, as: UTF8.self))
        continuous.append(isContinuous)
        switch data.count {
        case 1: sockets.last()?.say("{\"b\":2}")
        case 2: sockets.last()?.handler(.closed(code: 1006, reason: ""))
        default: channel.tell(.stop)
        }
      case .interrupted(let loss): losses.append(loss)
      case .word: words += 1
      }
    }
    #expect(data == ["{\"a\":1}", "{\"b\":2}", "[{\"c\":3}]"])
    #expect(continuous == [false, true, false])
    #expect(rereads == 2 && words == 1 && losses == [.closed(code: 1006, reason: "")])
    #expect(sockets.count == 2)
    #expect(sockets.last()?.isGone.withLock { $0 } == true)
  }

  @Test("a cancelled task ends the channel", .timeLimit(.minutes(1)))
  func cancelled() async throws {
    let sockets = Sockets()
    let channel = ChannelConnection(connector: sockets.connector, time: SystemTime())
    let task = Task {
      await channel.run(ChannelMachine(.market, topics: ["1"], seed: 1)) { _ in }
    }
    while sockets.count == 0 { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    await task.value
    #expect(sockets.last()?.isGone.withLock { $0 } == true)
  }

  @Test(
    "more than can be worked on is not lost silently: the connection begins anew",
    .timeLimit(.minutes(1)),
    arguments: [(32 << 20, 6), (0, 600_000)])
  func overrun(blanks: Int, frames: Int) async throws {
    let sockets = Sockets()
    let channel = ChannelConnection(connector: sockets.connector, time: SystemTime())
    var timing = ChannelMachine.Timing(.market)
    timing.backoff = 1
    let flood = [UInt8](repeating: 0x20, count: blanks) + Array("{}".utf8)
    var losses: [ChannelLoss] = []
    await channel.run(ChannelMachine(.market, topics: ["1"], timing: timing, seed: 1)) { output in
      switch output {
      case .reread(generation: 1):
        for _ in 0..<frames { sockets.last()?.handler(.text(flood)) }
      case .interrupted(let loss): losses.append(loss)
      case .reread: channel.tell(.stop)
      default: break
      }
    }
    #expect(losses == [.overrun] && sockets.count == 2)
  }
}
