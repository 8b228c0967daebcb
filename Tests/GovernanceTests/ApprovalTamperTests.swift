import Diagnostics
import FoundationEssentials
import Governance
import Graph
import Hashing
import Policy
import Signing
import TestSupport
import Testing

/// What somebody may do to approvals who can write files but has no keys of others, or has one key too many.
@Suite struct ApprovalTamperTests {
  @Test("is refused", arguments: ApprovalAttack.all)
  func tampered(attack: ApprovalAttack) throws {
    try ApprovalRig.withTwoReleases { rig in
      try attack.body(&rig)
      let codes = rig.refusal
      #expect(codes.contains(attack.code), "\(codes)")
    }
  }

  @Test(
    "no random edit of a release verifies, unless it means and is signed as before",
    arguments: 0..<4)
  func randomEdits(seed: UInt64) throws {
    try ApprovalRig.withTwoReleases { rig in
      let before = try rig.load()
      let file = seed % 2 == 0 ? ApprovalRig.second : ApprovalRig.first
      let text = Array(try rig.read(file).utf8)
      var random = SeededGenerator(seed: seed)
      var refused = 0
      for round in 0..<25 {
        let edited = Self.edited(text, using: &random)
        try Places.write(edited, to: "\(rig.root)/\(file)")
        guard let after = try? rig.load() else {
          refused += 1
          continue
        }
        let shown = Comment(rawValue: "seed \(seed), round \(round)")
        #expect(after.identity == before.identity, shown)
        #expect(after.releases.map(\.change) == before.releases.map(\.change), shown)
        #expect(after.releases.map(\.approvals) == before.releases.map(\.approvals), shown)
        #expect(after.current.policyDigest == before.current.policyDigest, shown)
      }
      #expect(refused > 8)
    }
  }

  /// A byte or a line changed, removed, doubled or moved, or the end cut off.
  private static func edited(_ text: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
    var bytes = text
    let place = Int.random(in: 0..<text.count, using: &random)
    switch Int.random(in: 0..<7, using: &random) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes.remove(at: place)
    case 2: bytes.insert(UInt8.random(in: 32..<127, using: &random), at: place)
    case 3: bytes[place] = UInt8.random(in: 48..<58, using: &random)
    case 4: bytes.removeSubrange(place...)
    default:
      var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      let (from, to) = (
        Int.random(in: lines.indices, using: &random), Int.random(in: lines.indices, using: &random)
      )
      if from == to { lines.remove(at: from) } else { lines.swapAt(from, to) }
      bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }
    return bytes
  }

  @Test("a comment in a document of a release changes nothing")
  func comment() throws {
    try ApprovalRig.withRelease { rig in
      let before = try rig.load()
      try rig.edit(ApprovalRig.first, "# The limits.", "# These are the limits.")
      #expect(try rig.load().identity == before.identity)
    }
  }

  @Test("a broken proposal stops proposals, and no release")
  func brokenProposal() throws {
    try ApprovalRig.withRelease { rig in
      try rig.write(ApprovalRig.pending, "kind: PolicyProposal\n")
      #expect(rig.refusal == [])
      #expect(try rig.load().pendingFindings.isEmpty == false)
      #expect(ApprovalRig.codes { _ = try rig.desk() }.isEmpty == false)
    }
  }

  @Test("a signature that was edited in a proposal is found before another is added")
  func editedProposal() throws {
    try ApprovalRig.withRelease { rig in
      try rig.setLimit(15)
      try rig.sign("alice", proposer: "quinn")
      for (old, new) in [
        ("approver: \"alice\"", "approver: \"bob\""), ("proposer: \"quinn\"", "proposer: \"walt\""),
      ] {
        let text = try rig.read(ApprovalRig.pending)
        try rig.edit(ApprovalRig.pending, old, new)
        #expect(ApprovalRig.codes { try rig.sign("bob") } == ["PT1712"])
        try rig.write(ApprovalRig.pending, text)
      }
      try rig.sign("bob")
      #expect(try rig.load().current.sequence == 2)
    }
  }

  @Test("approvers may write addresses in any case of letters")
  func addresses() throws {
    try ApprovalRig.with { rig in
      for name in ["alice", "bob", "carol"] {
        let address = try ApprovalRig.key(name).address
        let text =
          name == "carol"
          ? "0x" + address.lowercaseHex.dropFirst(2).uppercased() : address.checksummed
        try rig.edit("specs/approvers.yaml", address.lowercaseHex, text)
      }
      try rig.approve(["bob", "carol"])
      let digest = try rig.load().current.governanceDigest
      try rig.edit(
        "specs/approvers.yaml", try ApprovalRig.key("alice").address.checksummed,
        try ApprovalRig.key("alice").address.lowercaseHex)
      #expect(try PolicyState.load(root: rig.root).governanceDigest == digest)
    }
  }

  @Test("two entries with one e-mail address are one person")
  func onePerson() throws {
    try ApprovalRig.with { rig in
      try rig.edit("specs/approvers.yaml", "email: bob@desk.example", "email: alice@desk.example")
      try rig.approve(["bob", "carol"])
      rig.now += ApprovalRig.hour
      try rig.setLimit(15)
      try rig.sign("alice", proposer: "quinn")
      #expect(ApprovalRig.codes { try rig.sign("bob") } == ["PT1713"])
      try rig.remove(ApprovalRig.pending)
      try rig.forge(by: ["alice", "bob"])
      #expect(rig.refusal.contains("PT1713"))
    }
  }
}
