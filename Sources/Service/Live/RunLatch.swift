package import Orders

/// The kill latch of a run: the files of its folder, which people trip without a run and without the store, and the
/// shared store, which refuses numbers to every process of the key. What the files say is what holds; what the store
/// alone knows means that the files were lost, and that counts as tripped (facts/oms.md 6.2 rules 2 and 3).
package final class RunLatch: KillLatch {
  private let file: any KillLatch
  private let store: any KillLatch

  /// The latch of these two.
  package init(file: any KillLatch, store: any KillLatch) {
    self.file = file
    self.store = store
  }

  package func read() -> KillReading {
    let reading = file.read()
    guard case .kills(let latched, let epoch) = reading else { return reading }
    switch store.read() {
    case .unreadable(let reason): return .unreadable(reason)
    case .kills(let stored, let storedEpoch):
      for entry in stored where entry.step.record.state != .armed {
        let scope = entry.step.record.scope
        guard latched.contains(where: { $0.step.record.scope.normalised == scope.normalised })
        else { return .unreadable("the latch of \(scope.text) is gone from its file") }
      }
      tellStore(latched, knowing: stored)
      return .kills(latched, epoch: max(epoch, storedEpoch))
    }
  }

  /// The files first: they are what people read. The store is told whatever became of them.
  package func write(_ step: KillStep) throws(KillLatchFailure) {
    var failure: KillLatchFailure?
    for latch in [file, store] {
      do throws(KillLatchFailure) {
        try latch.write(step)
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  /// What people tripped in the files stops the numbers of every process too. A reset is written by the desk alone,
  /// once its signatures hold.
  private func tellStore(_ latched: [LatchedKill], knowing stored: [LatchedKill]) {
    for entry in latched where entry.step.record.state != .armed {
      let known = stored.first {
        $0.step.record.scope.normalised == entry.step.record.scope.normalised
      }
      if let known, known.step.record.state != .armed,
        known.step.record.epoch >= entry.step.record.epoch
      {
        continue
      }
      // A store that cannot be written gives no numbers anyway.
      try? store.write(entry.step)
    }
  }
}
