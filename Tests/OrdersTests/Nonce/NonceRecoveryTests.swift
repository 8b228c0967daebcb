import Hashing
import Orders
import Testing

private let limits = NonceLimits(
  pendingCeiling: 8, gapTolerance: 30_000, renewalWindow: 1, resequencesOnGap: true)
private let bytesHash = SHA256.hash([1])

/// How far a process came with one order before it died, step by step: what is in the table and in the journal.
private enum Step: Int, CaseIterable {
  case reserved, journalledBytes, markedSigned, journalledSending, markedPosting, sent
  case journalledAnswer, markedPosted

  var trace: NonceJournal.Trace? {
    switch self {
    case .reserved: return nil
    case .journalledBytes, .markedSigned: return .signed(bytesHash)
    case .journalledSending, .markedPosting, .sent: return .sent(bytesHash)
    case .journalledAnswer, .markedPosted: return .settled(bytesHash)
    }
  }

  var state: NonceSlotState {
    switch self {
    case .reserved, .journalledBytes: .reserved
    case .markedSigned, .journalledSending: .signed
    case .markedPosting, .sent, .journalledAnswer: .posting
    case .markedPosted: .posted
    }
  }
}

@Suite("numbers after a crash")
struct NonceRecoveryTests {
  private func lane(_ kind: NonceLane.Kind, at step: Step) -> NonceLane {
    var lane = NonceLane(kind: kind)
    lane.observeCredential(expires: .max, now: 0)
    _ = lane.observe(count: 0, now: 0, limits: limits)
    let number = lane.assign(NonceRequest("a", owner: "one"), now: 0, limits: limits).number
    #expect(number == 0)
    for state in [NonceSlotState.signed, .posting, .posted] where state != step.state {
      if step.state.leads(to: state) { break }
      lane.settle(request: "a", state, hash: bytesHash, now: 0)
    }
    lane.settle(request: "a", step.state, hash: bytesHash, now: 0)
    #expect(lane.slot(0)?.state == step.state)
    return lane
  }

  @Test(
    "the table of facts/oms.md 3.6, at every point", arguments: Step.allCases,
    NonceLane.Kind.allCases)
  private func crash(at step: Step, kind: NonceLane.Kind) {
    var lane = lane(kind, at: step)
    var journal = NonceJournal()
    if let trace = step.trace {
      journal.traces["a"] = trace
      journal.highest = 0
    }
    let steps = lane.recover(journal, owner: "one", now: 100)
    let next = lane.assign(NonceRequest("b", owner: "two"), now: 101, limits: limits)
    switch step {
    case .reserved:
      #expect(steps == [.voided(request: "a", number: 0)])
      // No signature of it was ever made: a transaction's number is free again.
      #expect(next.number == (kind == .transaction ? 0 : 1))
    case .journalledBytes, .markedSigned:
      #expect(steps == [.post(request: "a", number: 0, order: bytesHash)])
      #expect(lane.slot(0)?.state == .signed)
      #expect(next.number == 1)
    case .journalledSending, .markedPosting, .sent:
      #expect(steps == [.lookUp(request: "a", number: 0, order: bytesHash)])
      #expect(lane.slot(0)?.state == .unknown)
      // An order in doubt holds its lane; a transaction that may be out there is no hole.
      #expect(next.number == (kind == .transaction ? 1 : nil))
    case .journalledAnswer, .markedPosted:
      #expect(steps.isEmpty)
      #expect(lane.slot(0)?.state == .posted)
      #expect(next.number == 1)
    }
    let again = lane.recover(journal, owner: "one", now: 102)
    // What is still open is said again, what was done is not.
    #expect(again == (step == .reserved ? [] : steps))
  }

  @Test("nobody touches the slots of another process")
  func others() {
    var lane = lane(.order, at: .markedPosting)
    #expect(lane.recover(NonceJournal(), owner: "two", now: 1).isEmpty)
    #expect(lane.slot(0)?.state == .posting)
  }

  @Test("a table that was lost goes on above the journal")
  func lostTable() {
    var lane = NonceLane(kind: .order)
    lane.observeCredential(expires: .max, now: 0)
    _ = lane.observe(count: 0, now: 0, limits: limits)
    _ = lane.recover(
      NonceJournal(traces: ["old": .settled(bytesHash)], highest: 41), owner: "one", now: 0)
    #expect(lane.assign(NonceRequest("new"), now: 1, limits: limits).number == 42)
  }

  @Test("a journal that lost its end does not make a posted number free")
  func lostJournal() {
    var lane = lane(.transaction, at: .markedPosting)
    let steps = lane.recover(NonceJournal(), owner: "one", now: 1)
    #expect(steps == [.lookUp(request: "a", number: 0, order: bytesHash)])
    #expect(lane.slot(0)?.state == .unknown)
  }
}
