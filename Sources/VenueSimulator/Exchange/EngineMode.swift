/// What the matching engine takes (facts/polymarket-v2.md 2.6).
package enum EngineMode: Equatable, Sendable {
  /// Everything.
  case normal
  /// Nothing: 425.
  case restarting
  /// Orders that add to the book, and cancels.
  case postOnly
  /// Cancels.
  case cancelOnly
  /// Nothing: 503, cancels too.
  case disabled
}

extension Exchange {
  /// Puts the engine into `mode`, for good or until `end` (ms since 1970), when it goes on: to post-only
  /// after a restart, to normal after anything else.
  package mutating func setMode(_ mode: EngineMode, until end: Int64? = nil, now: Int64) {
    advance(to: now)
    enter(mode, until: end)
  }

  private mutating func enter(_ mode: EngineMode, until end: Int64?) {
    self.mode = mode
    modeEnd = end
    modeSequence += 1
    if let end {
      timers.add(.mode(sequence: modeSequence), due: min(max(end, now), Self.latestTime))
    }
  }

  /// Restarts the engine: 425 for `duration` ms, then post-only, then normal.
  package mutating func restart(for duration: Int64, now: Int64) {
    advance(to: now)
    enter(.restarting, until: self.now + min(max(0, duration), Self.latestTime))
  }

  mutating func endMode(sequence: Int) {
    guard sequence == modeSequence else { return }
    if mode == .restarting, configuration.postOnlyAfterRestart > 0 {
      enter(.postOnly, until: now + configuration.postOnlyAfterRestart)
    } else {
      enter(.normal, until: nil)
    }
  }

  /// Whether cancels are refused at the moment, and why.
  package var cancelRefusal: EngineRefusal? {
    switch mode {
    case .restarting: .restarting
    case .disabled: .disabled
    case .normal, .postOnly, .cancelOnly: nil
    }
  }

  /// Whether an order of the kind is refused at the moment, and why.
  func refusal(ofPostOnly isPostOnly: Bool) -> EngineRefusal? {
    switch mode {
    case .normal: nil
    case .restarting: .restarting
    case .disabled: .disabled
    case .cancelOnly: .cancelOnly
    case .postOnly:
      isPostOnly ? nil : .postOnly(secondsLeft: modeEnd.map { max(1, ($0 - now + 999) / 1_000) })
    }
  }
}
