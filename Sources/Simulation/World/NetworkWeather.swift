import Runtime

/// What the network does to what is sent: all chance of it, from one stream.
struct NetworkWeather {
  /// What becomes of a request and its answer.
  struct Fate {
    /// Milliseconds until it arrives, once or twice; empty where it never does.
    var arrivals: [Int64]
    /// Milliseconds that the answer takes; nil where it is lost.
    var answer: Int64?
  }

  /// What may go wrong.
  var faults: Set<SimulationFault>
  /// Nothing comes through before this time.
  var partitionedUntil: Int64 = 0
  private var random: SplitMix64
  /// How bad it is, out of 1,000: some seeds lose a little, some a third.
  private let lossRate: Int64
  private let timeoutRate: Int64

  /// The weather of a seed.
  init(seed: UInt64, faults: Set<SimulationFault>) {
    self.faults = faults
    random = SplitMix64(seed: seed ^ 0x4E45_5457_4F52_4B)
    let rates: [Int64] = [20, 20, 100, 300]
    lossRate = rates[Int(random.number(0...3))]
    timeoutRate = rates[Int(random.number(0...3))]
  }

  /// The fate of a request that is sent at `now`. Requests arrive within ``longestWay`` or never: the venue does not
  /// read what a closed connection still had.
  mutating func request(now: Int64) -> Fate {
    var fate = Fate(arrivals: [latency()], answer: latency())
    let isLost = random.chance(lossRate)
    let isAnswerLost = random.chance(timeoutRate)
    let isTwice = random.chance(25)
    let isLate = random.chance(30)
    if faults.contains(.duplicate), isTwice { fate.arrivals.append(fate.arrivals[0] + latency()) }
    if faults.contains(.timeout), isLate { fate.answer = Self.patience + random.number(1...4_000) }
    if faults.contains(.timeout), isAnswerLost { fate.answer = nil }
    if now < partitionedUntil || (faults.contains(.loss) && isLost) {
      fate = Fate(arrivals: [], answer: nil)
    }
    return fate
  }

  /// Milliseconds until a message of the user channel comes, once or twice; empty where it is lost.
  mutating func message(now: Int64) -> [Int64] {
    let first = latency()
    let second = first + latency()
    let isLost = random.chance(lossRate)
    let isTwice = random.chance(50)
    if now < partitionedUntil || (faults.contains(.loss) && isLost) { return [] }
    return faults.contains(.duplicate) && isTwice ? [first, second] : [first]
  }

  /// Whether a page of a list is missing.
  mutating func losesPage() -> Bool {
    let isLost = random.chance(lossRate)
    return faults.contains(.loss) && isLost
  }

  /// A number for whoever else needs one.
  mutating func number(_ range: ClosedRange<Int64>) -> Int64 { random.number(range) }

  /// After so many milliseconds a client gives up.
  static let patience: Int64 = 5_000
  /// No request takes longer, in milliseconds.
  static let longestWay: Int64 = 3_000

  /// A few milliseconds, and with reordering up to seconds.
  private mutating func latency() -> Int64 {
    let usual = random.number(2...40)
    let isSlow = random.chance(150)
    let slow = random.number(100...Self.longestWay / 2)
    return faults.contains(.reorder) && isSlow ? slow : usual
  }
}
