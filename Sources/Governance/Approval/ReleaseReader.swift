package import Diagnostics
import Hashing
import Policy
import Signing
import YAML

/// Reads a file of `specs/approved` against its form, to the letter: a member that is unknown, missing or written
/// in another way than `approve` writes it is a finding.
package struct ReleaseReader {
  private var bag = DiagnosticBag()

  /// Room for the documents of a large desk; the documents themselves keep the limits of every policy.
  private static let limits = YAMLDocument.Limits(
    bytes: 32 << 20, depth: 8, nodes: 20_000, scalarLength: 2 << 20)

  /// The document, or nil with findings.
  package static func read(
    _ bytes: [UInt8], file: String
  ) -> (document: ReleaseDocument?, diagnostics: [Diagnostic]) {
    let parsed = YAMLDocument.parse(bytes, file: file, limits: limits)
    guard let root = parsed.root else { return (nil, parsed.diagnostics) }
    var reader = ReleaseReader()
    let document = reader.read(root)
    let diagnostics = parsed.diagnostics + reader.bag.sorted
    let isGood = !diagnostics.contains { $0.severity == .error }
    return (isGood ? document : nil, diagnostics)
  }

  private mutating func read(_ node: YAMLNode) -> ReleaseDocument? {
    guard var root = MappingReader(node, "a release", &bag) else { return nil }
    let version = root.text("apiVersion", &bag)
    if let version, version.value != "polytraders/v1" {
      complain(.badMember("apiVersion", wanted: "polytraders/v1"), version.location)
    }
    let kind: Located<ReleaseDocument.Kind>? = root.word("kind", &bag)
    guard let kind, let specNode = root.required("spec", &bag),
      var spec = MappingReader(specNode, "'spec'", &bag)
    else { return nil }
    root.finish(&bag)
    let change = change(&spec)
    let proposedAt = time("proposed_at", &spec)
    var places = ReleaseDocument.Places(whole: node.location)
    for pair in specNode.pairs ?? [] {
      if let key = pair.key.text { places.members[key] = pair.value.location }
    }
    _ = spec.required("approvals", &bag)
    let items = spec.items("approvals", &bag)
    let approvals = items.compactMap { approval($0) }
    places.approvals = items.map(\.location)
    let documents = kind.value == .release ? documents(&spec) : []
    spec.finish(&bag)
    guard let change, let proposedAt, approvals.count == items.count, let documents else {
      return nil
    }
    var document = ReleaseDocument(
      kind: kind.value, change: change, proposedAt: proposedAt, approvals: approvals,
      documents: documents)
    document.places = places
    return document
  }

  private mutating func change(_ spec: inout MappingReader) -> ProposedChange? {
    _ = spec.required("sequence", &bag)
    let sequence = spec.whole("sequence", in: 1...999_999, &bag)
    let statement = spec.text("statement", &bag)
    let verdict: Located<ChangeVerdict>? = spec.word("verdict", &bag)
    let changeClass: Located<ApprovalRules.ChangeClass>? = spec.word("class", &bag)
    let policy = digest("policy", &spec)
    let governance = digest("governance", &spec)
    let previous = digest("previous", &spec)
    let previousGovernance = digest("previous_governance", &spec)
    let proposer = spec.text("proposer", &bag)
    _ = spec.required("authors", &bag)
    let authors = spec.items("authors", &bag).compactMap { spec.scalar($0, "authors", &bag)?.value }
    if let proposer, !ProposedChange.isName(proposer.value) {
      complain(.badName(proposer.value), proposer.location)
    }
    if authors != Set(authors).sorted() || !authors.allSatisfy(ProposedChange.isAuthor) {
      complain(
        .badMember("authors", wanted: "a list of e-mail addresses in small letters, in order"),
        spec.node["authors"]?.location)
    }
    guard let sequence, let statement, let verdict, let changeClass, let policy, let governance,
      let previous, let previousGovernance, let proposer
    else { return nil }
    return ProposedChange(
      sequence: Int(sequence.value), policy: policy, governance: governance, previous: previous,
      previousGovernance: previousGovernance, verdict: verdict.value,
      changeClass: changeClass.value, proposer: proposer.value, authors: authors,
      statement: statement.value)
  }

  private mutating func approval(_ node: YAMLNode) -> Approval? {
    guard var reader = MappingReader(node, "an approval", &bag) else { return nil }
    let approver = reader.text("approver", &bag)
    let approvedAt = time("approved_at", &reader)
    let expiresAt = time("expires_at", &reader)
    let text = reader.text("signature", &bag)
    reader.finish(&bag)
    guard let approver, let approvedAt, let expiresAt, let text else { return nil }
    // One signature has one text, so that nobody can change a release without a finding.
    guard let signature = Signature(hex: text.value), signature.hex == text.value else {
      complain(
        .badMember("signature", wanted: "0x and 130 small hexadecimal digits"), text.location)
      return nil
    }
    return Approval(
      approver: approver.value, approvedAt: approvedAt, expiresAt: expiresAt,
      signature: signature)
  }

  private mutating func documents(_ spec: inout MappingReader) -> [PolicySet.Source]? {
    guard let node = spec.required("documents", &bag) else { return nil }
    let entries = spec.entries("documents", &bag)
    if entries.isEmpty { complain(.emptyDocuments, node.location) }
    var documents: [PolicySet.Source] = []
    for entry in entries {
      guard Self.isDocumentPath(entry.key.value) else {
        complain(.badDocumentPath(entry.key.value), entry.key.location)
        continue
      }
      guard let text = spec.scalar(entry.value, entry.key.value, &bag) else { continue }
      documents.append(PolicySet.Source(path: entry.key.value, text: text.value))
    }
    return documents.count == entries.count ? documents : nil
  }

  /// A path of the folders that hold policies, which leads nowhere else: documents are written back from here.
  private static func isDocumentPath(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count > 1, ["bots", "policies", "specs"].contains(first),
      !path.hasPrefix("\(ReleaseDocument.folder)/")
    else { return false }
    return parts.allSatisfy { part in
      !part.isEmpty && !part.hasPrefix(".") && !part.utf8.contains { $0 < 32 || $0 == 127 }
    }
  }

  private mutating func digest(_ key: String, _ reader: inout MappingReader) -> Digest32? {
    guard let text = reader.text(key, &bag) else { return nil }
    guard let digest = Digest32(prefixedHex: text.value), digest.prefixedHex == text.value else {
      complain(.badMember(key, wanted: "0x and 64 small hexadecimal digits"), text.location)
      return nil
    }
    return digest
  }

  private mutating func time(_ key: String, _ reader: inout MappingReader) -> Int64? {
    guard let text = reader.text(key, &bag) else { return nil }
    guard let time = UTCTime.milliseconds(text.value) else {
      complain(.badMember(key, wanted: "a time such as 2026-11-21T20:00:00Z"), text.location)
      return nil
    }
    return time
  }

  private mutating func complain(_ problem: ApprovalProblem, _ location: Location?) {
    bag.add(problem.diagnostic(at: location))
  }
}

extension ProposedChange {
  /// Whether a text can be the e-mail address of an author: what git takes, in small letters, without the comma
  /// that parts two of them.
  package static func isAuthor(_ text: String) -> Bool {
    (1...254).contains(text.utf8.count) && text == text.lowercased()
      && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ",") }
  }

  /// Whether a text can be the name of a proposer.
  package static func isName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "._-@+".utf8.contains(byte)
        }
      }
  }
}
