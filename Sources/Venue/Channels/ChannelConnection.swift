import Network
import Synchronization

/// Runs a `ChannelMachine` over real connections: carries its actions out and tells what comes.
///
/// Frames wait in a mailbox of bounded size while they are worked on. Where it overflows, nothing is
/// silently lost: the connection is given up, and the next one begins a new generation.
package final class ChannelConnection: Sendable {
  /// What the owner is told, in the order of the stream.
  package enum Output: Sendable {
    /// A frame of JSON.
    case data([UInt8], isContinuous: Bool)
    /// A frame that is no JSON: PONG, or a word of complaint.
    case word([UInt8])
    /// The stream begins anew: read by REST what it missed, then call `caughtUp`.
    case reread(generation: Int)
    /// The stream stopped; it will be taken up again.
    case interrupted(ChannelLoss)
  }

  private enum Input {
    case socket(WebSocketClientEvent, connection: Int)
    case event(ChannelMachine.Event)
  }

  private struct Mailbox {
    var inputs: [Input] = []
    var bytes = 0
    var overrun: Int?
    var signal: AsyncStream<Void>.Continuation?
  }

  /// Bytes of frames that may wait.
  private static let mostBytes = 128 << 20
  /// What a frame takes besides its bytes, at most: a flood of empty ones is a flood too.
  private static let bytesOfFrame = 256
  /// How often the time is looked at, in milliseconds.
  private static let beat: Int64 = 50

  private let mailbox = Mutex(Mailbox())
  private let connector: ChannelConnector
  private let time: any VenueTimeSource

  /// A channel that has not begun.
  package init(connector: @escaping ChannelConnector, time: any VenueTimeSource) {
    self.connector = connector
    self.time = time
  }

  /// Tells the channel something from any thread: `subscribe`, `caughtUp`, `suspect`, `stop`.
  package func tell(_ event: ChannelMachine.Event) {
    put(.event(event))
  }

  /// Runs the channel until it is told to stop or the task is cancelled; `handler` works on one thing after the
  /// other.
  package func run(
    _ machine: ChannelMachine, _ handler: (Output) async -> Void
  ) async {
    let (signals, signal) = AsyncStream.makeStream(
      of: Void.self, bufferingPolicy: .bufferingNewest(1))
    mailbox.withLock { $0.signal = signal }
    let clock = Task { [time] in
      while !Task.isCancelled {
        await time.sleep(milliseconds: Self.beat)
        signal.yield()
      }
    }
    defer { clock.cancel() }
    var runner = Runner(machine: machine, channel: self)
    await runner.take(.start, handler)
    for await _ in signals {
      for input in takeAll() {
        await runner.take(input, handler)
        if runner.hasStopped { break }
      }
      if runner.hasStopped { break }
      if let lost = takeOverrun() { await runner.overrun(lost, handler) }
      if let wake = runner.machine.wake, time.steady >= wake { await runner.take(.tick, handler) }
    }
    await runner.take(.stop, handler)
    mailbox.withLock { $0 = Mailbox() }
  }

  private func put(_ input: Input) {
    mailbox.withLock { mailbox in
      if case .socket(.text(let bytes), let connection) = input {
        let count = bytes.count + Self.bytesOfFrame
        guard mailbox.bytes + count <= Self.mostBytes else {
          mailbox.overrun = connection
          return
        }
        mailbox.bytes += count
      }
      mailbox.inputs.append(input)
      mailbox.signal?.yield()
    }
  }

  private func takeAll() -> [Input] {
    mailbox.withLock { mailbox in
      mailbox.bytes = 0
      return exchange(&mailbox.inputs, with: [])
    }
  }

  private func takeOverrun() -> Int? {
    mailbox.withLock { exchange(&$0.overrun, with: nil) }
  }

  /// The machine with the socket of its current connection; lives in `run`.
  private struct Runner {
    var machine: ChannelMachine
    let channel: ChannelConnection
    var socket: (any ChannelSocket)?
    var hasStopped = false

    mutating func take(_ input: Input, _ handler: (Output) async -> Void) async {
      switch input {
      case .event(let event):
        await take(event, handler)
        if event == .stop { hasStopped = true }
      case .socket(let event, let connection):
        switch event {
        case .opened: await take(.opened(connection: connection), handler)
        case .closed(let code, let reason):
          await take(.lost(.closed(code: code, reason: reason), connection: connection), handler)
        case .failed(let error):
          await take(.lost(.failed(error), connection: connection), handler)
        case .text(let bytes): await take(bytes, connection, handler)
        }
      }
    }

    mutating func take(
      _ bytes: [UInt8], _ connection: Int, _ handler: (Output) async -> Void
    ) async {
      let kind = ChannelFrame.kind(of: bytes)
      let actions = machine.handle(
        .frame(kind, connection: connection), now: channel.time.steady)
      for action in actions {
        if case .deliver(let isContinuous) = action {
          await handler(.data(bytes, isContinuous: isContinuous))
        } else {
          await perform(action, handler)
        }
      }
      if kind != .data, connection == machine.connection { await handler(.word(bytes)) }
    }

    mutating func take(
      _ event: ChannelMachine.Event, _ handler: (Output) async -> Void
    ) async {
      for action in machine.handle(event, now: channel.time.steady) {
        await perform(action, handler)
      }
    }

    mutating func overrun(_ connection: Int, _ handler: (Output) async -> Void) async {
      guard connection == machine.connection else { return }
      socket?.drop()
      await take(.lost(.overrun, connection: connection), handler)
    }

    private mutating func perform(
      _ action: ChannelMachine.Action, _ handler: (Output) async -> Void
    ) async {
      switch action {
      case .connect(let connection):
        let new = channel.connector { [channel] event in
          channel.put(.socket(event, connection: connection))
        }
        socket = new
        new.connect()
      case .send(let text): socket?.send(text)
      case .drop:
        socket?.drop()
        socket = nil
      case .close:
        socket?.close()
        socket = nil
      case .reread(let generation): await handler(.reread(generation: generation))
      case .interrupted(let loss):
        socket = nil
        await handler(.interrupted(loss))
      case .deliver: break
      }
    }
  }
}
