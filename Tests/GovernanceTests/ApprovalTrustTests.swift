import Diagnostics
import FoundationEssentials
import Governance
import Hashing
import JSON
import Policy
import Signing
import TestSupport
import Testing

/// What somebody who looked before cannot be made to forget.
@Suite struct ApprovalTrustTests {
  private static func codes(_ problems: [ApprovalProblem]) -> [String] {
    problems.map { $0.diagnostic(at: nil).code }
  }

  /// Three releases, the trust after the second, and the folder at that time.
  private func threeReleases(_ body: (inout ApprovalRig, TrustState) throws -> Void) throws {
    try ApprovalRig.withRelease { rig in
      let genesis = TrustState(pinning: try rig.load(), now: rig.now)
      try rig.setLimit(15)
      try rig.approve(["alice", "bob"])
      rig.now += ApprovalRig.hour
      let trust = genesis.advanced(by: try rig.load(), now: rig.now)
      #expect(trust.sequence == 2)
      try rig.setLimit(5)
      rig.now += ApprovalRig.hour
      try rig.approve(["alice"])
      try body(&rig, trust)
    }
  }

  @Test("what goes on from what was seen is trusted, and only the new part is proved again")
  func goesOn() throws {
    try threeReleases { rig, trust in
      let history = try rig.load(trusting: trust)
      #expect(history.provedFrom == 3)
      #expect(history.check(against: trust, now: rig.now) == [])
      #expect(try rig.load().provedFrom == 1)
      let next = trust.advanced(by: history, now: rig.now)
      #expect(next.sequence == 3 && next.identity == history.identity)
      #expect(next.genesis == trust.genesis && next.clock >= trust.clock)
      #expect(TrustState(json: next.json) == next)
      #expect(try TrustState(json: JSONValue(parsing: next.json.compactText)) == next)
      // The newest is proved however often it was seen.
      #expect(try rig.load(trusting: next).provedFrom == 3)
    }
  }

  @Test("the newest release taken away is seen")
  func rollback() throws {
    try threeReleases { rig, trust in
      let newest = trust.advanced(by: try rig.load(), now: rig.now)
      try rig.remove("specs/approved/000003.yaml")
      let history = try rig.load(trusting: newest)
      #expect(Self.codes(history.check(against: newest, now: rig.now)) == ["PT1720"])
      #expect(history.check(against: trust, now: rig.now) == [])
      try rig.remove("specs/approved")
      #expect(ApprovalRig.codes { _ = try rig.desk(trusting: newest) } == ["PT1720"])
    }
  }

  @Test("a history of other people, signed with their own keys, is seen")
  func otherGenesis() throws {
    try threeReleases { rig, trust in
      try rig.remove("specs/approved")
      let address = try ApprovalRig.key("mallory").address.lowercaseHex
      let bob = try ApprovalRig.key("bob").address.lowercaseHex
      try rig.edit("specs/approvers.yaml", bob, address)
      // Every signature is good: only what was seen before tells the two apart.
      try rig.sign("mallory", proposer: "quinn")
      try rig.sign("carol")
      for limit in [4, 3] {
        try rig.setLimit(limit)
        try rig.approve(["alice"])
      }
      let history = try rig.load()
      #expect(history.releases.count == 3)
      #expect(Self.codes(history.check(against: trust, now: rig.now)) == ["PT1721"])
      #expect(try rig.load(trusting: trust).provedFrom == 1)
    }
  }

  @Test("another second release by the same people is seen")
  func rewritten() throws {
    try threeReleases { rig, trust in
      for file in ["000002.yaml", "000003.yaml"] { try rig.remove("specs/approved/\(file)") }
      for limit in [7, 6] {
        try rig.setLimit(limit)
        try rig.approve(["alice"])
      }
      let history = try rig.load(trusting: trust)
      #expect(Self.codes(history.check(against: trust, now: rig.now)) == ["PT1722"])
      #expect(history.provedFrom == 1)
    }
  }

  @Test(
    "a release that is shown first when its signatures are over is refused; one seen in time stays")
  func shownLate() throws {
    try ApprovalRig.withRelease { rig in
      let trust = TrustState(pinning: try rig.load(), now: rig.now)
      try rig.setLimit(90)
      let release = try rig.approve(["alice", "bob"])
      let history = try rig.load(trusting: trust)
      let over = try #require(release.document.approvals.map(\.expiresAt).min())
      #expect(Self.codes(history.check(against: trust, now: over)) == [])
      #expect(Self.codes(history.check(against: trust, now: over + 1)) == ["PT1717"])
      // Setting the clock back does not help where a later time was seen.
      var later = trust
      later.clock = over + 1
      #expect(Self.codes(history.check(against: later, now: over - 1)) == ["PT1717"])
      let seen = trust.advanced(by: history, now: over)
      #expect(Self.codes(history.check(against: seen, now: over + 8 * 24 * ApprovalRig.hour)) == [])
      rig.now = over + 1
      #expect(ApprovalRig.codes { _ = try rig.desk(trusting: trust) } == ["PT1717"])
      // Renewed where it was seen in time, it is taken everywhere.
      var desk = try rig.desk(trusting: seen)
      _ = try desk.sign(with: ApprovalRig.key("bob"), proposer: "quinn", renews: true)
      if rig.has(ApprovalRig.pending) {
        rig.now += 60_000
        desk = try rig.desk(trusting: seen)
        _ = try desk.sign(with: ApprovalRig.key("alice"), proposer: nil)
      }
      let renewed = try rig.load(trusting: trust)
      #expect(renewed.releases.count == 3)
      #expect(Self.codes(renewed.check(against: trust, now: rig.now)) == [])
    }
  }

  @Test("a clock that was set back is seen, and a small difference of clocks is not")
  func clock() throws {
    try threeReleases { rig, trust in
      let history = try rig.load(trusting: trust)
      let back = trust.clock - 60_000
      #expect(history.check(against: trust, now: back) == [])
      let far = trust.clock - ApprovalRig.hour
      #expect(Self.codes(history.check(against: trust, now: far)) == ["PT1723"])
      // It never goes down, so that setting the clock back twice does not help.
      #expect(trust.advanced(by: history, now: far).clock >= trust.clock)
    }
  }

  @Test("signatures of releases that were seen before are checked all the same")
  func seen() throws {
    try threeReleases { rig, trust in
      let newest = trust.advanced(by: try rig.load(), now: rig.now)
      let text = try rig.read(ApprovalRig.second)
      try rig.rewrite(2) { $0.approvals.removeLast() }
      #expect(ApprovalRig.codes { _ = try rig.load(trusting: newest) } == ["PT1715"])
      try rig.write(
        ApprovalRig.second, text.replacing("[owner], owns", with: "[owner, risk], owns"))
      #expect(ApprovalRig.codes { _ = try rig.load(trusting: newest) } == ["PT1707"])
    }
  }

  @Test(
    "a loosening that is signed as a tightening is proved to be none, whatever was trusted before")
  func smuggled() throws {
    try ApprovalRig.withRelease { rig in
      let trust = TrustState(pinning: try rig.load(), now: rig.now)
      try rig.setLimit(90)
      try rig.forge(by: ["alice", "bob"])
      try rig.resign(2, by: ["alice"]) { change in
        change.verdict = .tighter
        change.changeClass = .tightening
      }
      let codes = ["PT1708", "PT1708", "PT1715"]
      #expect(rig.refusal == codes)
      #expect(ApprovalRig.codes { _ = try rig.load(trusting: trust) } == codes)
    }
  }

  @Test(
    "what is no trust is never read as none",
    arguments: [
      "{}", "null", "{\"genesis\":\"\",\"identity\":\"\",\"sequence\":0,\"clock_ms\":0}",
    ])
  func malformed(text: String) throws {
    #expect(TrustState(json: try JSONValue(parsing: text)) == nil)
  }

  @Test("signatures are read in every form that wallets write, and no other")
  func signatureTexts() throws {
    let key = try ApprovalRig.key("alice")
    for seed in 0..<40 {
      let digest = SHA256.hash([UInt8(seed)])
      let signature = key.sign(digest)
      var low = signature.bytes
      low[64] -= 27
      var compact = signature.r.bytes + signature.s.bytes
      compact[32] |= (signature.v - 27) << 7
      let texts = [
        signature.hex, "  \(signature.hex)\n", String(signature.hex.dropFirst(2)),
        "0x" + Hexadecimal.text(low), "0x" + Hexadecimal.text(compact),
        "0x" + signature.hex.dropFirst(2).uppercased(),
      ]
      for text in texts { #expect(try SignatureText.read(text) == signature) }
      #expect(throws: ApprovalProblem.highSignature) {
        try SignatureText.read(signature.malleated.hex)
      }
    }
    let good = key.sign(.zero).hex
    for text in [
      "", "0x", "hello", String(good.dropLast()), String(good.dropLast(2)) + "1d", good + "00",
    ] {
      #expect(throws: ApprovalProblem.self) { try SignatureText.read(text) }
    }
  }
}
