import CEL
import Diagnostics
import YAML

/// Reads `kind: Playbook` documents. Which keys a step of a kind has stands in `DocumentForm.stepFields` alone.
struct PlaybookReader {
  private var bag = DiagnosticBag()

  /// The playbook, or nil with the reasons in `bag`.
  static func read(_ document: YAMLNode, _ bag: inout DiagnosticBag) -> Playbook? {
    var reader = PlaybookReader()
    let playbook = reader.playbook(document)
    bag.add(contentsOf: reader.bag.diagnostics)
    return playbook
  }

  private mutating func playbook(_ document: YAMLNode) -> Playbook? {
    guard var root = MappingReader.document(document, "a playbook", &bag) else { return nil }
    guard let metadata = PolicyDocument.readMetadata(&root, &bag),
      let node = root.required("spec", &bag),
      var spec = MappingReader(node, "playbook '\(metadata.name.value)'", &bag)
    else { return nil }
    root.finish(&bag)
    let title = spec.text("title", &bag)
    let source = spec.optionalText("source", &bag)
    let isPrelude = spec.quantity("prelude", as: .bool, &bag)?.value == 1
    let trigger = spec.optional("trigger").flatMap { self.trigger($0) }
    let containment = spec.optional("containment").flatMap { self.containment($0) }
    _ = spec.required("steps", &bag)
    let nodes = spec.items("steps", &bag)
    if nodes.isEmpty, let empty = spec.node["steps"], !empty.isAbsent {
      bag.add(
        PolicyProblem.missingKey("steps", in: "playbook '\(metadata.name.value)'").diagnostic(
          at: empty.location))
    }
    let steps = nodes.compactMap { step($0) }
    spec.finish(&bag)
    guard let title, let owner = metadata.owner else { return nil }
    return Playbook(
      name: metadata.name, owner: owner, title: title.value, source: source?.value,
      isPrelude: isPrelude, trigger: trigger, containment: containment, steps: steps)
  }

  private mutating func trigger(_ node: YAMLNode) -> Playbook.Trigger? {
    guard var reader = MappingReader(node, "'trigger'", &bag) else { return nil }
    let codes = texts("codes", &reader, isRequired: true)
    let condition = condition("when", &reader)
    reader.finish(&bag)
    return Playbook.Trigger(codes: codes, condition: condition)
  }

  private mutating func containment(_ node: YAMLNode) -> Playbook.Containment? {
    guard var reader = MappingReader(node, "'containment'", &bag) else { return nil }
    let level: Located<Playbook.FreezeLevel>? = reader.word("freeze", &bag)
    let scope: Located<Playbook.Scope>? = reader.word("scope", &bag)
    let unfreeze: Located<Playbook.UnfreezePolicy>? = reader.word("unfreeze", &bag)
    let cancelsAll = reader.quantity("cancel_all", as: .bool, &bag)?.value == 1
    let condition = condition("when", &reader)
    reader.finish(&bag)
    guard let level, let scope, let unfreeze else { return nil }
    return Playbook.Containment(
      scope: scope.value, level: level.value, unfreeze: unfreeze.value, cancelsAll: cancelsAll,
      condition: condition, location: node.location)
  }

  // MARK: Steps

  private mutating func step(_ node: YAMLNode) -> Playbook.Step? {
    guard var reader = MappingReader(node, "a step", &bag) else { return nil }
    let id = reader.text("id", &bag)
    let kind: Located<Playbook.Kind>? = reader.word("kind", &bag)
    let text = reader.text("say", &bag)
    if let id, !BotReader.isName(id.value) {
      bag.add(PolicyProblem.badName(id.value, what: "a step").diagnostic(at: id.location))
    }
    // Which keys it may have is not known without its kind.
    guard let kind else { return nil }
    let subject = "step '\(id?.value ?? kind.value.rawValue)'"
    guard var own = MappingReader(node, subject, &bag) else { return nil }
    for key in ["id", "kind", "say"] { _ = own.optional(key) }
    var step = Playbook.Step(
      id: id ?? Located("", at: node.location), kind: kind,
      text: text ?? Located("", at: node.location))
    for field in DocumentForm.stepFields(kind.value).dropFirst(3) {
      read(field, &own, into: &step)
    }
    own.finish(&bag)
    return id == nil || text == nil ? nil : step
  }

  /// One key of a step. Directions are read with what they may name, since a document is not believed to have it.
  private mutating func read(
    _ field: FieldForm, _ reader: inout MappingReader, into step: inout Playbook.Step
  ) {
    let key = field.key
    guard let node = field.isRequired ? reader.required(key, &bag) : reader.optional(key) else {
      return
    }
    switch key {
    case "do": step.action = reader.word(of: node, key, &bag)
    case "scope": step.scope = reader.word(of: node, key, &bag)
    case "at": step.moment = reader.word(of: node, key, &bag)
    case "when": step.condition = condition(key, &reader)
    case "check": step.check = condition(key, &reader)
    case "for": step.heldFor = duration(field, &reader)
    case "expires": step.expires = duration(field, &reader)
    case "timeout":
      step.timeout =
        node.text == "none" && step.kind.value == .waitUntil ? nil : duration(field, &reader)
    case "otherwise": step.otherwise = direction(node, key, reader)
    case "on_timeout": step.onTimeout = direction(node, key, reader)
    case "then": step.next = direction(node, key, reader)
    case "answers":
      for entry in reader.entries(key, &bag) {
        guard BotReader.isName(entry.key.value) else {
          bag.add(
            PolicyProblem.badName(entry.key.value, what: "an answer").diagnostic(
              at: entry.key.location))
          continue
        }
        guard let direction = direction(entry.value, entry.key.value, reader) else { continue }
        step.answers.append((entry.key, direction))
      }
    case "safest": step.safest = reader.scalar(node, key, &bag)
    case "rotation": step.rotation = rotation(node, reader)
    case "least_characters": step.leastCharacters = reader.whole(key, in: 1...10_000, &bag)?.value
    case "approvers": step.approvers = reader.whole(key, in: 1...9, &bag)?.value
    case "roles": step.roles = words(key, &reader)
    case "binds": step.binds = words(key, &reader)
    case "evidence": step.evidence = words(key, &reader)
    case "requires": step.requires = texts(key, &reader, isRequired: true)
    case "distinct_from": step.distinctFrom = texts(key, &reader, isRequired: true)
    default: preconditionFailure("the form has the key '\(key)', which nobody reads")
    }
  }

  // MARK: Values

  private mutating func duration(_ field: FieldForm, _ reader: inout MappingReader) -> Int64? {
    guard let value = reader.quantity(field.key, as: .duration, &bag) else { return nil }
    let limits = field.value.alternatives.lazy.compactMap { form in
      if case .quantity(.duration, let low, let high) = form.shape {
        (low ?? 0)...(high ?? ApprovalRules.longest)
      } else {
        nil as ClosedRange<Int64>?
      }
    }.first
    guard let limits, !limits.contains(value.value) else { return value.value }
    bag.add(
      PolicyProblem.outOfBounds(
        name: field.key, value: value.value, type: .duration, minimum: limits.lowerBound,
        maximum: limits.upperBound, loosens: .neither
      ).diagnostic(at: value.location))
    return nil
  }

  private mutating func words<Word: RawRepresentable & CaseIterable & Sendable>(
    _ key: String, _ reader: inout MappingReader
  ) -> [Located<Word>] where Word.RawValue == String {
    nonEmpty(key, &reader).compactMap { reader.word(of: $0, key, &bag) }
  }

  private mutating func texts(
    _ key: String, _ reader: inout MappingReader, isRequired: Bool
  ) -> [Located<String>] {
    if isRequired { _ = reader.required(key, &bag) }
    return nonEmpty(key, &reader).compactMap { reader.scalar($0, key, &bag) }
  }

  /// A list with nothing in it would look as if it said something.
  private mutating func nonEmpty(_ key: String, _ reader: inout MappingReader) -> [YAMLNode] {
    let items = reader.items(key, &bag)
    if let empty = reader.node[key], empty.items?.isEmpty == true {
      bag.add(
        PolicyProblem.missingKey(key, in: reader.subject).diagnostic(at: empty.location))
    }
    return items
  }

  private mutating func rotation(
    _ node: YAMLNode, _ reader: MappingReader
  ) -> Located<String>? {
    guard let text = reader.scalar(node, "rotation", &bag) else { return nil }
    guard Playbook.Direction.isRotation(text.value) else {
      bag.add(PolicyProblem.badName(text.value, what: "a rotation").diagnostic(at: text.location))
      return nil
    }
    return text
  }

  private mutating func direction(
    _ node: YAMLNode, _ key: String, _ reader: MappingReader
  ) -> Located<Playbook.Direction>? {
    guard let text = reader.scalar(node, key, &bag) else { return nil }
    if let direction = Playbook.Direction(text.value) {
      return Located(direction, at: text.location)
    }
    bag.add(PlaybookProblem.badDirection(text.value).diagnostic(at: text.location))
    return nil
  }

  /// A condition over `PlaybookFacts`, checked with its types.
  private mutating func condition(
    _ key: String, _ reader: inout MappingReader
  ) -> ExpressionText? {
    guard reader.optional(key) != nil, let text = reader.expression(key, &bag) else { return nil }
    do throws(ExpressionError) {
      switch Checker.check(try Parser.parse(text.text), in: PlaybookFacts.environment) {
      case .success(let checked):
        guard checked.type != .bool else { return text }
        bag.add(
          PlaybookProblem.conditionNotBoolean(type: checked.type.name).diagnostic(
            at: text.location))
      case .failure(let errors):
        for error in errors.errors {
          bag.add(error.diagnostic(at: text.location(of: error.range)))
        }
      }
    } catch {
      bag.add(error.diagnostic(at: text.location(of: error.range)))
    }
    return nil
  }
}

extension Playbook.Direction {
  /// Reads `proceed`, `goto:k6`, `page:risk-lead`, `answer:real`; nil for anything else.
  init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let argument = parts.count == 2 ? String(parts[1]) : ""
    switch (String(parts[0]), parts.count) {
    case ("proceed", 1): self = .proceed
    case ("stop", 1): self = .stop
    case ("escalate", 1): self = .escalate
    case ("goto", 2) where BotReader.isName(argument): self = .goTo(argument)
    case ("answer", 2) where BotReader.isName(argument): self = .answer(argument)
    case ("page", 2) where Self.isRotation(argument): self = .page(argument)
    default: return nil
    }
  }

  /// As documents write it.
  package var text: String {
    switch self {
    case .proceed: "proceed"
    case .goTo(let step): "goto:\(step)"
    case .stop: "stop"
    case .escalate: "escalate"
    case .page(let rotation): "page:\(rotation)"
    case .answer(let word): "answer:\(word)"
    }
  }

  static func isRotation(_ text: String) -> Bool {
    BotReader.isName(text.replacing("-", with: "_"))
  }
}
