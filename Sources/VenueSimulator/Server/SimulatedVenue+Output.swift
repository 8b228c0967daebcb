import FixedPoint
import Hashing
import Trading
import Venue

/// Frames on their way to sockets, and what goes wrong with them there.
extension SimulatedVenue {
  /// What a frame is about.
  enum FrameKind: Equatable {
    case market(MarketIndex, isTrade: Bool)
    case user(MarketIndex, isTrade: Bool)
    /// An answer to the socket itself, which no fault of events concerns.
    case reply

    var isTrade: Bool {
      switch self {
      case .market(_, let isTrade), .user(_, let isTrade): isTrade
      case .reply: false
      }
    }
  }

  /// Frames that are held back to be sent in another order, and until when at the latest.
  struct HeldFrames {
    var frames: [[UInt8]] = []
    var window = 0
    var deadline: Int64 = 0
  }

  /// A frame that comes late.
  struct LateFrame {
    var due: Int64
    var socket: SocketID
    var frame: [UInt8]
  }

  /// Frames that may wait in all; beyond it they are sent at once, since memory is bounded and lateness is not.
  private static let mostLateFrames = 100_000
  /// ms after which frames held back for another order go out, however few they are.
  private static let longestHold: Int64 = 1_000

  /// Sends a frame to sockets, each with the faults that strike it there.
  mutating func emit(_ frame: [UInt8], _ kind: FrameKind, to sockets: [SocketID]) {
    for socket in sockets {
      guard kind != .reply, faults.isActive else {
        act(on: socket, .send(frame))
        continue
      }
      emit(frame, kind, to: socket)
    }
  }

  private mutating func emit(_ frame: [UInt8], _ kind: FrameKind, to socket: SocketID) {
    let now = exchange.now
    let strikes = faults.strike(situation(kind, socket), now: now)
    var copies = 1
    var delay: Int64 = 0
    var window: Int?
    for strike in strikes {
      switch strike {
      case .duplicateEvents(let more): copies += more
      case .reorderedEvents(let size): window = size
      case .lateEvents(let range), .lateTrades(let range): delay += faults.draw(range)
      case .silentSocket: copies = 0
      case .droppedSocket:
        hub.closed(socket)
        held[socket] = nil
        act(on: socket, .drop)
        copies = 0
      default: continue
      }
      note(strike, "socket \(socket.number)", now: now)
    }
    for _ in 0..<copies {
      if delay > 0, late.count < Self.mostLateFrames {
        hold(LateFrame(due: now + delay, socket: socket, frame: frame))
      } else if let window {
        hold(frame, of: socket, window: window)
      } else {
        act(on: socket, .send(frame))
      }
    }
  }

  private func situation(_ kind: FrameKind, _ socket: SocketID) -> FaultSituation {
    var situation =
      switch kind {
      case .market(let index, _):
        FaultSituation(
          .events, channel: .market, market: market(at: index).definition.conditionID)
      case .user(let index, _):
        FaultSituation(
          .events, channel: .user, market: market(at: index).definition.conditionID,
          signer: hub.address(of: socket))
      case .reply: FaultSituation(.events)
      }
    situation.isTrade = kind.isTrade
    return situation
  }

  /// Keeps the late frames in order of their time.
  private mutating func hold(_ frame: LateFrame) {
    var low = 0
    var high = late.count
    while low < high {
      let middle = (low + high) / 2
      if late[middle].due <= frame.due { low = middle + 1 } else { high = middle }
    }
    late.insert(frame, at: low)
  }

  private mutating func hold(_ frame: [UInt8], of socket: SocketID, window: Int) {
    var group = held[socket] ?? HeldFrames(deadline: exchange.now + Self.longestHold)
    group.frames.append(frame)
    group.window = window
    held[socket] = group
    if group.frames.count >= window { release(socket) }
  }

  private mutating func release(_ socket: SocketID) {
    guard var group = held.removeValue(forKey: socket) else { return }
    faults.shuffle(&group.frames)
    for frame in group.frames { act(on: socket, .send(frame)) }
  }

  /// When a frame that waits is due, in ms since 1970.
  var nextFrame: Int64? {
    let releases = held.values.lazy.map(\.deadline).min()
    guard let first = late.first?.due else { return releases }
    return releases.map { min($0, first) } ?? first
  }

  /// Sends what waited until now.
  mutating func sendWaiting(now: Int64) {
    if !late.isEmpty {
      let count = late.prefix { $0.due <= now }.count
      for frame in late.prefix(count) { act(on: frame.socket, .send(frame.frame)) }
      late.removeFirst(count)
    }
    guard !held.isEmpty else { return }
    let due = held.filter { $0.value.deadline <= now }.map(\.key).sorted { $0.number < $1.number }
    for socket in due { release(socket) }
  }

  // MARK: books

  /// A book as it is shown: with levels that are not there, or a hash that is not its own, where a fault says so.
  mutating func shown(
    _ snapshot: BookSnapshot, endpoint: Fault.Endpoint? = nil, channel: Fault.Channel? = nil
  ) -> BookSnapshot {
    guard faults.isActive else { return snapshot }
    let market = market(at: snapshot.token.simulatedMarket)
    var snapshot = snapshot
    for strike in strikes(onBooksOf: market, endpoint, channel) {
      switch strike {
      case .ghostBook(let levels):
        addGhosts(levels, to: &snapshot, of: market)
      case .hashMismatch: snapshot.hash = Self.otherHash(snapshot.hash)
      default: continue
      }
    }
    return snapshot
  }

  /// A change as it is shown, with hashes that are not its own where a fault says so.
  mutating func shown(_ change: PriceChange) -> PriceChange {
    guard faults.isActive else { return change }
    var change = change
    for case .hashMismatch in strikes(onBooksOf: market(at: change.market), nil, .market) {
      for index in change.levels.indices {
        change.levels[index].hash = Self.otherHash(change.levels[index].hash)
      }
    }
    return change
  }

  private mutating func strikes(
    onBooksOf market: ExchangeMarket, _ endpoint: Fault.Endpoint?, _ channel: Fault.Channel?
  ) -> [Fault.Kind] {
    let now = exchange.now
    let strikes = faults.strike(
      FaultSituation(
        .book, endpoint: endpoint, channel: channel, market: market.definition.conditionID),
      now: now)
    for strike in strikes { note(strike, "market \(market.index.position + 1)", now: now) }
    return strikes
  }

  /// Levels better than the best, or where a side is empty from the middle on, as far as the grid has room. The hash
  /// belongs to what is shown: such a book looks right.
  private mutating func addGhosts(
    _ count: Int, to snapshot: inout BookSnapshot, of market: ExchangeMarket
  ) {
    let tick = market.tickSize.raw
    let size = Micros(raw: 1_000_000_000)
    for _ in 0..<count {
      let bid = snapshot.book.bestBid?.price.raw ?? 500_000 - 500_000 % tick - 2 * tick
      let ask = snapshot.book.bestAsk?.price.raw ?? bid + 4 * tick
      if bid + tick < ask {
        snapshot.book.set(.buy, price: Micros(raw: bid + tick), size: size)
      }
      if ask - tick > bid + tick {
        snapshot.book.set(.sell, price: Micros(raw: ask - tick), size: size)
      }
    }
    var hasher = BookHash()
    snapshot.hash = hasher.digest(
      of: snapshot.book, market: market.definition.conditionID.prefixedHex.utf8,
      token: market.tokenID(snapshot.token.outcome).description.utf8,
      timestamp: snapshot.timestamp, terms: snapshot.terms,
      lastTradePrice: snapshot.lastTradePrice)
  }

  /// Any hash but this.
  private static func otherHash(_ hash: Digest20) -> Digest20 { SHA1.hash(Array(hash.hex.utf8)) }
}

extension FaultPlan {
  /// Whether there is any fault at all.
  var isActive: Bool { !entries.isEmpty }
}
