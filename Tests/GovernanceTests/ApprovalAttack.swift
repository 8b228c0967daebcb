import Diagnostics
import FoundationEssentials
import Governance
import Graph
import Hashing
import Policy
import Signing
import TestSupport
import Testing

/// A way to tamper with approvals for somebody who can write files but has no keys of others, or has one key too
/// many, and the finding with which everything is refused.
struct ApprovalAttack: Sendable, CustomTestStringConvertible {
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

extension ApprovalAttack {
  private static let (first, second) = (ApprovalRig.first, ApprovalRig.second)

  static let all = files + signatures + people + histories

  /// Files of the folder.
  private static let files = [
    ApprovalAttack("the folder is gone", "PT1701") { try $0.remove("specs/approved") },
    ApprovalAttack("the folder is empty", "PT1701") {
      try $0.remove(first)
      try $0.remove(second)
    },
    ApprovalAttack("the folder is a link", "PT1702") { rig in
      try FileManager.default.moveItem(
        atPath: "\(rig.root)/specs/approved", toPath: "\(rig.root)/elsewhere")
      try FileManager.default.createSymbolicLink(
        atPath: "\(rig.root)/specs/approved", withDestinationPath: "\(rig.root)/elsewhere")
    },
    ApprovalAttack("a release is a link", "PT1702") { rig in
      try FileManager.default.moveItem(
        atPath: "\(rig.root)/\(second)", toPath: "\(rig.root)/elsewhere.yaml")
      try FileManager.default.createSymbolicLink(
        atPath: "\(rig.root)/\(second)", withDestinationPath: "\(rig.root)/elsewhere.yaml")
    },
    ApprovalAttack("a release is a folder", "PT1702") { rig in
      try rig.remove(second)
      try rig.write("\(second)/x.yaml", "")
    },
    ApprovalAttack("an extra file", "PT1702") { try $0.write("specs/approved/notes.txt", "") },
    ApprovalAttack("the same release under another spelling", "PT1702") { rig in
      try rig.write("specs/approved/2.yaml", try rig.read(second))
    },
    ApprovalAttack("an old release copied as a new one", "PT1703") { rig in
      try rig.write("specs/approved/000003.yaml", try rig.read(first))
    },
    ApprovalAttack("an old release copied, with another number in it", "PT1705") { rig in
      let text = try rig.read(first).replacing("sequence: \"1\"", with: "sequence: \"3\"")
      try rig.write("specs/approved/000003.yaml", text)
    },
    ApprovalAttack("an old release copied, put on top of the newest", "PT1712") { rig in
      let history = try rig.load()
      let newest = history.current.document.change
      var copy = history.releases[0]
      copy.change.sequence = 3
      copy.change.previous = newest.policy
      copy.change.previousGovernance = newest.governance
      try rig.write("specs/approved/000003.yaml", copy.text)
    },
    ApprovalAttack("a release in the middle is gone", "PT1703") { try $0.remove(first) },
    ApprovalAttack("a truncated file", "PT0101") { rig in
      let text = try rig.read(second)
      try rig.write(second, String(text.prefix(text.count - 120)))
    },
    ApprovalAttack("half a file", "PT0202") { rig in
      try rig.write(second, String(try rig.read(second).prefix(300)))
    },
    ApprovalAttack("an empty file", "PT0102") { try $0.write(second, "") },
    ApprovalAttack("an unknown key", "PT0203") { rig in
      try rig.edit(second, "  proposer:", "  approved: \"true\"\n  proposer:")
    },
    ApprovalAttack("a proposal in the place of a release", "PT0203") { rig in
      try rig.edit(second, "kind: ApprovedPolicy", "kind: PolicyProposal")
    },
    ApprovalAttack("a document that means nothing", "PT1704") { rig in
      try rig.rewrite(2) { release in
        let tests = """
          apiVersion: polytraders/v1
          kind: Tests
          metadata: { name: t, owner: makers }
          spec: { bot: exec.small, tests: [] }

          """
        release.documents.append(PolicySet.Source(path: "specs/zz.yaml", text: tests))
      }
    },
    ApprovalAttack("a document that would be written elsewhere", "PT1704") { rig in
      try rig.edit(second, "\"policies/live.yaml\"", "\"policies/../../live.yaml\"")
    },
  ]

  /// Signatures and what they are over.
  private static let signatures = [
    ApprovalAttack("a document of the release edited", "PT1706") { rig in
      try rig.edit(second, "limit: { value: \"15\" }", "limit: { value: \"90\" }")
    },
    ApprovalAttack("a document edited, and the digest with it", "PT1712") { rig in
      try rig.edit(second, "limit: { value: \"15\" }", "limit: { value: \"90\" }")
      try rig.setLimit(90)
      let digest = try PolicyState.load(root: rig.root).graph.digest
      let old = try #require(rig.read(second).firstMatch(of: /policy: "0x([0-9a-f]+)"/)).1
      try rig.edit(second, String(old), digest)
    },
    ApprovalAttack("the approvers in the release edited", "PT1707") { rig in
      try rig.edit(second, "roles: [risk], owns", "roles: [risk, head_of_risk], owns")
    },
    ApprovalAttack("a signature of the two stripped", "PT1715") { rig in
      try rig.rewrite(2) { $0.approvals.removeLast() }
    },
    ApprovalAttack("all signatures stripped", "PT1715") { rig in
      try rig.rewrite(2) { $0.approvals = [] }
    },
    ApprovalAttack("the list of approvals gone", "PT0202") { rig in
      let text = try rig.read(second)
      let start = try #require(text.firstRange(of: "  approvals:\n")).lowerBound
      let end = try #require(text.firstRange(of: "  documents:\n")).lowerBound
      try rig.write(second, String(text[..<start] + text[end...]))
    },
    ApprovalAttack("signatures swapped between two people", "PT1712") { rig in
      try rig.rewrite(2) { release in
        let other = release.approvals[0].signature
        release.approvals[0].signature = release.approvals[1].signature
        release.approvals[1].signature = other
      }
    },
    ApprovalAttack("a signature of another release", "PT1712") { rig in
      let old = try rig.load().releases[0].approvals[0].signature
      try rig.rewrite(2) { $0.approvals[0].signature = old }
    },
    ApprovalAttack("one bit of a signature", "PT1711") { rig in
      try rig.rewrite(2) { release in
        let s = release.approvals[0].signature.s.words
        release.approvals[0].signature.s = Digest32(s.0 | 1 << 63, s.1, s.2, s.3)
      }
    },
    ApprovalAttack("a signature in its second form", "PT1711") { rig in
      try rig.rewrite(2) { $0.approvals[0].signature = $0.approvals[0].signature.malleated }
    },
    ApprovalAttack("v as 0 or 1 in a release", "PT1711") { rig in
      try rig.rewrite(2) { $0.approvals[0].signature.v -= 27 }
    },
    ApprovalAttack("a signature in capitals", "PT1704") { rig in
      let text = try rig.load().releases[1].approvals[0].signature.hex
      try rig.edit(second, text, "0x" + text.dropFirst(2).uppercased())
    },
    ApprovalAttack("another statement", "PT1712") { rig in
      try rig.edit(second, "LOOSER", "TIGHTER")
    },
    ApprovalAttack("another verdict and class, to need one person only", "PT1712") { rig in
      try rig.rewrite(2) { release in
        release.change.verdict = .tighter
        release.change.changeClass = .tightening
        release.approvals.removeLast()
      }
    },
    ApprovalAttack("a loosening signed as tightening by one person", "PT1708") { rig in
      try rig.resign(2, by: ["alice"]) { change in
        change.verdict = .tighter
        change.changeClass = .tightening
      }
    },
    ApprovalAttack("signed in another domain", "PT1712") { rig in
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
    ApprovalAttack("another time of approval", "PT1712") { rig in
      try rig.rewrite(2) { $0.approvals[0].approvedAt -= 1_000 }
    },
    ApprovalAttack("an author taken from the list", "PT1712") { rig in
      try rig.rewrite(2) { $0.change.authors = [] }
    },
  ]

  /// Who signs.
  private static let people = [
    ApprovalAttack("the list of approvers edited in the same change", "PT1710") { rig in
      // Mallory becomes head of risk by her own signature and alice's.
      try rig.edit(
        "specs/approvers.yaml", "    dave:",
        "    mallory: { address: \"\(try ApprovalRig.key("mallory").address.lowercaseHex)\", "
          + "roles: [risk, head_of_risk], owns: [makers, risk-execution], email: m@x.y }\n    dave:"
      )
      try rig.forge(by: ["alice", "mallory"])
    },
    ApprovalAttack("the rules weakened in the same change", "PT1715") { rig in
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
    ApprovalAttack("the proposer signs", "PT1714") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["alice", "bob"], proposer: "bob")
    },
    ApprovalAttack("an author signs", "PT1714") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["alice", "bob"], authors: ["bob@desk.example"])
    },
    ApprovalAttack("one person signs twice", "PT1713") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["bob", "bob"])
    },
    ApprovalAttack("a stranger signs as alice", "PT1712") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["bob", "mallory"], named: ["bob", "alice"])
    },
    ApprovalAttack("a stranger signs as a stranger, beside enough others", "PT1710") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["alice", "bob", "mallory"])
    },
    ApprovalAttack("two people without the head of risk", "PT1715") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["alice", "carol"])
    },
    ApprovalAttack("an owner tightens alone", "PT1715") { rig in
      try rig.setLimit(1)
      try rig.forge(by: ["carol"])
    },
    ApprovalAttack("an incomparable change with one owner", "PT1715") { rig in
      try rig.setLimit(20)
      try rig.edit(ApprovalRig.live, "other: { value: \"10\" }", "other: { value: \"5\" }")
      try rig.forge(by: ["alice", "bob"])
    },
    ApprovalAttack("an approval that had expired", "PT1717") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["alice", "bob"], lasting: ApprovalRig.hour, apart: 2 * ApprovalRig.hour)
      rig.now += 3 * ApprovalRig.hour
    },
    ApprovalAttack("an approval for ever", "PT1717") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["alice", "bob"], lasting: 1_000 * ApprovalRig.hour)
    },
    ApprovalAttack("an approval from the future", "PT1716") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["alice", "bob"])
      rig.now -= ApprovalRig.hour
    },
    ApprovalAttack("an approval from before the release it follows", "PT1716") { rig in
      try rig.setLimit(20)
      try rig.forge(by: ["alice", "bob"], after: -5 * ApprovalRig.hour)
    },
    ApprovalAttack("rules that ask for nobody", "PT1005") { rig in
      try rig.edit(second, "tightening: { approvals: 1", "tightening: { approvals: 0")
    },
    ApprovalAttack("a release without rules for the next", "PT1709") { rig in
      try rig.remove("policies/approvals.yaml")
      try rig.forge(by: ["bob", "carol"])
    },
    ApprovalAttack("a release without approvers for the next", "PT0261") { rig in
      try rig.rewrite(2) { $0.documents.removeAll { $0.path == "specs/approvers.yaml" } }
    },
  ]

  /// The chain.
  private static let histories = [
    ApprovalAttack("the first release with approvals of nobody", "PT1715") { rig in
      try rig.rewrite(1) { $0.approvals = [] }
    },
    ApprovalAttack("another release before", "PT1705") { rig in
      try rig.rewrite(2) { $0.change.previous = .zero }
    },
    ApprovalAttack("a first release that follows something", "PT1705") { rig in
      try rig.rewrite(1) { $0.change.previous = $0.change.policy }
    },
  ]
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
