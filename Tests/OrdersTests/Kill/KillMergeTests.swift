import Orders
import Testing

/// A latch that others write too: of two the stricter holds (facts/oms.md 6.2 rule 3).
struct KillMergeTests {
  private func latched(_ rig: KillRig) -> KillReading {
    .kills(rig.killSwitch.kills, epoch: rig.killSwitch.epoch)
  }

  @Test("a trip of another process stops this one")
  func trip() throws {
    var other = try KillRig()
    _ = other.handle(.trip(.strategy("maker"), .manual, by: "alice", reason: "elsewhere"))
    var rig = try KillRig()
    let actions = rig.handle(.latch(latched(other)))
    #expect(actions.contains(.purge(.strategy("maker"))))
    #expect(rig.killSwitch.verdict(strategy: "maker", market: "0xaa") != nil)
    #expect(rig.killSwitch.kills[0].initiators == ["alice"])
  }

  @Test("what cannot be read is tripped everywhere, and stays so when it can be read again")
  func unreadable() throws {
    var rig = try KillRig()
    #expect(rig.handle(.latch(.unreadable("no such disk"))).states.first == .tripped)
    #expect(rig.killSwitch.kill(of: .global)?.triggers == [.unreadable])
    _ = rig.handle(.latch(latched(rig)))
    #expect(rig.state == .cancelling)
    #expect(rig.handle(.latch(.unreadable("again"))).isEmpty, "it stands already")
  }

  @Test("what a latch lost or weakened is written back")
  func lost() throws {
    var rig = try KillRig()
    rig.contained()
    let step = try #require(rig.killSwitch.kill(of: .global)?.step)
    #expect(rig.handle(.latch(.kills([], epoch: 0))) == [.latch(step)])
    var armed = rig.killSwitch.kills[0]
    armed.step.record.state = .armed
    #expect(rig.handle(.latch(.kills([armed], epoch: 1))).contains(.latch(step)))
    #expect(rig.state == .contained)
  }

  @Test("a reset by another process is believed as far as its signatures hold here")
  func reset() throws {
    var rig = try KillRig()
    rig.contained()
    let approvals = [try rig.approval("bob"), try rig.approval("carol")]
    var armed = rig.killSwitch.kills[0]
    armed.step.record.state = .armed
    armed.step.approvals = [approvals[0], approvals[0]]
    #expect(rig.handle(.latch(.kills([armed], epoch: 1))).refusal == .samePerson("bob"))
    #expect(!rig.killSwitch.isArmed)
    armed.step.approvals = approvals
    #expect(rig.handle(.latch(.kills([armed], epoch: 1))).states == [.armed])
    #expect(rig.killSwitch.isArmed)
  }

  @Test("a first signature given elsewhere is a request here")
  func requested() throws {
    var rig = try KillRig()
    rig.contained()
    var requested = rig.killSwitch.kills[0]
    requested.step = KillStep(requested.step.record, approvals: [try rig.approval("bob")])
    requested.step.record.state = .resetRequested
    #expect(rig.handle(.latch(.kills([requested], epoch: 1))).states == [.resetRequested])
    #expect(rig.handle(.approve(try rig.approval("carol"))).states == [.armed])
  }

  @Test("a run that is not contained believes no reset")
  func notContained() throws {
    var rig = try KillRig()
    rig.contained()
    var armed = rig.killSwitch.kills[0]
    armed.step.record.state = .armed
    armed.step.approvals = [try rig.approval("bob"), try rig.approval("carol")]
    _ = rig.handle(.acknowledged(KillRig.order(1)))
    let own = try #require(rig.killSwitch.kill(of: .global)?.step)
    #expect(rig.handle(.latch(.kills([armed], epoch: 1))) == [.latch(own)])
  }

  @Test("who else tripped is taken over, so that they cannot reset")
  func initiators() throws {
    var rig = try KillRig()
    rig.contained()
    var other = rig.killSwitch.kills[0]
    other.initiators.append("bob")
    _ = rig.handle(.latch(.kills([other], epoch: 1)))
    #expect(rig.handle(.approve(try rig.approval("bob"))).refusal == .initiator("bob"))
  }
}
