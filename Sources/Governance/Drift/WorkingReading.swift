import Diagnostics
import Graph
import Policy
import YAML

/// The working files of a root, read leniently: every fault is named with its field, put right from what was
/// approved, and the rest is read on. What comes out compiles; what was put right is in `faults`.
struct WorkingReading {
  /// Something in a working file that cannot be as it stands.
  struct Fault {
    var state: DriftFinding.State
    /// Relative to the root.
    var document: String
    /// Of the working file; the document as a whole where the path is empty.
    var path: [ConfigTree.Step]
    var place: Location?
    var code: String
    /// In the words of `check`; empty for what is merely absent.
    var message: String
    var approved: ConfigTree?
    var live: ConfigTree?
  }

  /// A working document on its way to one that can be read.
  struct Document {
    var path: String
    var file: String
    /// As it lies on the disk; nil for one that was added.
    var original: ConfigTree?
    var tree: ConfigTree
    var kind: String { tree["kind"]?.text ?? "" }
  }

  private(set) var documents: [Document] = []
  private(set) var faults: [Fault] = []
  /// What the files mean, as far as they mean anything.
  private(set) var state: PolicyState
  private let approved: [Document]

  /// More rounds than any file needs: each puts at least one thing right.
  private static let mostRounds = 200

  init(_ inputs: [PolicyLoader.Input], approved base: PolicyState) {
    approved = base.sources.compactMap { source in
      let parsed = YAMLDocument.parse(Array(source.text.utf8), file: source.path)
      return parsed.root.map {
        Document(path: source.path, file: source.path, original: nil, tree: ConfigTree($0))
      }
    }
    state = base
    for input in inputs { add(input) }
    // What reads as it stands needs no care, and keeps its own places.
    if faults.isEmpty, let state = try? PolicyState.load(inputs) {
      self.state = state
      return
    }
    addMissingDocuments()
    for _ in 0..<Self.mostRounds {
      guard let findings = read() else { return }
      if !repair(findings) { giveUp(on: findings) }
    }
  }

  private mutating func add(_ input: PolicyLoader.Input) {
    let parsed = YAMLDocument.parse(input.bytes, file: input.file)
    if let root = parsed.root {
      let tree = ConfigTree(root)
      documents.append(
        Document(path: input.path, file: input.file, original: tree, tree: tree))
      return
    }
    let first = parsed.diagnostics.first { $0.severity == .error }
    let known = approved.first { $0.path == input.path }
    faults.append(
      Fault(
        state: .unauthorised, document: input.path, path: [], place: first?.location,
        code: first?.code ?? "PT0101", message: first?.message ?? "it is no YAML",
        approved: nil, live: nil))
    guard let known else { return }
    documents.append(
      Document(path: input.path, file: input.file, original: nil, tree: known.tree))
  }

  /// A bot, and what there is one document of, is missed by name. Policy documents may be cut up and named as
  /// people like, as long as each value stands somewhere.
  private mutating func addMissingDocuments() {
    for known in approved where known.kind != "Policy" {
      let name = known.kind == "Bot" ? known.tree["metadata"]?["name"]?.text : nil
      let isThere = documents.contains {
        $0.kind == known.kind && (name == nil || $0.tree["metadata"]?["name"]?.text == name)
          || $0.path == known.path && $0.kind == known.kind
      }
      if !isThere { restore(known) }
    }
  }

  private mutating func restore(_ known: Document) {
    faults.append(
      Fault(
        state: .missingField, document: known.path, path: [], place: nil, code: "PT0231",
        message: "", approved: known.tree, live: nil))
    // Under the path of a broken one it takes its place.
    documents.removeAll { $0.path == known.path }
    documents.append(
      Document(path: known.path, file: known.path, original: nil, tree: known.tree))
  }

  /// Nil where the documents compile, and then `state` is what they mean; else what is wrong.
  private mutating func read() -> [Diagnostic]? {
    let inputs = documents.map {
      PolicyLoader.Input(file: $0.path, path: $0.path, bytes: Array($0.tree.yaml.utf8))
    }
    do throws(GraphLoader.Failure) {
      state = try PolicyState.load(inputs)
      return nil
    } catch {
      return error.diagnostics.filter { $0.severity == .error }
    }
  }
}

// MARK: - Putting right

extension WorkingReading {
  /// Whether anything changed.
  private mutating func repair(_ findings: [Diagnostic]) -> Bool {
    var hasChanged = false
    var touched: Set<String> = []
    for finding in findings {
      guard let place = finding.location,
        let index = documents.firstIndex(where: { $0.path == place.file })
      else { continue }
      // Places in a document that was just changed have moved: it is read again first.
      guard !touched.contains(place.file) else { continue }
      let parsed = YAMLDocument.parse(Array(documents[index].tree.yaml.utf8), file: place.file)
      guard let path = parsed.root?.path(to: place) else { continue }
      if repair(finding, in: index, at: path) {
        hasChanged = true
        touched.insert(place.file)
      }
    }
    return hasChanged
  }

  private mutating func repair(
    _ finding: Diagnostic, in index: Int, at path: [ConfigTree.Step]
  ) -> Bool {
    if DriftCodes.missing.contains(finding.code) {
      return fill(index, at: path) || fillValues()
    }
    // The innermost thing first; where putting that right changes nothing, what it stands in.
    for count in stride(from: path.count, through: 1, by: -1) {
      let part = Array(path.prefix(count))
      guard let live = documents[index].tree[part] else { continue }
      let known = counterpart(of: documents[index], at: part)
      if let known, known.yaml == live.yaml { continue }
      let fault = Fault(
        state: DriftCodes.state(of: finding, live: live), document: documents[index].path,
        path: part, place: documents[index].original?[part]?.location ?? live.location,
        code: finding.code, message: finding.message, approved: known, live: live)
      guard documents[index].tree.set(part, to: known) else { continue }
      faults.append(fault)
      return true
    }
    return false
  }

  /// Adds what is absent at a path, and names each of it.
  private mutating func fill(_ index: Int, at path: [ConfigTree.Step]) -> Bool {
    for count in stride(from: path.count, through: 0, by: -1) {
      let part = Array(path.prefix(count))
      guard var tree = documents[index].tree[part],
        let known = counterpart(of: documents[index], at: part)
      else { continue }
      let added = tree.fill(from: known)
      guard !added.isEmpty, documents[index].tree.set(part, to: tree) else { continue }
      for inner in added {
        faults.append(
          Fault(
            state: .missingField, document: documents[index].path, path: part + inner,
            place: documents[index].original?[part]?.location, code: "PT0202", message: "",
            approved: tree[inner], live: nil))
      }
      return true
    }
    return false
  }

  /// Values that no document gives any more, put back where they stood.
  private mutating func fillValues() -> Bool {
    for known in approved where known.kind == "Policy" {
      let name = known.tree["metadata"]?["name"]?.text
      let index = documents.firstIndex {
        $0.kind == "Policy"
          && ($0.path == known.path || $0.tree["metadata"]?["name"]?.text == name)
      }
      guard let index else {
        restore(known)
        return true
      }
      let path: [ConfigTree.Step] = [.key("spec")]
      guard var tree = documents[index].tree[path], let spec = known.tree[path] else { continue }
      let added = tree.fill(from: spec).filter { !isGivenElsewhere($0, besides: index) }
      guard !added.isEmpty else { continue }
      for inner in added {
        guard documents[index].tree[path + inner] == nil else { continue }
        guard documents[index].tree.set(path + inner, to: spec[inner]) else { continue }
        faults.append(
          Fault(
            state: .missingField, document: documents[index].path, path: path + inner,
            place: documents[index].original?[path]?.location, code: "PT0215", message: "",
            approved: spec[inner], live: nil))
      }
      return true
    }
    return false
  }

  private func isGivenElsewhere(_ path: [ConfigTree.Step], besides index: Int) -> Bool {
    documents.indices.contains {
      $0 != index && documents[$0].kind == "Policy"
        && documents[$0].tree[[.key("spec")] + path] != nil
    }
  }

  /// What was approved at a path of a working document, whatever its file is called: items of lists are found by
  /// what they are about.
  private func counterpart(of document: Document, at path: [ConfigTree.Step]) -> ConfigTree? {
    let name = document.tree["metadata"]?["name"]?.text
    let same = approved.filter { $0.kind == document.kind }
    let first =
      same.first { name != nil && $0.tree["metadata"]?["name"]?.text == name }
      ?? same.first { $0.path == document.path } ?? (same.count == 1 ? same[0] : nil)
    for candidate in [first].compactMap({ $0 }) + same
    where document.kind != "Bot" || candidate.path == first?.path {
      if let found = ConfigPath.follow(path, in: candidate.tree, as: document.tree) { return found }
    }
    return nil
  }

  /// Where nothing at the place of a finding differs from what was approved, something else in the document made
  /// it wrong: what differs is put back one after the other, until there is less to complain about.
  private mutating func giveUp(on findings: [Diagnostic]) {
    let paths = documents.map(\.path)
    let placed = findings.compactMap { finding in
      paths.firstIndex { $0 == finding.location?.file }.map { (finding, $0) }
    }
    guard let (finding, index) = placed.first else {
      note(findings.first, in: nil)
      documents = approved
      return
    }
    guard let known = counterpart(of: documents[index], at: []) else {
      note(finding, in: index)
      documents.remove(at: index)
      return
    }
    if revertOne(of: documents[index].tree.differences(from: known), to: known, index, findings) {
      return
    }
    note(finding, in: index)
    if known.yaml != documents[index].tree.yaml {
      documents[index].tree = known
    } else {
      // Even with this document as it was approved the whole does not fit: nothing else is believed either.
      documents = approved
    }
  }

  /// Puts the first of `paths` back that leaves fewer findings, and names it.
  private mutating func revertOne(
    of paths: [[ConfigTree.Step]], to known: ConfigTree, _ index: Int, _ findings: [Diagnostic]
  ) -> Bool {
    let before = documents[index]
    for path in paths.prefix(64) {
      documents[index] = before
      guard documents[index].tree.set(path, to: known[path]) else { continue }
      guard (read()?.count ?? 0) < findings.count else { continue }
      faults.append(
        Fault(
          state: .unauthorised, document: before.path, path: path,
          place: before.original?[path]?.location, code: findings[0].code,
          message: findings[0].message, approved: known[path], live: before.tree[path]))
      return true
    }
    documents[index] = before
    return false
  }

  /// A finding about a document as a whole.
  private mutating func note(_ finding: Diagnostic?, in index: Int?) {
    let document = index.map { documents[$0] }
    faults.append(
      Fault(
        state: .unauthorised, document: document?.path ?? "", path: [],
        place: document.map { Location(file: $0.file, line: 1, column: 1) },
        code: finding?.code ?? "PT0201", message: finding?.message ?? "it cannot be read",
        approved: nil, live: nil))
  }
}

/// What the codes of `check` mean for drift.
enum DriftCodes {
  /// Something that has to be there is not.
  static let missing: Set<String> = ["PT0202", "PT0215", "PT0227", "PT0237"]
  /// Something is there that nobody knows.
  static let unknown: Set<String> = [
    "PT0203", "PT0205", "PT0213", "PT0214", "PT0220", "PT0221", "PT0223", "PT0226",
  ]

  static func state(of finding: Diagnostic, live: ConfigTree) -> DriftFinding.State {
    if unknown.contains(finding.code) { return .unknownField }
    if finding.code == "PT0225" { return .unitMismatch }
    guard finding.code == "PT0210", let text = live.text ?? live["value"]?.text,
      let first = text.utf8.first, (48...57).contains(first) || first == UInt8(ascii: "-")
    else { return .unauthorised }
    return .unitMismatch
  }
}
