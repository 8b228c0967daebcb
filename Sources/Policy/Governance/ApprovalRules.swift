import CEL
import Diagnostics
import YAML

/// `policies/approvals.yaml`: whose signatures a change of policy needs, for how long they can be used, and how
/// old an approved policy may become. Part of what is approved: a change of these rules is judged by those
/// that were approved before.
package struct ApprovalRules: Sendable {
  /// What a change is, for the choice of its approvers.
  package enum ChangeClass: String, CaseIterable, Sendable {
    /// No event is decided less strictly.
    case tightening
    case loosening
    /// Some events are decided more strictly and others less, or nothing can be proved.
    case incomparable
    /// Of the list of approvers, or of these rules.
    case governance
  }

  package struct Requirement: Hashable, Sendable {
    /// How many different people have to sign, the proposer not among them.
    package var approvals: Int
    /// Roles of which one of them has to be each.
    package var roles: Set<ApproverRole>
    /// Whether one of them has to speak for every owner of what is changed.
    package var everyOwner: Bool

    package init(approvals: Int, roles: Set<ApproverRole>, everyOwner: Bool) {
      self.approvals = approvals
      self.roles = roles
      self.everyOwner = everyOwner
    }
  }

  /// Whose two signatures arm the kill switch again; who tripped it never counts.
  package struct KillReset: Hashable, Sendable {
    /// Roles of which each of the two has to have one; empty for any.
    package var each: Set<ApproverRole>
    /// Roles of which one of the two has to be each.
    package var among: Set<ApproverRole>

    /// A rule of these parts.
    package init(each: Set<ApproverRole>, among: Set<ApproverRole>) {
      self.each = each
      self.among = among
    }

    /// What holds where the document says nothing: one of them is of risk (seeds/004).
    package static let standard = KillReset(each: [], among: [.risk])
  }

  package var requirements: [ChangeClass: Requirement]
  package var killReset = KillReset.standard
  /// Milliseconds that a signature can be used.
  package var expiresAfter: Int64
  /// Milliseconds after its approval at which a policy is too old to trade by.
  package var maximumPolicyAge: Int64
  /// Milliseconds that an override holds where it says nothing, and the most it may say.
  package var overrideDefault: Int64
  package var overrideMost: Int64
  /// Who answers for the rules; nil where the document does not say it.
  package var owner: Located<String>?
  /// Of the document, and of each requirement in it.
  var place: Location
  var places: [ChangeClass: Location]
  /// Nil where the document says nothing of it.
  var killResetPlace: Location?
}

extension ApprovalRules {
  /// The longest that anything here may last, in milliseconds: ten years.
  static let longest: Int64 = 10 * 366 * 24 * 3_600_000
  /// The longest that an override may ever hold (facts/monitoring.md 9).
  static let longestOverride: Int64 = 24 * 3_600_000

  static func read(_ document: YAMLNode, _ bag: inout DiagnosticBag) -> ApprovalRules? {
    guard var root = MappingReader.document(document, "approval rules", &bag) else { return nil }
    let owner = PolicyDocument.readMetadata(&root, &bag)?.owner
    guard let node = root.required("spec", &bag),
      var spec = MappingReader(node, "approval rules", &bag)
    else { return nil }
    root.finish(&bag)
    var requirements: [ChangeClass: Requirement] = [:]
    var places: [ChangeClass: Location] = [:]
    for kind in ChangeClass.allCases {
      guard let node = spec.required(kind.rawValue, &bag) else { continue }
      requirements[kind] = requirement(node, kind, &bag)
      places[kind] = node.location
    }
    var killReset: KillReset? = .standard
    let resetNode = spec.optional("kill_reset")
    if let resetNode { killReset = resetRule(resetNode, &bag) }
    let expiresAfter = duration("expires_after", &spec, &bag)
    let age = duration("max_policy_age", &spec, &bag)
    var overrides: (normal: Int64, most: Int64)?
    if let node = spec.required("overrides", &bag),
      var reader = MappingReader(node, "'overrides'", &bag)
    {
      let normal = duration("default", &reader, &bag)
      let most = duration("most", &reader, &bag, most: longestOverride)
      reader.finish(&bag)
      if let normal, let most {
        if normal > most {
          bag.add(
            PolicyProblem.boundsCrossed(name: "'overrides'").diagnostic(at: node.location))
        }
        overrides = (normal, most)
      }
    }
    spec.finish(&bag)
    guard let killReset, let expiresAfter, let age, let overrides,
      requirements.count == ChangeClass.allCases.count
    else { return nil }
    return ApprovalRules(
      requirements: requirements, killReset: killReset, expiresAfter: expiresAfter,
      maximumPolicyAge: age,
      overrideDefault: overrides.normal, overrideMost: overrides.most, owner: owner,
      place: root.place, places: places, killResetPlace: resetNode?.location)
  }

  private static func requirement(
    _ node: YAMLNode, _ kind: ChangeClass, _ bag: inout DiagnosticBag
  ) -> Requirement? {
    guard var reader = MappingReader(node, "'\(kind.rawValue)'", &bag) else { return nil }
    _ = reader.required("approvals", &bag)
    let count = reader.whole("approvals", in: 1...9, &bag)
    let roles = Self.roles("with", &reader, &bag)
    let everyOwner = reader.quantity("every_owner", as: .bool, &bag)
    reader.finish(&bag)
    guard let count else { return nil }
    return Requirement(
      approvals: Int(count.value), roles: roles, everyOwner: everyOwner?.value == 1)
  }

  private static func resetRule(_ node: YAMLNode, _ bag: inout DiagnosticBag) -> KillReset? {
    guard var reader = MappingReader(node, "'kill_reset'", &bag) else { return nil }
    let each = roles("each", &reader, &bag)
    let place = reader.required("with", &bag)?.location
    let among = roles("with", &reader, &bag)
    reader.finish(&bag)
    if let place, among.isEmpty, reader.node["with"]?.items?.isEmpty == true {
      bag.add(
        PolicyProblem.missingKey("with", in: "'kill_reset'").diagnostic(at: place))
    }
    return KillReset(each: each, among: among)
  }

  private static func roles(
    _ key: String, _ reader: inout MappingReader, _ bag: inout DiagnosticBag
  ) -> Set<ApproverRole> {
    var roles: Set<ApproverRole> = []
    for item in reader.items(key, &bag) {
      if let role: Located<ApproverRole> = reader.word(of: item, key, &bag) {
        roles.insert(role.value)
      }
    }
    return roles
  }

  private static func duration(
    _ key: String, _ reader: inout MappingReader, _ bag: inout DiagnosticBag,
    most: Int64 = longest
  ) -> Int64? {
    _ = reader.required(key, &bag)
    guard let value = reader.quantity(key, as: .duration, &bag) else { return nil }
    guard (60_000...most).contains(value.value) else {
      bag.add(
        PolicyProblem.outOfBounds(
          name: key, value: value.value, type: .duration, minimum: 60_000, maximum: most,
          loosens: .neither
        ).diagnostic(at: value.location))
      return nil
    }
    return value.value
  }
}
