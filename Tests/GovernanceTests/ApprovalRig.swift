import Diagnostics
import FoundationEssentials
import Governance
import Policy
import Runtime
import Signing
import TestSupport
import Testing

/// A small root with one bot of two limits in a folder of its own, the people who may approve it, and their keys.
struct ApprovalRig {
  /// The people: alice of risk, bob the head of risk, carol and dave who own the bot. Their keys are those that
  /// every Ethereum test node publishes; mallory has one too, and no say.
  static let people = ["alice", "bob", "carol", "dave", "mallory"]
  private static let secrets = [
    "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
    "7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
    "47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a",
  ]
  /// 2026-11-21T20:00:00Z
  static let start: Int64 = 1_795_291_200_000
  static let hour: Int64 = 3_600_000

  let root: String
  var now = Self.start

  static func key(_ name: String) throws -> SigningKey {
    let index = try #require(people.firstIndex(of: name))
    return try SigningKey(hex: secrets[index])
  }

  /// Runs `body` with the small root, in which nothing is approved yet.
  static func with(_ body: (inout ApprovalRig) throws -> Void) throws {
    try Places.withTemporaryFolder { folder in
      var rig = ApprovalRig(root: folder)
      for (path, text) in documents { try rig.write(path, text) }
      try body(&rig)
    }
  }

  /// Runs `body` with the small root as its first release, an hour later.
  static func withRelease(_ body: (inout ApprovalRig) throws -> Void) throws {
    try with(try released.get(), body)
  }

  /// The same with a second release by which the limit is 15, two hours later.
  static func withTwoReleases(_ body: (inout ApprovalRig) throws -> Void) throws {
    try with(try releasedTwice.get(), body)
  }

  /// What lies in a root at a moment.
  private struct Moment: Sendable {
    var files: [String: String]
    var now: Int64
  }

  private static func with(
    _ moment: Moment, _ body: (inout ApprovalRig) throws -> Void
  ) throws {
    try Places.withTemporaryFolder { folder in
      var rig = ApprovalRig(root: folder, now: moment.now)
      for (path, text) in moment.files { try rig.write(path, text) }
      try body(&rig)
    }
  }

  /// Made once, since many tests begin here.
  private static let released = Result {
    var moment = Moment(files: [:], now: 0)
    try with { rig in
      try rig.approve(["bob", "carol"], proposer: "quinn")
      moment = try rig.moment(after: hour)
    }
    return moment
  }

  private static let releasedTwice = Result {
    var moment = Moment(files: [:], now: 0)
    try withRelease { rig in
      try rig.setLimit(15)
      try rig.approve(["alice", "bob"], authors: ["walt@desk.example"])
      moment = try rig.moment(after: hour)
    }
    return moment
  }

  private func moment(after time: Int64) throws -> Moment {
    var files: [String: String] = [:]
    for path in Self.documents.map(\.0) + [Self.first, Self.second] where has(path) {
      files[path] = try read(path)
    }
    return Moment(files: files, now: now + time)
  }

  // MARK: Files

  func write(_ path: String, _ text: String) throws {
    let place = "\(root)/\(path)"
    let folder = String(place[..<(place.lastIndex(of: "/") ?? place.endIndex)])
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Places.write(Array(text.utf8), to: place)
  }

  func read(_ path: String) throws -> String {
    String(decoding: try FileContents.read("\(root)/\(path)"), as: UTF8.self)
  }

  /// Replaces a text that must be there.
  func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try read(path)
    try #require(text.contains(old), "\(path) has no '\(old)'")
    try write(path, text.replacing(old, with: new))
  }

  func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(atPath: "\(root)/\(path)")
  }

  static let live = "policies/live.yaml"
  static let first = "specs/approved/000001.yaml"
  static let second = "specs/approved/000002.yaml"
  static let pending = "specs/approved/pending.yaml"

  /// Sets the limit that loosens upwards.
  func setLimit(_ value: Int) throws {
    let text = try read(Self.live)
    let line = try #require(text.split(separator: "\n").first { $0.contains("limit:") })
    try write(Self.live, text.replacing(line, with: "        limit: { value: \"\(value)\" }"))
  }

  // MARK: Approving

  func desk(trusting trust: TrustState? = nil) throws -> ApprovalDesk {
    try ApprovalDesk(root: root, now: now, trusting: trust)
  }

  func load(trusting trust: TrustState? = nil) throws -> ApprovedHistory {
    try ApprovedHistory.load(root: root, now: now, trusting: trust)
  }

  /// One person signs; a minute passes.
  @discardableResult
  mutating func sign(
    _ name: String, proposer: String? = nil, authors: [String] = [], renews: Bool = false
  ) throws -> ApprovalDesk.Outcome {
    var desk = try desk()
    let outcome = try desk.sign(
      with: Self.key(name), proposer: proposer, authors: authors, renews: renews)
    now += 60_000
    return outcome
  }

  /// People sign one after another, until there is a release.
  @discardableResult
  mutating func approve(
    _ names: [String], proposer: String = "quinn", authors: [String] = []
  ) throws -> ApprovedRelease {
    for (index, name) in names.enumerated() {
      let outcome = try sign(
        name, proposer: index == 0 ? proposer : nil, authors: index == 0 ? authors : [])
      if case .released(let release) = outcome {
        #expect(index == names.count - 1)
        return release
      }
    }
    throw RigError.notReleased
  }

  enum RigError: Error { case notReleased }

  /// The codes of the findings with which something is refused; empty where it is not.
  static func codes(_ body: () throws -> Void) -> [String] {
    do {
      try body()
      return []
    } catch let failure as ApprovalFailure {
      return failure.diagnostics.map(\.code)
    } catch {
      return ["\(error)"]
    }
  }

  /// The codes with which the history is refused.
  var refusal: [String] { Self.codes { _ = try load() } }

  // MARK: Documents

  private static let documents = [
    (
      "bots/small.yaml",
      """
      apiVersion: polytraders/v1
      kind: Bot
      metadata: { name: exec.small, class: execution-utility, owner: makers, capital_impact: direct, mode: shadow }
      spec:
        authority: [cancel, halt]
        on: [feed_check]
        facts:
          x:
            from: here
            on_missing: { code: GONE, do: pause_evaluation }
            fields:
              v: { type: int, min: "0", max: "99", path: v }
              w: { type: int, min: "0", max: "99", path: w }
        params:
          limit: { type: int, min: "0", max: "99", loosens: up, meaning: m }
          other: { type: int, min: "0", max: "99", loosens: up, meaning: m }
        rules:
          - { code: A, when: x.v > params.limit, do: cancel }
          - { code: B, when: x.w > params.other, do: cancel }
        otherwise: { code: REST, do: allow }
        on_error: { code: BROKEN, do: pause_evaluation }

      """
    ),
    (
      live,
      """
      # The limits.
      apiVersion: polytraders/v1
      kind: Policy
      metadata: { name: live, owner: risk-execution, version: 1 }
      spec:
        staleness:
          book: { value: 2s }
          registry: { value: 10s }
          model: { value: 24h }
          skew_tolerance_ms: { value: 1s }
          recover_ms: { value: 10s }
          recover_updates: { value: "3" }
        bots:
          exec.small:
            params:
              limit: { value: "10" }
              other: { value: "10" }

      """
    ),
    (
      "policies/approvals.yaml",
      """
      apiVersion: polytraders/v1
      kind: Approvals
      metadata: { name: approvals, owner: risk-execution, version: 1 }
      spec:
        tightening: { approvals: 1, with: [risk] }
        loosening: { approvals: 2, with: [head_of_risk] }
        incomparable: { approvals: 2, every_owner: "true" }
        governance: { approvals: 2, with: [head_of_risk], every_owner: "true" }
        expires_after: 72h
        max_policy_age: 2160h
        overrides: { default: 4h, most: 24h }

      """
    ),
    (
      "specs/approvers.yaml",
      """
      apiVersion: polytraders/v1
      kind: Approvers
      spec:
        approvers:
          alice: { address: "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", roles: [risk], owns: [risk-execution], email: alice@desk.example }
          bob: { address: "0x70997970c51812dc3a010c7d01b50e0d17dc79c8", roles: [risk, head_of_risk], owns: [risk-execution], email: bob@desk.example }
          carol: { address: "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc", roles: [owner], owns: [makers], email: carol@desk.example }
          dave: { address: "0x90f79bf6eb2c4f870365e785982e1f101e93b906", roles: [owner], owns: [makers], email: dave@desk.example }

      """
    ),
    (
      "specs/codes.yaml",
      """
      apiVersion: polytraders/v1
      kind: ReasonCodes
      families: { F: { meaning: f } }
      codes:
        A: { family: F, severity: HARD_REJECT, meaning: m, action: a, emitted_by: [exec.small] }
        B: { family: F, severity: RESHAPE, meaning: m, action: a, emitted_by: [exec.small] }
        GONE: { family: F, severity: HARD_REJECT, meaning: m, action: a, emitted_by: [exec.small] }
        BROKEN: { family: F, severity: HARD_REJECT, meaning: m, action: a, emitted_by: [exec.small] }
        REST: { family: F, severity: INFO, meaning: m, action: a, emitted_by: [exec.small] }

      """
    ),
    ("specs/staleness.yaml", SampleDocuments.staleness),
  ]
}
