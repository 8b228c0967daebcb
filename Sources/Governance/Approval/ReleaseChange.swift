import Analysis
import Graph
package import Policy
import YAML

/// What a change from one state to another needs and says of itself: computed from both, never read from a file.
package struct ReleaseChange: Sendable {
  package let verdict: ChangeVerdict
  package let changeClass: ApprovalRules.ChangeClass
  /// The owners of what changes.
  package let owners: Set<String>
  /// One line for the display of a hardware wallet, at most `ChangeStatement.longest` bytes.
  package let statement: String
  /// Whether nothing changes, neither in policies nor in what governs them.
  package let isEmpty: Bool

  /// The change from `base`, nil before the first release, to `head`.
  package init(base: PolicyState?, head: PolicyState) {
    guard let base else {
      verdict = .incomparable
      changeClass = .governance
      owners = DocumentOwners(head).all
      statement = ChangeStatement.first(head)
      isEmpty = false
      return
    }
    let comparison = PolicyComparison(base.graph, head.graph)
    let isGovernance = base.governanceDigest != head.governanceDigest
    verdict =
      switch comparison.relation {
      case .equal: .equal
      case .tighter: .tighter
      case .looser: .looser
      case .incomparable: .incomparable
      case nil: .unknown
      }
    changeClass = isGovernance ? .governance : Self.changeClass(of: verdict)
    owners = DocumentOwners(base).changed(to: DocumentOwners(head))
    isEmpty = !isGovernance && base.graph.digest == head.graph.digest
    statement = ChangeStatement.text(comparison, verdict, isGovernance: isGovernance)
  }

  private static func changeClass(of verdict: ChangeVerdict) -> ApprovalRules.ChangeClass {
    switch verdict {
    case .equal, .tighter: .tightening
    case .looser: .loosening
    case .incomparable, .unknown: .incomparable
    }
  }

  /// What the rules of the base ask for. A change of governance needs what it needs, and what the change of
  /// policies beside it needs.
  package func requirement(by rules: ApprovalRules) -> Requirement {
    var classes: Set<ApprovalRules.ChangeClass> = [changeClass]
    if verdict != .equal { classes.insert(Self.changeClass(of: verdict)) }
    var requirement = Requirement(approvals: 1, roles: [], owners: [])
    for kind in classes {
      guard let needed = rules.requirements[kind] else { continue }
      requirement.approvals = max(requirement.approvals, needed.approvals)
      requirement.roles.formUnion(needed.roles)
      if needed.everyOwner { requirement.owners.formUnion(owners) }
    }
    return requirement
  }
}

/// Who owns which document of a state, and what each of them says apart from its layout.
struct DocumentOwners {
  private struct Entry: Equatable {
    var owner: String?
    var meaning: String
  }

  private var entries: [String: Entry] = [:]

  init(_ state: PolicyState) {
    for source in state.sources {
      guard let root = YAMLDocument.parse(Array(source.text.utf8), file: source.path).root else {
        continue
      }
      let name = root["metadata"]?["name"]?.text ?? ""
      let kind = root["kind"]?.text ?? source.path
      entries["\(kind)/\(name)"] = Entry(
        owner: root["metadata"]?["owner"]?.text, meaning: Self.meaning(of: root, path: []))
    }
  }

  /// All owners of the state.
  var all: Set<String> { Set(entries.values.compactMap(\.owner)) }

  /// The owners, before and after, of the documents that differ. What has no owner of its own, such as the
  /// registry of reason codes, belongs to everybody.
  func changed(to other: DocumentOwners) -> Set<String> {
    var owners: Set<String> = []
    for key in Set(entries.keys).union(other.entries.keys) {
      let (before, after) = (entries[key], other.entries[key])
      guard before != after else { continue }
      let named = [before?.owner, after?.owner].compactMap { $0 }
      owners.formUnion(named.isEmpty ? all.union(other.all) : Set(named))
    }
    return owners
  }

  /// The tree without places, comments and the order of members; `tests` decide nothing.
  private static func meaning(of node: YAMLNode, path: [String]) -> String {
    switch node.kind {
    case .scalar(let text, _): return "\(text.utf8.count):\(text)"
    case .sequence(let items): return "[\(items.map { meaning(of: $0, path: path) }.joined())]"
    case .mapping(let pairs):
      let members = pairs.compactMap { pair -> String? in
        let key = pair.key.text ?? ""
        let inner = path + [key]
        guard inner != ["spec", "tests"], inner != ["metadata", "version"] else { return nil }
        return "\(key.utf8.count):\(key)=\(meaning(of: pair.value, path: inner))"
      }
      return "{\(members.sorted().joined())}"
    }
  }
}
