import Diagnostics
import YAML

/// `specs/approvers.yaml`: who may approve a change of policy, and in which capacity. Its meaning is part of
/// what is approved: a change of this list is judged by the list that was approved before.
package struct ApproverList: Sendable {
  package struct Approver: Sendable {
    /// `alice`, as plans and messages name the person.
    package var name: Located<String>
    /// Of the secp256k1 key that signs: `0x` and 40 lower-case hexadecimal digits.
    package var address: Located<String>
    package var roles: Set<ApproverRole>
    /// The owners, as documents name them in `metadata.owner`, that this person speaks for.
    package var owns: Set<String> { Set(ownedNames.map(\.value)) }
    /// The same with their places.
    package var ownedNames: [Located<String>]
    /// As git knows the person, in lower case: who wrote a change is its proposer and never counts.
    package var emails: [String]
  }

  /// In the order of the document.
  package var approvers: [Approver] = []
  /// Of the document.
  var place: Location?

  /// The approver with a name.
  package subscript(name: String) -> Approver? { approvers.first { $0.name.value == name } }

  /// The approver whose key has an address, in any case of letters.
  package func approver(address: String) -> Approver? {
    let address = address.lowercased()
    return approvers.first { $0.address.value == address }
  }
}

/// In which capacity somebody approves.
package enum ApproverRole: String, CaseIterable, Sendable {
  case risk
  case headOfRisk = "head_of_risk"
  /// Answers for the bots and policies of the owners named in `owns`.
  case owner
  case operations
  case security
  /// A machine's key: it never counts where people are asked for.
  case service
}

extension ApproverList {
  static func read(_ document: YAMLNode, _ bag: inout DiagnosticBag) -> ApproverList? {
    guard var root = MappingReader.document(document, "a list of approvers", &bag) else {
      return nil
    }
    guard let node = root.required("spec", &bag),
      var spec = MappingReader(node, "'spec'", &bag)
    else { return nil }
    root.finish(&bag)
    var list = ApproverList()
    list.place = root.place
    _ = spec.required("approvers", &bag)
    for entry in spec.entries("approvers", &bag) {
      guard let approver = approver(entry.key, entry.value, &bag) else { continue }
      if let first = list.approvers.first(where: { $0.address.value == approver.address.value }) {
        // Two names for one key would let one person count twice.
        bag.add(
          PolicyProblem.declaredTwice(
            what: "the address of", name: approver.name.value, first: first.address.location
          ).diagnostic(at: approver.address.location))
        continue
      }
      list.approvers.append(approver)
    }
    spec.finish(&bag)
    return list
  }

  private static func approver(
    _ name: Located<String>, _ node: YAMLNode, _ bag: inout DiagnosticBag
  ) -> Approver? {
    guard var reader = MappingReader(node, "approver '\(name.value)'", &bag) else { return nil }
    let address = reader.text("address", &bag)
    _ = reader.required("roles", &bag)
    var roles: Set<ApproverRole> = []
    for item in reader.items("roles", &bag) {
      if let role: Located<ApproverRole> = reader.word(of: item, "roles", &bag) {
        roles.insert(role.value)
      }
    }
    let owns = reader.items("owns", &bag).compactMap { reader.scalar($0, "owns", &bag) }
    let emails = reader.items("email", &bag).compactMap { reader.scalar($0, "email", &bag)?.value }
    reader.finish(&bag)
    guard let address else { return nil }
    let text = address.value.lowercased()
    guard text.hasPrefix("0x"), text.utf8.count == 42,
      text.dropFirst(2).utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
    else {
      bag.add(PolicyProblem.badAddress(address.value).diagnostic(at: address.location))
      return nil
    }
    return Approver(
      name: name, address: Located(text, at: address.location), roles: roles, ownedNames: owns,
      emails: emails.map { $0.lowercased() })
  }
}
