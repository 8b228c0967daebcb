import FixedPoint
import Network
import Runtime
import Service
import Venue

/// The two channels of a trading run, each on a task of its own; what they tell goes to the desk's mailbox.
final class TradingChannels {
  private let user: ChannelConnection
  private let market: ChannelConnection
  private var tasks: [Task<Void, Never>] = []

  /// Begins to listen: to the account's orders and trades, and to the books of `tokens`.
  init(
    _ address: VenueAddress, trust: TLSTrust, credentials: APICredentials?, tokens: [UInt256],
    mailbox: LiveMailbox
  ) {
    let time = SystemTime()
    user = ChannelConnection(
      connector: ChannelConnection.connector(to: address, .user, trust: trust), time: time)
    market = ChannelConnection(
      connector: ChannelConnection.connector(to: address, .market, trust: trust), time: time)
    let seed = UInt64.random(in: .min ... .max)
    let userMachine = ChannelMachine(.user, topics: [], credentials: credentials, seed: seed)
    let marketMachine = ChannelMachine(
      .market, topics: tokens.map { "\($0)" }, seed: seed &+ 1)
    tasks = [
      Task { [user] in
        await user.run(userMachine) { output in
          // The desk reads a snapshot after every new beginning: what it missed is judged there.
          if case .reread(let generation) = output {
            user.tell(.caughtUp(generation: generation))
          }
          mailbox.put(.user(output))
        }
      },
      Task { [market] in
        await market.run(marketMachine) { output in
          // The first frames of a new subscription are the whole books.
          if case .reread(let generation) = output {
            market.tell(.caughtUp(generation: generation))
          }
          while mailbox.isFull, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(20))
          }
          mailbox.put(.market(output))
        }
      },
    ]
  }

  /// From now on also the books of these tokens.
  func watch(_ tokens: [UInt256]) {
    market.tell(.subscribe(tokens.map { "\($0)" }))
  }

  /// Hears nothing more.
  func stop() {
    user.tell(.stop)
    market.tell(.stop)
  }
}
