/// When snapshots are asked for, one at a time, and since when trades have to be read (facts/oms.md 2.2, 2.5).
struct RoundSchedule: Equatable, Sendable {
  /// The number of the last round that was asked for.
  private(set) var number = 0
  /// When the round that is still unanswered was asked for.
  private(set) var asked: Int64?
  /// When the last complete snapshot was begun.
  private(set) var lastComplete: Int64?
  /// All trades that were matched before this are known, on the venue's clock.
  private(set) var watermark: Int64?
  /// How far the venue's clock was ahead of ours at the last complete snapshot; nil before the first.
  private(set) var skew: Int64?
  /// Whether an order may be live, or anything is open: then rounds come quickly.
  var isBusy = true
  private var started: Int64?
  private var lastAsked: Int64?
  /// Asked for out of turn.
  private var wanted: Int64?

  /// The process begins.
  mutating func begin(now: Int64) {
    started = now
    wanted = now
    asked = nil
  }

  /// A round is wanted then; also when one is under way, since what has just happened is not in it.
  mutating func ask(at time: Int64) {
    wanted = min(wanted ?? time, time)
  }

  /// The earliest time for a round that an order asks for: a storm of oddities is one round a second.
  func nextAllowed(_ policy: ReconcilerPolicy) -> Int64 {
    (lastAsked ?? .min / 2) + policy.spacing
  }

  /// The number of the round to ask for now; nil while one is under way or none is due.
  mutating func next(_ policy: ReconcilerPolicy, now: Int64) -> Int? {
    guard asked == nil, let due = due(policy), now >= due else { return nil }
    number += 1
    asked = now
    lastAsked = now
    wanted = nil
    return number
  }

  /// The answer of a round came; false for one that is not awaited any more.
  mutating func landed(_ round: Int) -> Bool {
    guard asked != nil, round == number else { return false }
    asked = nil
    return true
  }

  /// The round under way is given up; true where that is so now.
  mutating func timedOut(_ policy: ReconcilerPolicy, now: Int64) -> Bool {
    guard let asked, now >= asked + policy.roundTimeout else { return false }
    self.asked = nil
    return true
  }

  /// What a complete snapshot, begun at `time` on our clock, tells of the venue's.
  mutating func compare(asOf time: Int64, skew: Int64) {
    self.skew = skew
    // A watermark that lies ahead of the venue's own clock was taken by ours (journals did so once).
    if let mark = watermark, mark > time + skew {
      watermark = min(time + skew, mark + min(0, skew))
    }
  }

  /// A complete snapshot was begun then, on our clock.
  mutating func complete(asOf time: Int64) {
    lastComplete = max(lastComplete ?? time, time)
  }

  /// All trades before `time`, on the venue's clock, are known.
  mutating func advance(to time: Int64) {
    watermark = max(watermark ?? time, time)
  }

  /// A time of our clock on the venue's; the same where nobody has compared them yet.
  func onVenueClock(_ time: Int64) -> Int64 { time + (skew ?? 0) }

  /// From when on nothing is known any more; nil before the start.
  func staleFrom(_ policy: ReconcilerPolicy) -> Int64? {
    guard let started else { return nil }
    let slack = isBusy ? 0 : policy.idleInterval
    return max(started, lastComplete ?? started) + policy.freshness + slack
  }

  /// When something is to be done; nil before the start.
  func wake(_ policy: ReconcilerPolicy) -> Int64? {
    asked.map { $0 + policy.roundTimeout } ?? due(policy)
  }

  private func due(_ policy: ReconcilerPolicy) -> Int64? {
    guard started != nil else { return nil }
    let interval = isBusy ? policy.pollInterval : policy.idleInterval
    let regular = lastAsked.map { $0 + interval }
    return [regular, wanted].compactMap(\.self).min()
  }
}
