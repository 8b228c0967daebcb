import Diagnostics
import Graph
import Hashing
import Policy

/// The documents of a folder on their way to a history.
struct HistoryReading {
  private(set) var releases: [ReleaseDocument] = []
  private(set) var pending: ReleaseDocument?
  private(set) var pendingFindings: [Diagnostic] = []
  private var findings: [Diagnostic] = []
  private var renderer = DiagnosticRenderer()

  mutating func read(_ folder: ReleaseFolder) {
    let last = folder.releases.keys.max() ?? 0
    for sequence in stride(from: 1, through: last, by: 1) {
      guard let entry = folder.releases[sequence] else {
        findings.append(ApprovalProblem.sequenceMissing(sequence).diagnostic(at: nil))
        continue
      }
      guard let document = document(entry, .release) else { continue }
      if document.change.sequence != sequence {
        add(
          .sequenceDiffers(said: document.change.sequence, expected: sequence),
          document.places.members["sequence"])
      }
      releases.append(document)
    }
    let before = findings.count
    pending = folder.pending.flatMap { document($0, .proposal) }
    pendingFindings = Array(findings[before...])
    findings.removeLast(pendingFindings.count)
  }

  private mutating func document(
    _ entry: ReleaseFolder.Entry, _ kind: ReleaseDocument.Kind
  ) -> ReleaseDocument? {
    let reading = ReleaseReader.read(entry.bytes, file: entry.file)
    // Only what is wrong is quoted, and of a large history nothing usually is.
    if !reading.diagnostics.isEmpty {
      renderer.addSource(String(decoding: entry.bytes, as: UTF8.self), file: entry.file)
      findings += reading.diagnostics
    }
    guard let document = reading.document else { return nil }
    guard document.kind == kind else {
      add(
        .badMember("kind", wanted: "\(kind.rawValue), as the name of the file says"),
        document.places.whole)
      return nil
    }
    return document
  }

  private mutating func add(_ problem: ApprovalProblem, _ location: Location?) {
    findings.append(problem.diagnostic(at: location))
  }

  func failIfAny() throws(ApprovalFailure) {
    guard findings.contains(where: { $0.severity == .error }) else { return }
    throw ApprovalFailure(findings, renderer)
  }

  // MARK: Verifying

  mutating func verify(
    now: Int64, trust: TrustState?, _ progress: (Int, _ of: Int) -> Void
  ) throws(ApprovalFailure) -> ApprovedHistory {
    try failIfAny()
    let identities = linked()
    try failIfAny()
    let proved = firstToProve(identities, trust)
    var base: PolicyState?
    var governance = GovernanceCache()
    for (index, release) in releases.enumerated() {
      progress(index + 1, releases.count)
      let previous = index > 0 ? releases[index - 1] : nil
      let head: PolicyState?
      if index + 1 >= proved - 1 {
        head = state(of: release)
        try failIfAny()
      } else {
        head = nil
      }
      // The first release is judged by its own people and rules: trust begins with it.
      let (documents, digest) =
        (previous == nil ? head : base).map { ($0.governance, $0.governanceDigest) }
        ?? governance.documents(of: previous ?? release)
      guard digest == (previous ?? release).change.governance.hex else {
        let found = Digest32(hex: digest) ?? .zero
        add(
          .otherGovernance(said: (previous ?? release).change.governance, found: found),
          (previous ?? release).places.members["governance"])
        try failIfAny()
        continue
      }
      var requirements: [Requirement] = []
      do throws(ApprovalProblem) {
        let people = try Electorate(documents, since: previous?.effectiveAt)
        if index + 1 >= proved, let head {
          requirements = self.requirements(of: release, base: base, head: head, people.rules)
        } else if let needed = people.rules.requirements[release.change.changeClass] {
          // Who owns what changes was seen when the change was proved.
          requirements = [
            Requirement(approvals: needed.approvals, roles: needed.roles, owners: [])
          ]
        }
        findings += people.findings(in: release, requirements: requirements, now: now)
      } catch {
        add(error, release.places.whole)
      }
      try failIfAny()
      base = head
    }
    guard let state = base, let last = releases.last else {
      preconditionFailure("a folder with releases has a last one, which is compiled")
    }
    return ApprovedHistory(
      releases: releases, current: ApprovedRelease(document: last, state: state),
      identities: identities, provedFrom: proved, pending: pending,
      pendingFindings: pendingFindings)
  }

  /// Holds every release against the one before, and gives the identities.
  private mutating func linked() -> [Digest32] {
    var identities: [Digest32] = []
    for (index, release) in releases.enumerated() {
      let before = index > 0 ? releases[index - 1].change : nil
      if release.change.previous != before?.policy ?? .zero
        || release.change.previousGovernance != before?.governance ?? .zero
      {
        add(
          .otherPrevious(sequence: index), release.places.members["previous"])
      }
      identities.append(release.change.identity(after: identities.last ?? .zero))
    }
    return identities
  }

  /// The sequence of the first release that has to be proved: what trust has seen need not be, but the newest is
  /// always.
  private func firstToProve(_ identities: [Digest32], _ trust: TrustState?) -> Int {
    guard let trust, trust.genesis == identities[0], trust.sequence <= identities.count,
      trust.sequence > 0, identities[trust.sequence - 1] == trust.identity
    else { return 1 }
    return min(trust.sequence + 1, identities.count)
  }

  /// What the documents of a release mean, which must be what was signed.
  private mutating func state(of release: ReleaseDocument) -> PolicyState? {
    let state: PolicyState
    do throws(GraphLoader.Failure) {
      state = try PolicyState.load(release.inputs)
    } catch {
      findings += error.diagnostics
      for input in release.inputs {
        renderer.addSource(String(decoding: input.bytes, as: UTF8.self), file: input.file)
      }
      return nil
    }
    let change = release.change
    if let found = Digest32(hex: state.graph.digest), found != change.policy {
      add(.otherMeaning(said: change.policy, found: found), release.places.members["policy"])
    }
    if let found = Digest32(hex: state.governanceDigest), found != change.governance {
      add(
        .otherGovernance(said: change.governance, found: found),
        release.places.members["governance"])
    }
    let known = Set(state.sources.map(\.path))
    for document in release.documents where !known.contains(document.path) {
      // What means nothing is signed by nobody, and would be written back with the rest.
      add(.badDocumentPath(document.path), release.places.members["documents"])
    }
    for missing in [
      state.governance.approvers == nil ? "the release has no list of approvers" : nil,
      state.governance.rules == nil ? "the release has no approval rules" : nil,
    ].compactMap({ $0 }) {
      // A release without them could never be followed by another, and nobody could take it back.
      add(.noRules(missing: missing), release.places.members["documents"])
    }
    return state
  }

  /// What the release needs by the rules before it, for the change as it is computed now and as it was signed:
  /// what was signed as worse than it is stays as it was.
  private mutating func requirements(
    of release: ReleaseDocument, base: PolicyState?, head: PolicyState, _ rules: ApprovalRules
  ) -> [Requirement] {
    let change = ReleaseChange(base: base, head: head)
    let (signed, place) = (release.change, release.places.members["verdict"])
    if signed.verdict != change.verdict, signed.verdict != .unknown {
      add(
        .otherVerdict(said: signed.verdict.rawValue, found: change.verdict.rawValue), place)
    }
    let needed = change.changeClass
    if signed.changeClass != needed,
      !(signed.verdict == .unknown && signed.changeClass == .incomparable)
    {
      add(
        .otherVerdict(said: signed.changeClass.rawValue, found: needed.rawValue),
        release.places.members["class"] ?? place)
    }
    var requirements = [change.requirement(by: rules)]
    if let stated = rules.requirements[signed.changeClass] {
      requirements.append(
        Requirement(
          approvals: stated.approvals, roles: stated.roles,
          owners: stated.everyOwner ? Set(change.plan.ownersTouched) : []))
    }
    return requirements
  }
}

/// What governs releases, read without compiling them, once for equal documents.
struct GovernanceCache {
  private var known: [[PolicySet.Source]: (documents: GovernanceDocuments, digest: String)] = [:]

  /// What the documents of a release say together. The digest is computed from them: what a file says of itself
  /// proves nothing.
  mutating func documents(
    of release: ReleaseDocument
  ) -> (documents: GovernanceDocuments, digest: String) {
    if let found = known[release.documents] { return found }
    let documents = PolicyLoader.load(release.inputs).governance
    let result = (documents, PolicyState.digest(of: documents))
    // Each is asked for by the one release that follows it; equal documents come in a row.
    known = [release.documents: result]
    return result
  }
}
