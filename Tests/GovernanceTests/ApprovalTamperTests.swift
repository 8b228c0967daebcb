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
  /// A way to tamper, and the finding with which everything is refused.
  struct Attack: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var code: String
    var body: @Sendable (inout ApprovalRig) throws -> Void

    init(
      _ name: String, _ code: String, _ body: @escaping @Sendable (inout ApprovalRig) throws -> Void
    ) {
      testDescription = name
      self.code = code
      self.body = body
    }
  }

  private static let (first, second) = (ApprovalRig.first, ApprovalRig.second)

  static let attacks = files + signatures + people + histories

  /// Files of the folder.
  private static let files = [
    Attack("the folder is gone", "PT1701") { try $0.remove("specs/approved") },
    Attack("the folder is empty", "PT1701") {
      try $0.remove(first)
      try $0.remove(second)
    },
    Attack("the folder is a link", "PT1702") { rig in
      try FileManager.default.moveItem(
        atPath: "\(rig.root)/specs/approved", toPath: "\(rig.root)/elsewhere")
      try FileManager.default.createSymbolicLink(
        atPath: "\(rig.root)/specs/approved", withDestinationPath: "\(rig.root)/elsewhere")
    },
    Attack("a release is a link", "PT1702") { rig in
      try FileManager.default.moveItem(
        atPath: "\(rig.root)/\(second)", toPath: "\(rig.root)/elsewhere.yaml")
      try FileManager.default.createSymbolicLink(
        atPath: "\(rig.root)/\(second)", withDestinationPath: "\(rig.root)/elsewhere.yaml")
    },
    Attack("a release is a folder", "PT1702") { rig in
      try rig.remove(second)
      try rig.write("\(second)/x.yaml", "")
    },
    Attack("an extra file", "PT1702") { try $0.write("specs/approved/notes.txt", "") },
    Attack("the same release under another spelling", "PT1702") { rig in
      try rig.write("specs/approved/2.yaml", try rig.read(second))
    },
    Attack("an old release copied as a new one", "PT1703") { rig in
      try rig.write("specs/approved/000003.yaml", try rig.read(first))
    },
    Attack("an old release copied, with another number in it", "PT1705") { rig in
      let text = try rig.read(first).replacing("sequence: \"1\"", with: "sequence: \"3\"")
      try rig.write("specs/approved/000003.yaml", text)
    },
    Attack("an old release copied, put on top of the newest", "PT1712") { rig in
      let history = try rig.load()
      let newest = history.current.document.change
      var copy = history.releases[0]
      copy.change.sequence = 3
      copy.change.previous = newest.policy
      copy.change.previousGovernance = newest.governance
      try rig.write("specs/approved/000003.yaml", copy.text)
    },
    Attack("a release in the middle is gone", "PT1703") { try $0.remove(first) },
    Attack("a truncated file", "PT0101") { rig in
      let text = try rig.read(second)
      try rig.write(second, String(text.prefix(text.count - 120)))
    },
    Attack("half a file", "PT0202") { rig in
      try rig.write(second, String(try rig.read(second).prefix(300)))
    },
    Attack("an empty file", "PT0102") { try $0.write(second, "") },
    Attack("an unknown key", "PT0203") { rig in
      try rig.edit(second, "  proposer:", "  approved: \"true\"\n  proposer:")
    },
    Attack("a proposal in the place of a release", "PT0203") { rig in
      try rig.edit(second, "kind: ApprovedPolicy", "kind: PolicyProposal")
    },
    Attack("a document that would be written elsewhere", "PT1704") { rig in
      try rig.edit(second, "\"policies/live.yaml\"", "\"policies/../../live.yaml\"")
    },
  ]

  /// Signatures and what they are over.
  private static let signatures = [
    Attack("a document of the release edited", "PT1706") { rig in
      try rig.edit(second, "limit: { value: \"15\" }", "limit: { value: \"90\" }")
    },
    Attack("a document edited, and the digest with it", "PT1712") { rig in
      try rig.edit(second, "limit: { value: \"15\" }", "limit: { value: \"90\" }")
      try rig.setLimit(90)
      let digest = try PolicyState.load(root: rig.root).graph.digest
      let old = try #require(rig.read(second).firstMatch(of: /policy: "0x([0-9a-f]+)"/)).1
      try rig.edit(second, String(old), digest)
    },
    Attack("the approvers in the release edited", "PT1707") { rig in
      try rig.edit(second, "roles: [risk], owns", "roles: [risk, head_of_risk], owns")
    },
    Attack("a signature of the two stripped", "PT1715") { rig in
      try rig.rewrite(2) { $0.approvals.removeLast() }
    },
    Attack("all signatures stripped", "PT1715") { rig in
      try rig.rewrite(2) { $0.approvals = [] }
    },
    Attack("the list of approvals gone", "PT0202") { rig in
      let text = try rig.read(second)
      let start = try #require(text.firstRange(of: "  approvals:\n")).lowerBound
      let end = try #require(text.firstRange(of: "  documents:\n")).lowerBound
      try rig.write(second, String(text[..<start] + text[end...]))
    },
    Attack("signatures swapped between two people", "PT1712") { rig in
      try rig.rewrite(2) { release in
        let other = release.approvals[0].signature
        release.approvals[0].signature = release.approvals[1].signature
        release.approvals[1].signature = other
      }
    },
    Attack("a signature of another release", "PT1712") { rig in
      let old = try rig.load().releases[0].approvals[0].signature
      try rig.rewrite(2) { $0.approvals[0].signature = old }
    },
    Attack("one bit of a signature", "PT1711") { rig in
      try rig.rewrite(2) { release in
        let s = release.approvals[0].signature.s.words
        release.approvals[0].signature.s = Digest32(s.0 | 1 << 63, s.1, s.2, s.3)
      }
    },
    Attack("a signature in its second form", "PT1711") { rig in
      try rig.rewrite(2) { $0.approvals[0].signature = $0.approvals[0].signature.malleated }
    },
    Attack("v as 0 or 1 in a release", "PT1711") { rig in
      try rig.rewrite(2) { $0.approvals[0].signature.v -= 27 }
    },
    Attack("a signature in capitals", "PT1704") { rig in
      let text = try rig.load().releases[1].approvals[0].signature.hex
      try rig.edit(second, text, "0x" + text.dropFirst(2).uppercased())
    },
    Attack("another statement", "PT1712") { rig in
      try rig.edit(second, "LOOSER", "TIGHTER")
    },
    Attack("another verdict and class, to need one person only", "PT1712") { rig in
      try rig.rewrite(2) { release in
        release.change.verdict = .tighter
        release.change.changeClass = .tightening
        release.approvals.removeLast()
      }
    },
    Attack("a loosening signed as tightening by one person", "PT1708") { rig in
      try rig.resign(2, by: ["alice"]) { change in
        change.verdict = .tighter
        change.changeClass = .tightening
      }
    },
    Attack("signed in another domain", "PT1712") { rig in
      try rig.rewrite(2) { release in
        let key = try ApprovalRig.key("alice")
        let message = ApprovalMessage(
          release.change, approver: key.address, approvedAt: release.approvals[0].approvedAt,
          expiresAt: release.approvals[0].expiresAt)
        let file = TypedDataFile.policyApproval
        let hash = try file.schema.hash(file.primary, message.message)
        let domain = TypedDataDomain(name: "Polytraders Policy", version: "2")
        release.approvals[0].signature = key.sign(domain.digest(of: hash))
      }
    },
    Attack("another time of approval", "PT1712") { rig in
      try rig.rewrite(2) { $0.approvals[0].approvedAt -= 1_000 }
    },
    Attack("an author taken from the list", "PT1712") { rig in
      try rig.rewrite(2) { $0.change.authors = [] }
    },
  ]

  /// Who signs.
  private static let people = [
    Attack("the list of approvers edited in the same change", "PT1710") { rig in
      // Mallory becomes head of risk by her own signature and alice's.
      try rig.edit(
        "specs/approvers.yaml", "    dave:",
        "    mallory: { address: \"\(try ApprovalRig.key("mallory").address.lowercaseHex)\", "
          + "roles: [risk, head_of_risk], owns: [makers, risk-execution], email: m@x.y }\n    dave:"
      )
      try rig.forge(by: ["alice", "mallory"])
    },
    Attack("the rules weakened in the same change", "PT1715") { rig in
      try rig.edit(
        "policies/approvals.yaml", "loosening: { approvals: 2, with: [head_of_risk] }",
        "loosening: { approvals: 1 }")
      try rig.edit(
        "policies/approvals.yaml",
        "governance: { approvals: 2, with: [head_of_risk], every_owner: \"true\" }",
        "governance: { approvals: 1 }")
      try rig.setLimit(99)
      try rig.forge(by: ["alice"])
    },
    Attack("the proposer signs", "PT1714") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["alice", "bob"], proposer: "bob")
    },
    Attack("an author signs", "PT1714") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["alice", "bob"], authors: ["bob@desk.example"])
    },
    Attack("one person signs twice", "PT1713") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["bob", "bob"])
    },
    Attack("a stranger signs as alice", "PT1712") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["bob", "mallory"], named: ["bob", "alice"])
    },
    Attack("a stranger signs as a stranger, beside enough others", "PT1710") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["alice", "bob", "mallory"])
    },
    Attack("two people without the head of risk", "PT1715") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["alice", "carol"])
    },
    Attack("an owner tightens alone", "PT1715") { rig in
      try rig.setLimit(1)
      try rig.forge(by: ["carol"])
    },
    Attack("an incomparable change with one owner", "PT1715") { rig in
      try rig.setLimit(20)
      try rig.edit(ApprovalRig.live, "other: { value: \"10\" }", "other: { value: \"5\" }")
      try rig.forge(by: ["alice", "bob"])
    },
    Attack("an approval that had expired", "PT1717") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["alice", "bob"], lasting: ApprovalRig.hour, apart: 2 * ApprovalRig.hour)
      rig.now += 3 * ApprovalRig.hour
    },
    Attack("an approval for ever", "PT1717") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["alice", "bob"], lasting: 1_000 * ApprovalRig.hour)
    },
    Attack("an approval from the future", "PT1716") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["alice", "bob"])
      rig.now -= ApprovalRig.hour
    },
    Attack("an approval from before the release it follows", "PT1716") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["alice", "bob"], after: -5 * ApprovalRig.hour)
    },
    Attack("a release without rules for the next", "PT1709") { rig in
      try rig.remove("policies/approvals.yaml")
      try rig.forge(by: ["bob", "carol"])
    },
    Attack("a release without approvers for the next", "PT1709") { rig in
      try rig.remove("specs/approvers.yaml")
      try rig.forge(by: ["bob", "carol"])
    },
  ]

  /// The chain.
  private static let histories = [
    Attack("the first release with approvals of nobody", "PT1715") { rig in
      try rig.rewrite(1) { $0.approvals = [] }
    },
    Attack("another release before", "PT1705") { rig in
      try rig.rewrite(2) { $0.change.previous = .zero }
    },
    Attack("a first release that follows something", "PT1705") { rig in
      try rig.rewrite(1) { $0.change.previous = $0.change.policy }
    },
  ]

  @Test("is refused", arguments: attacks)
  func tampered(attack: Attack) throws {
    try ApprovalRig.withRelease { rig in
      try rig.setLimit(15)
      try rig.approve(["alice", "bob"], authors: ["walt@desk.example"])
      rig.now += ApprovalRig.hour
      #expect(rig.refusal == [])
      try attack.body(&rig)
      let codes = rig.refusal
      #expect(codes.contains(attack.code), "\(codes)")
    }
  }

  @Test(
    "no random edit of a release verifies, unless it means and is signed as before",
    arguments: 0..<4)
  func randomEdits(seed: UInt64) throws {
    try ApprovalRig.withRelease { rig in
      try rig.setLimit(15)
      try rig.approve(["alice", "bob"], authors: ["walt@desk.example"])
      let before = try rig.load()
      let file = seed % 2 == 0 ? Self.second : Self.first
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

extension Signature {
  /// The other signature of the same text by the same key, which Ethereum does not take (EIP-2).
  var malleated: Signature {
    let order: [UInt64] = [
      0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFE, 0xBAAE_DCE6_AF48_A03B, 0xBFD2_5E8C_D036_4141,
    ]
    let given = [s.words.0, s.words.1, s.words.2, s.words.3]
    var borrow = false
    var result = [UInt64](repeating: 0, count: 4)
    for index in (0..<4).reversed() {
      let (first, low) = order[index].subtractingReportingOverflow(given[index])
      let (second, lower) = first.subtractingReportingOverflow(borrow ? 1 : 0)
      result[index] = second
      borrow = low || lower
    }
    return Signature(
      r: r, s: Digest32(result[0], result[1], result[2], result[3]), v: v == 27 ? 28 : 27)
  }
}

extension ApprovalRig {
  /// Changes what a release says, with its signatures as they are.
  func rewrite(_ sequence: Int, _ body: (inout ReleaseDocument) throws -> Void) throws {
    var document = try load().releases[sequence - 1]
    try body(&document)
    try write("specs/approved/\(ReleaseDocument.fileName(sequence: sequence))", document.text)
  }

  /// Changes what a release says, and has it signed again.
  func resign(
    _ sequence: Int, by names: [String], _ body: (inout ProposedChange) -> Void
  ) throws {
    try rewrite(sequence) { release in
      body(&release.change)
      let (time, end) = (release.approvals[0].approvedAt, release.approvals[0].expiresAt)
      release.approvals = try names.map {
        try approval($0, of: release.change, at: time, until: end)
      }
    }
  }

  private func approval(
    _ signer: String, named name: String? = nil, of change: ProposedChange, at time: Int64,
    until end: Int64
  ) throws -> Approval {
    let key = try Self.key(signer)
    let message = ApprovalMessage(
      change, approver: key.address, approvedAt: time, expiresAt: end)
    return Approval(
      approver: name ?? signer, approvedAt: time, expiresAt: end,
      signature: key.sign(message.digest))
  }

  /// Writes the working files as the next release, signed by whoever is named, past every rule of the desk: what
  /// somebody with an own program would do.
  func forge(
    by signers: [String], named names: [String]? = nil, proposer: String = "quinn",
    authors: [String] = [], lasting: Int64 = 72 * hour, apart: Int64 = 60_000,
    after: Int64 = 0
  ) throws {
    let history = try load()
    let working = try PolicyState.load(root: root)
    let base = history.current.document.change
    let computed = ReleaseChange(base: history.current.state, head: working)
    let change = ProposedChange(
      sequence: base.sequence + 1, policy: try #require(Digest32(hex: working.graph.digest)),
      governance: try #require(Digest32(hex: working.governanceDigest)), previous: base.policy,
      previousGovernance: base.governance, verdict: computed.verdict,
      changeClass: computed.changeClass, proposer: proposer, authors: authors,
      statement: computed.statement)
    let start = now / 1_000 * 1_000 + after
    let approvals = try signers.enumerated().map { index, signer in
      let time = start + Int64(index) * apart
      return try approval(
        signer, named: names?[index], of: change, at: time, until: time + lasting)
    }
    let document = ReleaseDocument(
      kind: .release, change: change, proposedAt: start, approvals: approvals,
      documents: working.sources)
    try write(
      "specs/approved/\(ReleaseDocument.fileName(sequence: change.sequence))", document.text)
  }
}
