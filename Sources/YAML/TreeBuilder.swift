import Diagnostics

/// Builds the tree from libyaml's events, with a stack of its own instead of recursion, and refuses what policy
/// files may not use. After a refusal it goes on, so that one run shows all findings.
struct TreeBuilder {
  private let source: YAMLSource
  private let limits: YAMLDocument.Limits
  private var open: [OpenCollection] = []
  private var root: YAMLNode?
  private var nodes = 0
  private var documents = 0
  /// The quoted text that came last: where a fault follows it, its quote may have been meant to end earlier.
  private var lastQuoted: Range<Int>?
  private var problems: [YAMLProblem.Placed] = []
  private var warnings: [YAMLProblem.Placed] = []

  init(source: YAMLSource, limits: YAMLDocument.Limits) {
    self.source = source
    self.limits = limits
  }

  /// A collection whose end has not come yet.
  private struct OpenCollection {
    var isMapping: Bool
    var isFlow: Bool
    var start: Int
    var items: [YAMLNode] = []
    var pairs: [(key: YAMLNode, value: YAMLNode)] = []
    var pendingKey: YAMLNode?
    var seen: [String: Location] = [:]
  }

  /// Takes one event; false where reading on would be useless or costly.
  mutating func receive(_ event: YAMLEvent) -> Bool {
    switch event.content {
    case .documentStart:
      documents += 1
      if documents > 1 { return stop(.secondDocument, source.location(event.range)) }
    case .documentEnd:
      break
    case .alias(let name):
      let quoted = QuotingAdvice.quotedEntry(at: event.range.lowerBound, in: source)
      refuse(.alias(name, quoted: quoted), source.location(event.range))
      return add(scalar("", .plain, event.range))
    case .scalar(let text, let style):
      refuseProperties(of: event)
      if style == .singleQuoted || style == .doubleQuoted { lastQuoted = event.range }
      if text.unicodeScalars.count > limits.scalarLength {
        return stop(.scalarTooLong(limit: limits.scalarLength), source.location(event.range))
      }
      return add(scalar(text, style, event.range))
    case .sequenceStart(let isFlow):
      return begin(event, isMapping: false, isFlow: isFlow)
    case .mappingStart(let isFlow):
      return begin(event, isMapping: true, isFlow: isFlow)
    case .collectionEnd:
      return end(event)
    }
    return true
  }

  /// Takes the reason why libyaml stopped.
  mutating func report(_ fault: YAMLFault) {
    problems.append(SyntaxFault.read(fault, behind: lastQuoted, in: source))
  }

  func finish() -> YAMLDocument {
    if !problems.isEmpty { return .refused(problems + warnings) }
    guard let root, !root.isAbsent else {
      return .refused([.init(.empty, source.location(0..<0))])
    }
    return YAMLDocument(root: root, diagnostics: YAMLDocument.sorted(warnings))
  }

  // MARK: collections

  private mutating func begin(_ event: YAMLEvent, isMapping: Bool, isFlow: Bool) -> Bool {
    refuseProperties(of: event)
    if open.count >= limits.depth {
      return stop(.tooDeep(limit: limits.depth), source.location(event.range))
    }
    open.append(
      OpenCollection(isMapping: isMapping, isFlow: isFlow, start: event.range.lowerBound))
    return true
  }

  private mutating func end(_ event: YAMLEvent) -> Bool {
    guard let done = open.popLast() else {
      preconditionFailure("libyaml closed what it never opened")
    }
    let range = done.start..<max(done.start, event.range.upperBound)
    let firstToken: Location =
      if !done.isFlow, let first = done.pairs.first {
        first.key.location
      } else {
        source.location(done.start..<min(done.start + 1, source.scalars.count))
      }
    let kind: YAMLNode.Kind = done.isMapping ? .mapping(done.pairs) : .sequence(done.items)
    return add(YAMLNode(kind: kind, location: firstToken, source: source, range: range))
  }

  private mutating func add(_ node: YAMLNode) -> Bool {
    nodes += 1
    if nodes > limits.nodes { return stop(.tooManyNodes(limit: limits.nodes), node.location) }
    warnAboutCut(node)
    guard var parent = open.popLast() else {
      root = node
      return true
    }
    if !parent.isMapping {
      parent.items.append(node)
    } else if let key = parent.pendingKey {
      parent.pendingKey = nil
      checkValue(node, of: key, inFlow: parent.isFlow)
      if note(key, in: &parent) { parent.pairs.append((key, node)) }
    } else {
      parent.pendingKey = node
    }
    open.append(parent)
    return true
  }

  // MARK: what may not be

  /// Checks a key and remembers it; false where its entry is refused.
  private mutating func note(_ key: YAMLNode, in parent: inout OpenCollection) -> Bool {
    guard let name = key.text else {
      refuse(.complexKey, key.location)
      return false
    }
    if isExplicit(key) {
      refuse(.complexKey, key.location)
      return false
    }
    if key.isAbsent {
      refuse(.emptyKey, key.location)
      return false
    }
    if name == "<<", key.style == .plain {
      refuse(.mergeKey, key.location)
      return false
    }
    if let first = parent.seen[name] {
      refuse(.duplicateKey(name, first: first), key.location)
      return false
    }
    parent.seen[name] = key.location
    return true
  }

  /// `? key` instead of `key:`.
  private func isExplicit(_ key: YAMLNode) -> Bool {
    var position = key.range.lowerBound - 1
    while position >= 0, source.isBlank(position) { position -= 1 }
    return position >= 0 && position < key.range.lowerBound - 1 && source.scalars[position] == "?"
  }

  /// In `{ when: f(a, b) }` the comma ends the value and `b)` becomes a key with no value.
  private mutating func checkValue(_ value: YAMLNode, of key: YAMLNode, inFlow: Bool) {
    guard inFlow, value.isAbsent, let name = key.text else { return }
    let between = key.range.upperBound..<max(key.range.upperBound, value.range.upperBound)
    guard !source.scalars[between].contains(":") else { return }
    let quoted = QuotingAdvice.quotedEntry(at: key.range.lowerBound, in: source)
    refuse(.entryWithoutValue(name, quoted: quoted), key.location)
  }

  private mutating func refuseProperties(of event: YAMLEvent) {
    guard event.tag != nil || event.anchor != nil else { return }
    let start = event.range.lowerBound
    let end = source.scalars[start...].firstIndex { " \t\r\n,]}".unicodeScalars.contains($0) }
    let range = start..<(end ?? source.scalars.count)
    if event.tag != nil {
      let quoted = QuotingAdvice.quotedEntry(at: start, in: source)
      refuse(.tag(source.text(range), quoted: quoted), source.location(range))
    }
    if let anchor = event.anchor {
      let quoted = QuotingAdvice.quotedEntry(at: start, in: source)
      refuse(.anchor(anchor, quoted: quoted), source.location(range))
    }
  }

  private mutating func warnAboutCut(_ node: YAMLNode) {
    guard let comment = node.commentAfter, let text = node.text,
      warnings.count < YAMLDocument.mostFindings,
      QuotingAdvice.isUnfinished(text) || QuotingAdvice.goesOn(source.rest(from: comment))
    else { return }
    warnings.append(.init(.cutByComment(text, quoted: node.quotedWithComment), comment))
  }

  private mutating func refuse(_ problem: YAMLProblem, _ place: Location) {
    if problems.count < YAMLDocument.mostFindings { problems.append(.init(problem, place)) }
  }

  private mutating func stop(_ problem: YAMLProblem, _ place: Location) -> Bool {
    problems.append(.init(problem, place))
    return false
  }

  private func scalar(_ text: String, _ style: YAMLNode.Style, _ range: Range<Int>) -> YAMLNode {
    let isBlock = style == .literal || style == .folded
    let marked = isBlock ? range.lowerBound..<range.lowerBound + 1 : range
    return YAMLNode(
      kind: .scalar(text, style), location: source.location(marked), source: source, range: range)
  }
}
