import Governance
import Hashing
import Policy
import Signing
import TestSupport
import Testing

/// From an edit to a release: whose signatures make one, and what ends a proposal.
@Suite struct ApprovalFlowTests {
  @Test("the first release needs its own rules for governance, and everything then follows")
  func genesis() throws {
    try ApprovalRig.with { rig in
      #expect(rig.refusal == ["PT1701"])
      guard case .pending(let document, let missing) = try rig.sign("carol", proposer: "quinn")
      else {
        Issue.record("one signature made a release")
        return
      }
      #expect(document.change.changeClass == .governance)
      #expect(missing.able == ["alice", "bob"])
      #expect(missing.roles == [.headOfRisk])
      #expect(missing.owners == ["risk-execution"])
      #expect(rig.refusal == ["PT1701"])
      guard case .released(let release) = try rig.sign("bob") else {
        Issue.record("two signatures make a release")
        return
      }
      #expect(release.sequence == 1)
      #expect(release.statement == "first release: 1 bots, 2 params")
      #expect(!rig.has(ApprovalRig.pending))
      let history = try rig.load()
      #expect(history.current.policyDigest == release.policyDigest)
      #expect(history.provedFrom == 1)
    }
  }

  /// What is changed, whose signatures are not enough, and whose are.
  static let changes:
    [(edit: [(String, String, String)], ApprovalRules.ChangeClass, few: [String], enough: [String])] =
      [
        (
          [(ApprovalRig.live, "limit: { value: \"10\" }", "limit: { value: \"5\" }")], .tightening,
          ["carol"], ["alice"]
        ),
        (
          [(ApprovalRig.live, "limit: { value: \"10\" }", "limit: { value: \"15\" }")], .loosening,
          ["alice", "carol"], ["alice", "bob"]
        ),
        (
          [
            (ApprovalRig.live, "limit: { value: \"10\" }", "limit: { value: \"15\" }"),
            (ApprovalRig.live, "other: { value: \"10\" }", "other: { value: \"5\" }"),
          ], .incomparable, ["carol", "dave"], ["carol", "alice"]
        ),
        (
          [("policies/approvals.yaml", "approvals: 1", "approvals: 2")], .governance,
          ["alice", "carol"], ["bob", "carol"]
        ),
      ]

  @Test("a change needs whom its class asks for", arguments: changes.indices)
  func classes(index: Int) throws {
    let (edits, changeClass, few, enough) = Self.changes[index]
    try ApprovalRig.withRelease { rig in
      for (path, old, new) in edits { try rig.edit(path, old, new) }
      for (position, name) in few.enumerated() {
        let outcome = try rig.sign(name, proposer: position == 0 ? "quinn" : nil)
        guard case .pending(let document, _) = outcome else {
          Issue.record("\(few) are enough")
          return
        }
        #expect(document.change.changeClass == changeClass)
      }
      #expect(try rig.load().current.sequence == 1)
      try rig.remove(ApprovalRig.pending)
      let release = try rig.approve(Array(enough))
      #expect(release.sequence == 2)
      #expect(release.changeClass == changeClass)
      #expect(try rig.load().current.policyDigest == release.policyDigest)
    }
  }

  @Test("the statement says what changes, in a line that a wallet can show")
  func statement() throws {
    try ApprovalRig.withRelease { rig in
      try rig.setLimit(15)
      let statement = try rig.desk().proposal.change.statement
      #expect(statement == "exec.small.limit 10 -> 15 (all), LOOSER")
      #expect(statement.utf8.count <= ChangeStatement.longest)
    }
  }

  @Test("comments, layout and the order of members keep a proposal and an approval")
  func reformatting() throws {
    try ApprovalRig.withRelease { rig in
      try rig.setLimit(15)
      try rig.sign("alice", proposer: "quinn")
      try rig.edit(ApprovalRig.live, "# The limits.", "# Limits,\n# said otherwise.\n")
      try rig.edit(
        ApprovalRig.live, "limit: { value: \"15\" }", "limit:\n          value: '15' # more")
      try rig.edit(
        "specs/approvers.yaml", "roles: [risk], owns: [risk-execution]",
        "owns: [ risk-execution ], roles: [risk]")
      guard case .released(let release) = try rig.sign("bob") else {
        Issue.record("the second signature makes the release")
        return
      }
      #expect(release.documents.contains { $0.text.contains("said otherwise") })
      // And after it, another layout is no change.
      try rig.edit(ApprovalRig.live, "# Limits,", "# Limits!")
      #expect(try rig.desk().proposal.change.isEmpty)
      #expect(ApprovalRig.codes { _ = try rig.sign("alice", proposer: "quinn") } == ["PT1730"])
    }
  }

  @Test("a proposal dies when the meaning changes, when the base moves and when it expires")
  func death() throws {
    try ApprovalRig.withRelease { rig in
      try rig.setLimit(15)
      try rig.sign("alice", proposer: "quinn")
      let proposal = try rig.read(ApprovalRig.pending)

      try rig.setLimit(16)
      #expect(ApprovalRig.codes { try rig.sign("bob") } == ["PT1732"])
      // Another meaning begins anew, and the first signature does not move to it.
      guard case .pending(let document, _) = try rig.sign("bob", proposer: "quinn") else {
        Issue.record("a signature of another proposal counted")
        return
      }
      #expect(document.approvals.map(\.approver) == ["bob"])

      try rig.remove(ApprovalRig.pending)
      try rig.setLimit(5)
      try rig.approve(["alice"])
      try rig.write(ApprovalRig.pending, proposal)
      try rig.setLimit(15)
      #expect(ApprovalRig.codes { try rig.sign("bob") } == ["PT1733"])

      try rig.remove(ApprovalRig.pending)
      try rig.sign("alice", proposer: "quinn")
      rig.now += 73 * ApprovalRig.hour
      #expect(ApprovalRig.codes { try rig.sign("bob") } == ["PT1734"])
      try rig.approve(["alice", "bob"])
    }
  }

  @Test("the proposer, an author and a stranger cannot approve; nobody approves twice")
  func people() throws {
    try ApprovalRig.withRelease { rig in
      try rig.setLimit(5)
      #expect(ApprovalRig.codes { try rig.sign("alice", proposer: "alice") } == ["PT1714"])
      #expect(ApprovalRig.codes { try rig.sign("alice", proposer: "Alice") } == ["PT1714"])
      #expect(
        ApprovalRig.codes { try rig.sign("alice", proposer: "alice@desk.example") } == ["PT1714"])
      let authors = ["ALICE@desk.example"]
      #expect(
        ApprovalRig.codes { try rig.sign("alice", proposer: "q", authors: authors) } == ["PT1714"])
      #expect(ApprovalRig.codes { try rig.sign("mallory", proposer: "quinn") } == ["PT1737"])
      #expect(ApprovalRig.codes { try rig.sign("bob", proposer: "not a name") } == ["PT1735"])
      #expect(ApprovalRig.codes { try rig.sign("bob") } == ["PT1731"])
      try rig.setLimit(15)
      try rig.sign("bob", proposer: "quinn")
      #expect(ApprovalRig.codes { try rig.sign("bob") } == ["PT1713"])
      #expect(ApprovalRig.codes { try rig.sign("alice", proposer: "walt") } == ["PT1735"])
      #expect(ApprovalRig.codes { try rig.sign("alice", authors: ["x@y.z"]) } == ["PT1735"])
      try rig.sign("alice", proposer: "quinn")
      #expect(try rig.load().current.sequence == 2)
    }
  }

  @Test("an approval that has expired before the last one is given does not count")
  func expiry() throws {
    try ApprovalRig.withRelease { rig in
      try rig.setLimit(15)
      var desk = try rig.desk()
      let document = try desk.begin(proposer: "quinn", authors: [])
      // Alice lets hers hold for an hour only.
      let message = ApprovalMessage(
        document.change, approver: try ApprovalRig.key("alice").address, approvedAt: rig.now,
        expiresAt: rig.now + ApprovalRig.hour)
      let approval = Approval(
        approver: "alice", approvedAt: message.approvedAt, expiresAt: message.expiresAt,
        signature: try ApprovalRig.key("alice").sign(message.digest))
      _ = try desk.add(approval, to: document)
      rig.now += 2 * ApprovalRig.hour
      guard case .pending(let left, let missing) = try rig.sign("bob") else {
        Issue.record("an expired approval counted")
        return
      }
      #expect(left.approvals.map(\.approver) == ["bob"])
      #expect(missing.found == 1)
      // She may sign again.
      try rig.sign("alice")
      #expect(try rig.load().current.sequence == 2)
    }
  }

  @Test("an approval can be renewed without a change")
  func renewal() throws {
    try ApprovalRig.withRelease { rig in
      let before = try rig.load()
      rig.now += 80 * 24 * ApprovalRig.hour
      try rig.sign("alice", proposer: "quinn", renews: true)
      let after = try rig.load()
      #expect(after.current.sequence == 2)
      #expect(after.current.policyDigest == before.current.policyDigest)
      #expect(after.current.tooOldAt > before.current.tooOldAt)
    }
  }

  @Test(
    "the form of a document is read as it was written",
    arguments: [
      "a: b\n", "a: b", "a: b\n\n\n", " a: b\n", "\n\na: b\n", "", "a:\r\n  b\r\n",
      "a: \u{2028}b\n",
      "\ta", "a\n   \nb\n", "# \u{0}\u{7F}\u{FEFF}\u{85}\n", "a: \"\\\"\"\n",
      "---\na: |\n  b\n...\n",
      "é: 🂡\n", "a  \n", "#\n #\n",
    ])
  func exactTexts(text: String) throws {
    let change = ProposedChange(
      sequence: 7, policy: .zero, governance: .zero, previous: .zero, previousGovernance: .zero,
      verdict: .looser, changeClass: .loosening, proposer: "quinn", authors: ["a@b", "c@d"],
      statement: "\"quoted\" \\ 'text': # {x}")
    var document = ReleaseDocument(
      kind: .release, change: change, proposedAt: 1_795_291_200_000,
      approvals: [
        Approval(
          approver: "bob", approvedAt: 0, expiresAt: 1_000,
          signature: Signature(r: .zero, s: .zero, v: 27))
      ],
      documents: [
        PolicySet.Source(path: "bots/a b.yaml", text: text),
        PolicySet.Source(path: "specs/z.yaml", text: "end\n"),
      ])
    let read = ReleaseReader.read(Array(document.text.utf8), file: "x")
    #expect(read.diagnostics.isEmpty)
    document.places = read.document?.places ?? document.places
    #expect(read.document == document)
  }

  @Test(
    "times are RFC 3339 in one form",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (1_795_291_200_000, "2026-11-21T20:00:00Z"),
      (951_782_400_000, "2000-02-29T00:00:00Z"), (253_402_300_799_000, "9999-12-31T23:59:59Z"),
      (4_107_542_399_000, "2100-02-28T23:59:59Z"),
    ] as [(Int64, String)])
  func times(milliseconds: Int64, text: String) {
    #expect(UTCTime.text(milliseconds) == text)
    #expect(UTCTime.milliseconds(text) == milliseconds)
  }

  @Test(
    "no other text is a time",
    arguments: [
      "2026-02-29T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T20:00:60Z",
      "2026-11-21 20:00:00Z",
      "2026-11-21T20:00:00z", "2026-11-21T20:00:00+00:00", "2026-13-01T00:00:00Z",
      "1969-12-31T23:59:59Z",
      "2026-11-21T20:00:00.5Z", "2026-00-10T00:00:00Z", "", "2026-04-31T00:00:00Z",
    ])
  func noTimes(text: String) {
    #expect(UTCTime.milliseconds(text) == nil)
  }
}
