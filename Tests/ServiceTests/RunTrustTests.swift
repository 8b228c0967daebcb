import Diagnostics
import Governance
import JSON
import Service
import TestSupport
import Testing
import Trading

/// What a run cannot be made to forget: releases that others saw, and the time.
@Suite struct RunTrustTests {
  @Test("a fresh journal takes no release older than what was seen beside the root")
  func pin() throws {
    try ServiceRig.with { rig in
      try rig.setLife("30s")
      try rig.approve(["alice"])
      let history = try ApprovedHistory.load(root: rig.root, now: rig.clock.milliseconds)
      let pin = TrustState(pinning: history, now: rig.clock.milliseconds)
      try rig.remove("specs/approved/000002.yaml")
      #expect(try ServiceRig.Parts(rig).start(keep: nil), "nothing else knows of the second")
      rig.pin = pin
      #expect(try !ServiceRig.Parts(rig).start(keep: nil))
      #expect(rig.said.contains { $0.help.contains { $0.contains("PT1720") } }, "\(rig.said)")
      rig.pin?.sequence = 1
      rig.pin?.identity = history.identities[0]
      #expect(try ServiceRig.Parts(rig).start(keep: nil))
    }
  }

  @Test("a fresh journal takes no release older than the last good one that is kept")
  func lastGood() throws {
    try ServiceRig.with { rig in
      try rig.setLife("30s")
      try rig.approve(["alice"])
      let keep = LastGood(folder: "\(rig.root)/state")
      rig.watcher(keep: keep).look()
      try rig.remove("specs/approved/000002.yaml")
      let parts = ServiceRig.Parts(rig)
      // It goes on by the release that it kept, and says why.
      #expect(try parts.start(keep: keep))
      #expect(rig.said.contains { $0.help.contains { $0.contains("PT1720") } }, "\(rig.said)")
      let kept = try ApprovedHistory.load(root: keep.root, now: rig.clock.milliseconds)
      #expect(kept.releases.count == 2)
    }
  }

  @Test("a release that is put there when its signatures are over does not come in force")
  func late() throws {
    try ServiceRig.with { rig in
      let path = "specs/approved/000002.yaml"
      let events = (0..<6).map { Events.order("e\($0)", age: 40_000) }
      try rig.setLife("30s")
      let release = try rig.approve(["alice"])
      let text = try rig.read(path)
      try rig.remove(path)
      let over = try #require(release.document.approvals.map(\.expiresAt).min())
      let decisions = try rig.run(events) { watcher, decided in
        if decided.name == "e2" {
          rig.clock.set(over + 1)
          try rig.write(path, text)
        }
        watcher.look(isForced: true)
      }
      #expect(decisions.allSatisfy { $0.release == 1 })
      #expect(!rig.log.codes("GOV_POLICY_UNAPPROVED").isEmpty)
    }
  }

  @Test("a clock that is set back is said once, and once when it is right again")
  func clockBack() throws {
    try ServiceRig.with { rig in
      let machine = SetClock(rig.clock.milliseconds)
      rig.rawClock = machine
      let events = (0..<8).map { Events.order("e\($0)") }
      _ = try rig.run(events) { watcher, decided in
        rig.clock.advance(1_000)
        machine.set(rig.clock.milliseconds)
        if ["e2", "e3", "e4"].contains(decided.name) { machine.advance(-ServiceRig.hour) }
        watcher.look()
      }
      #expect(rig.said.filter { $0.code == "PT1723" }.count == 1)
      #expect(rig.said.filter { $0.code == "PT2119" }.count == 1)
      let health = rig.log.kinds("health").compactMap { $0["payload"]?["clock_back"] }
      #expect(health == [.bool(true), .bool(false)])
    }
  }
}
