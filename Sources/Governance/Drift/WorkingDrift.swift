import CEL
import Diagnostics
import Graph
import Policy
import YAML

/// What the working files say otherwise than the approved release.
struct WorkingDrift {
  private let reading: WorkingReading
  private let approved: PolicyState

  init(_ inputs: [PolicyLoader.Input], approved: PolicyState) {
    self.approved = approved
    reading = WorkingReading(inputs, approved: approved)
  }

  var findings: [DriftFinding] {
    let faults = reading.faults.map(finding)
    let told = Set(faults.map { "\($0.field)@\($0.scope)" })
    return faults + changes.filter { !told.contains("\($0.field)@\($0.scope)") }
  }

  private var changes: [DriftFinding] {
    let plan = ChangePlan(base: approved, head: reading.state)
    let places = ValuePlaces(reading.documents)
    return plan.changes.map { change in
      let drift = PlannedDrift(change: change)
      let place = places.place(of: change)
      return DriftFinding(
        state: drift.state, side: .files, field: drift.field, bot: drift.bot, scope: change.scope,
        approved: change.old, live: change.new, direction: drift.direction, basis: drift.basis,
        place: place?.location, document: place?.document, problem: "",
        next: Self.next(drift.state))
    }
  }

  private func finding(_ fault: WorkingReading.Fault) -> DriftFinding {
    let document = reading.documents.first { $0.path == fault.document }
    let tree = document?.original ?? document?.tree
    var name: (bot: String?, field: String, scope: String) = (nil, fault.document, "")
    if !fault.path.isEmpty, let tree, let kind = document?.kind {
      name = ConfigPath.name(of: fault.path, in: tree, kind: kind)
    } else if fault.path.isEmpty, let known = fault.approved {
      // A document that is gone, by what it was about.
      if known["kind"]?.text == "Bot" { name.bot = known["metadata"]?["name"]?.text }
      name.field = name.bot ?? fault.document
    }
    let (direction, basis) = declared(fault, name)
    return DriftFinding(
      state: fault.state, side: .files, field: name.field, bot: name.bot, scope: name.scope,
      approved: fault.path.isEmpty ? fault.approved.map { _ in "there" } : fault.approved?.summary,
      live: fault.live?.summary, direction: direction, basis: basis, place: fault.place,
      document: fault.document.isEmpty ? nil : fault.document, problem: fault.message,
      next: Self.next(fault.state))
  }

  /// What cannot be compiled cannot be proved; a number of the right type says by its declaration which way it
  /// goes.
  private func declared(
    _ fault: WorkingReading.Fault, _ name: (bot: String?, field: String, scope: String)
  ) -> (DriftFinding.Direction, String) {
    guard let text = fault.live?.text ?? fault.live?["value"]?.text,
      let old = fault.approved?.text ?? fault.approved?["value"]?.text
    else { return (.unknown, "") }
    var declaration: ParameterDeclaration?
    if name.bot != nil, case .success(let found) = approved.graph.policies.address(of: name.field) {
      declaration = found.parameter
    } else if name.field.hasPrefix("staleness."),
      let staleness = StalenessName(rawValue: String(name.field.dropFirst(10)))
    {
      declaration = approved.graph.policies.stalenessDeclarations[staleness]
    }
    guard let declaration,
      let before = try? QuantityText.parse(old, as: declaration.type),
      let after = try? QuantityText.parse(text, as: declaration.type), before != after
    else { return (.unknown, "") }
    switch declaration.loosens {
    case .up: return (after > before ? .looser : .tighter, "declared: loosens up")
    case .down: return (after < before ? .looser : .tighter, "declared: loosens down")
    case .neither: return (.none, "declared: loosens neither way")
    }
  }

  /// The playbook's two ways out (seeds/004, "Config drift detected").
  private static func next(_ state: DriftFinding.State) -> [String] {
    switch state {
    case .staleApproval:
      ["'polytraders approve' for those who may, or 'polytraders drift --revert'"]
    default:
      [
        "unauthorised: 'polytraders drift --revert' brings back what was approved",
        "intended: 'polytraders override set' until it is approved, and 'polytraders plan'",
      ]
    }
  }
}

/// Where the working files say what a plan found.
struct ValuePlaces {
  private let documents: [WorkingReading.Document]

  init(_ documents: [WorkingReading.Document]) {
    self.documents = documents
  }

  func place(of change: PlannedChange) -> (location: Location?, document: String)? {
    for document in documents {
      guard let tree = document.original else { continue }
      if let found = find(change, in: tree, document.kind) { return (found, document.path) }
    }
    return documents.first { isAbout(change, $0) }.map { document in
      (
        document.original.map { _ in Location(file: document.file, line: 1, column: 1) },
        document.path
      )
    }
  }

  private func find(
    _ change: PlannedChange, in tree: ConfigTree, _ kind: String
  ) -> Location? {
    let spec = tree["spec"]
    switch (change.kind, kind) {
    case (.parameter, "Policy"):
      let bot = spec?["bots"]?[change.subject]
      guard change.scope != "default", !change.scope.isEmpty else {
        return bot?["params"].flatMap { Self.entry(change.name, in: $0) }
      }
      let scope = bot?["scopes"]?.items?.first { item in
        item["where"]?.entries?.first.map { "\($0.key) \($0.value.text ?? "")" } == change.scope
      }
      return scope?["set"].flatMap { Self.entry(change.name, in: $0) }
    case (.staleness, "Policy"):
      return spec?["staleness"].flatMap { Self.entry(change.name, in: $0) }
    case (.severity, "Policy"):
      return spec?["severities"].flatMap { Self.entry(change.name, in: $0) }
    case (.budget, "Policy"):
      return change.subject == "an event" ? spec?["budget"]?["per_event"]?.location : nil
    case (.severity, "ReasonCodes"), (.reasonCode, "ReasonCodes"):
      let code = change.name.split(separator: " ").first.map(String.init) ?? change.name
      return tree["codes"].flatMap { Self.entry(code, in: $0) }
    case (.bounds, "Staleness"):
      return change.subject == "staleness" ? spec.flatMap { Self.entry(change.name, in: $0) } : nil
    case (.approver, "Approvers"):
      return spec?["approvers"].flatMap { Self.entry(change.name, in: $0) }
    case (.approvalRule, "Approvals"):
      let key = change.name.split(separator: " ").map(String.init)
      return spec.flatMap { Self.entry(key[0], in: $0) }
    case (.strategy, "Strategies"):
      let key = change.name.split(separator: " ").first.map(String.init) ?? change.name
      return spec?["strategies"].flatMap { Self.entry(key, in: $0) }
    case (_, "Bot"):
      guard tree["metadata"]?["name"]?.text == change.subject, let spec else { return nil }
      return Self.inBot(change, spec, tree)
    default: return nil
    }
  }

  private static func inBot(
    _ change: PlannedChange, _ spec: ConfigTree, _ tree: ConfigTree
  ) -> Location? {
    let words = change.name.split(separator: " ").map(String.init)
    let number = words.lazy.compactMap { Int($0) }.first.map { $0 - 1 }
    switch change.kind {
    case .rule, .gate:
      let items = spec[change.kind == .rule ? "rules" : "gates"]?.items ?? []
      return number.flatMap { items.indices.contains($0) ? items[$0].location : nil }
    case .order: return spec["rules"]?.location
    case .fact:
      let parts = change.name.split(separator: ".").map(String.init)
      let fact = spec["facts"]?[parts[0]]
      return parts.count > 1
        ? fact?["fields"].flatMap { entry(parts[1], in: $0) }
        : spec["facts"].flatMap { entry(parts[0], in: $0) }
    case .expression:
      return spec[words[0] == "export" ? "exports" : "let"].flatMap {
        entry(words.last ?? "", in: $0)
      }
    case .bounds: return spec["params"].flatMap { entry(change.name, in: $0) }
    case .mode, .declaration:
      return tree["metadata"].flatMap { entry(change.name, in: $0) } ?? entry(words[0], in: spec)
    default: return entry(words[0], in: spec)
    }
  }

  /// The value of a key, or of `value` behind it.
  private static func entry(_ key: String, in tree: ConfigTree) -> Location? {
    guard let found = tree[key] else { return nil }
    return found["value"]?.location ?? found.location
  }

  private func isAbout(_ change: PlannedChange, _ document: WorkingReading.Document) -> Bool {
    switch document.kind {
    case "Bot":
      document.tree["metadata"]?["name"]?.text == change.subject && change.kind != .parameter
    case "Policy":
      change.kind == .parameter && document.tree["spec"]?["bots"]?[change.subject] != nil
        || change.kind == .staleness && document.tree["spec"]?["staleness"] != nil
        || change.kind == .severity && document.tree["spec"]?["severities"] != nil
        || change.kind == .budget && document.tree["spec"]?["bots"] != nil
    case "ReasonCodes": change.kind == .reasonCode
    case "Staleness": change.kind == .bounds && change.subject == "staleness"
    case "Approvers": change.kind == .approver
    case "Approvals": change.kind == .approvalRule
    case "Strategies": change.kind == .strategy
    default: false
    }
  }
}
