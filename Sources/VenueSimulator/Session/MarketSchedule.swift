import Runtime

/// When the next thing happens in a market: waiting times, bursts and silences as recorded.
struct MarketSchedule {
  /// In the venue's milliseconds.
  private(set) var nextAction: Int64
  private let pace: SimulatedMarket.Pace
  private var random: SplitMix64
  /// Actions left in the current burst.
  private var burst: Int64 = 0
  /// When the tick size changes, for the market in which it does.
  private var tickChange: Int64?
  /// A silence that comes whatever the draw, so that every session of some length has one.
  private var longSilence: Int64?

  init(
    pace: SimulatedMarket.Pace, start: Int64, duration: Int64, changesTick: Bool, random: SplitMix64
  ) {
    self.pace = pace
    self.random = random
    nextAction = start + 20
    tickChange = changesTick ? start + duration / 2 : nil
    longSilence = pace == .quiet && duration >= 60_000 ? start + duration / 4 : nil
  }

  /// Whether it is time for the change of the tick size, which happens once.
  mutating func takeTickChange(at now: Int64) -> Bool {
    guard let due = tickChange, now >= due else { return false }
    tickChange = nil
    return true
  }

  /// Moves on to the next action.
  mutating func advance() {
    nextAction += pace == .busy ? busyWait() : quietWait()
  }

  /// 48 messages/s on average: waits of 28 ms, one in fifty the start of a burst, one in 1,500 a
  /// silence.
  private mutating func busyWait() -> Int64 {
    if burst > 0 {
      burst -= 1
      return random.number(0...3)
    }
    if random.chance(20) { burst = random.number(8...40) }
    if random.number(1...1500) == 1 { return random.number(2000...8700) }
    return random.wait(mean: 28)
  }

  /// 1.2 messages/s on average: a few at a time, then seconds of silence, seldom up to 25.
  private mutating func quietWait() -> Int64 {
    if burst > 0 {
      burst -= 1
      return random.number(0...200)
    }
    burst = random.number(0...6)
    if let due = longSilence, nextAction >= due {
      longSilence = nil
      return random.number(20_000...25_300)
    }
    if random.chance(20) { return random.number(8000...25_000) }
    return min(25_000, random.wait(mean: 2300))
  }
}
