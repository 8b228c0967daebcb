import CEL
import FixedPoint
package import JSON
import Policy

/// Fills an `EventFrame` from the JSON form of an event (vectors/events/README.md): every input at the path its
/// bot declares. Absent or null values make facts missing; values of a wrong kind are errors.
package struct EventBinder {
  /// A point of the tree of paths.
  private struct Node {
    var key: [UInt8]
    var path: String
    var children: [Int] = []
    var targets: [Target] = []
  }

  private enum Target {
    case now
    case input(Int)
    case available(fact: Int)
    case age(fact: Int)
  }

  private let plan: DecisionPlan
  private var nodes: [Node] = [Node(key: [], path: "")]
  private var seenInputs: [Bool]
  private var seenAvailable: [Bool]
  private var seenAge: [Bool]
  private var now: Int64?

  package init(plan: DecisionPlan) {
    self.plan = plan
    seenInputs = Array(repeating: false, count: plan.inputs.count)
    seenAvailable = Array(repeating: false, count: plan.facts.count)
    seenAge = Array(repeating: false, count: plan.facts.count)
    add("now_ms", .now)
    for (index, input) in plan.inputs.enumerated() { add(input.declaration.path, .input(index)) }
    for (index, fact) in plan.facts.enumerated() {
      if let path = fact.declaration.available { add(path, .available(fact: index)) }
      if let path = fact.declaration.age { add(path, .age(fact: index)) }
    }
  }

  private mutating func add(_ path: String, _ target: Target) {
    var current = 0
    for part in path.split(separator: ".") {
      let key = Array(part.utf8)
      if let child = nodes[current].children.first(where: { nodes[$0].key == key }) {
        current = child
      } else {
        let parent = nodes[current].path
        nodes.append(Node(key: key, path: parent.isEmpty ? String(part) : "\(parent).\(part)"))
        nodes[current].children.append(nodes.count - 1)
        current = nodes.count - 1
      }
    }
    nodes[current].targets.append(target)
  }

  /// Sets every input of `frame` from `event`; on an error the frame is not to be used.
  package mutating func bind(_ event: JSONNode, into frame: EventFrame) throws(EventError) {
    guard event.kind == .object else { throw .notAnObject }
    for index in seenInputs.indices { seenInputs[index] = false }
    for index in seenAvailable.indices { seenAvailable[index] = false }
    for index in seenAge.indices { seenAge[index] = false }
    now = nil
    frame.begin(now: 0)
    try walk(event, 0, frame)
    guard let now else { throw .noTime }
    frame.setNow(now)
    finish(frame, now: now)
  }

  /// What the event did not say.
  private func finish(_ frame: EventFrame, now: Int64) {
    for (index, input) in plan.inputs.enumerated() where !seenInputs[index] {
      if input.declaration.absent != nil {
        frame.set(index, now)
      } else {
        frame.setAbsent(index)
      }
    }
    for (index, fact) in plan.facts.enumerated() {
      if fact.declaration.available != nil, !seenAvailable[index] { frame.setFactAbsent(index) }
      if fact.declaration.age != nil, !seenAge[index] { frame.setFactAbsent(index) }
    }
  }

  private mutating func walk(
    _ object: JSONNode, _ position: Int, _ frame: EventFrame
  ) throws(EventError) {
    for member in object.members {
      for child in nodes[position].children where member.key.equals(nodes[child].key) {
        try visit(member.value, child, frame)
        break
      }
    }
  }

  private mutating func visit(
    _ value: JSONNode, _ position: Int, _ frame: EventFrame
  ) throws(EventError) {
    for target in nodes[position].targets {
      guard value.kind != .null else { continue }
      switch target {
      case .now: now = try milliseconds(value, position)
      case .available(let fact):
        guard let isThere = value.bool else { throw wrongKind(value, position, "true or false") }
        seenAvailable[fact] = true
        if !isThere { frame.setFactAbsent(fact) }
      case .age(let fact):
        seenAge[fact] = true
        frame.setAge(fact, try milliseconds(value, position))
      case .input(let index):
        let declaration = plan.inputs[index].declaration
        let number = try scalar(value, declaration.type, position)
        if number < declaration.minimum ?? .min || number > declaration.maximum ?? .max {
          throw outOfBounds(value, declaration, number, position)
        }
        seenInputs[index] = true
        frame.set(index, number)
      }
    }
    if !nodes[position].children.isEmpty, value.kind != .null {
      guard value.kind == .object else { throw wrongKind(value, position, "an object") }
      try walk(value, position, frame)
    }
  }
}

// MARK: - Values

extension EventBinder {
  private func scalar(
    _ value: JSONNode, _ type: Type, _ position: Int
  ) throws(EventError) -> Int64 {
    switch type {
    case .bool:
      guard let bool = value.bool else { throw wrongKind(value, position, "true or false") }
      return bool ? 1 : 0
    case .quantity(let unit) where unit.grain > 1: return try micros(value, position)
    case .int, .quantity: return try integer(value, position, "a whole number")
    case .duration, .timestamp: return try milliseconds(value, position)
    case .enumeration(let enumeration):
      for (index, name) in enumeration.cases.enumerated() where value.equals(Array(name.utf8)) {
        return Int64(index)
      }
      throw wrongKind(value, position, "one of \(enumeration.cases.joined(separator: ", "))")
    default: throw wrongKind(value, position, type.name)
    }
  }

  /// Whole milliseconds, as a number or as the venue's decimal text.
  private func milliseconds(_ value: JSONNode, _ position: Int) throws(EventError) -> Int64 {
    try integer(value, position, "whole milliseconds")
  }

  private func integer(
    _ value: JSONNode, _ position: Int, _ wanted: String
  ) throws(EventError) -> Int64 {
    if let number = value.int64 ?? value.int64InString { return number }
    if value.kind == .number || value.kind == .string {
      throw badNumber(value, position, wanted)
    }
    throw wrongKind(value, position, wanted)
  }

  private func micros(_ value: JSONNode, _ position: Int) throws(EventError) -> Int64 {
    guard value.kind == .number || value.kind == .string else {
      throw wrongKind(value, position, "a decimal")
    }
    do {
      return try value.micros().raw
    } catch {
      let wanted =
        switch error {
        case .tooPrecise: "a decimal of at most six places"
        case .outOfRange: "a decimal of this size"
        case .empty, .unexpectedByte: "a plain decimal"
        }
      throw badNumber(value, position, wanted)
    }
  }

  private func text(_ value: JSONNode) -> String {
    String((value.numberText ?? value.string ?? "").prefix(40))
  }

  private func wrongKind(_ value: JSONNode, _ position: Int, _ wanted: String) -> EventError {
    let found =
      switch value.kind {
      case .null: "null"
      case .true, .false: "true or false"
      case .number: "the number \(text(value))"
      case .string: "the text \"\(text(value))\""
      case .array: "a list"
      case .object: "an object"
      }
    return .wrongKind(
      path: nodes[position].path, wanted: wanted, found: found, offset: value.byteOffset)
  }

  private func badNumber(_ value: JSONNode, _ position: Int, _ wanted: String) -> EventError {
    .badNumber(
      path: nodes[position].path, text: text(value), wanted: wanted, offset: value.byteOffset)
  }

  private func outOfBounds(
    _ value: JSONNode, _ declaration: FieldDeclaration, _ number: Int64, _ position: Int
  ) -> EventError {
    let low = declaration.minimum.map { QuantityText.format($0, as: declaration.type) } ?? "-"
    let high = declaration.maximum.map { QuantityText.format($0, as: declaration.type) } ?? "-"
    return .outOfBounds(
      path: nodes[position].path, text: text(value), bounds: "\(low) to \(high)",
      offset: value.byteOffset)
  }
}
