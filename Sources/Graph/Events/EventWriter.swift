import CEL
import FixedPoint
import JSON
import Policy

/// Writes the facts as an evaluation saw them, in the event's own form and in canonical JSON (keys sorted), so
/// that a journalled event can be evaluated again by the same binder. The fixed parts are prepared once.
package struct EventWriter: Sendable {
  private enum Value: Sendable {
    case now, input, available, age
  }

  private struct Step: Sendable {
    /// What stands before the value.
    var prefix: [UInt8]
    var value: Value
    var type: Type
    /// The positions, in `positions`, of the inputs or facts that have this path.
    var sharers: Range<Int>
  }

  private final class Tree {
    var value: (Value, Type)?
    var sharers: [Int] = []
    var children: [String: Tree] = [:]
  }

  private var steps: [Step] = []
  private var suffix: [UInt8] = []
  private var positions: [Int] = []

  package init(plan: DecisionPlan) {
    let root = Tree()
    Self.add("now_ms", .now, 0, .timestamp, to: root)
    for (index, input) in plan.inputs.enumerated() {
      Self.add(input.declaration.path, .input, index, input.declaration.type, to: root)
    }
    for (index, fact) in plan.facts.enumerated() {
      if let path = fact.declaration.available {
        Self.add(path, .available, index, .bool, to: root)
      }
      if let path = fact.declaration.age {
        Self.add(path, .age, index, .duration, to: root)
      }
    }
    lay(root)
  }

  private static func add(
    _ path: String, _ value: Value, _ position: Int, _ type: Type, to root: Tree
  ) {
    var current = root
    for part in path.split(separator: ".") {
      let next = current.children[String(part)] ?? Tree()
      current.children[String(part)] = next
      current = next
    }
    // PolicyLinker lets a path be shared only by what has one form.
    if current.value == nil { current.value = (value, type) }
    current.sharers.append(position)
  }

  /// Names are ASCII letters, digits and `_`: sorting their bytes is sorting by UTF-16 code units.
  private mutating func lay(_ tree: Tree) {
    suffix.append(UInt8(ascii: "{"))
    var isFirst = true
    for (name, child) in tree.children.sorted(by: {
      $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
    }) {
      if !isFirst { suffix.append(UInt8(ascii: ",")) }
      isFirst = false
      suffix += Array("\"\(name)\":".utf8)
      if let (value, type) = child.value {
        let first = positions.count
        positions += child.sharers
        steps.append(
          Step(prefix: suffix, value: value, type: type, sharers: first..<positions.count))
        suffix = []
      } else {
        lay(child)
      }
    }
    suffix.append(UInt8(ascii: "}"))
  }

  /// Appends the event that `frame` holds.
  package func write(_ frame: EventFrame, to bytes: inout [UInt8]) {
    for step in steps {
      bytes.append(contentsOf: step.prefix)
      switch step.value {
      case .now: Self.append(integer: frame.now, to: &bytes)
      case .available: Self.append(presentFact(step, frame) != nil, to: &bytes)
      case .age:
        if let fact = presentFact(step, frame) {
          Self.append(integer: frame.age(of: fact) ?? 0, to: &bytes)
        } else {
          Self.appendNull(to: &bytes)
        }
      case .input:
        if let input = presentInput(step, frame) {
          if let content = frame.content(of: input) {
            Self.append(content, step.type, to: &bytes)
          } else {
            Self.append(frame.value(of: input), step.type, to: &bytes)
          }
        } else {
          Self.appendNull(to: &bytes)
        }
      }
    }
    bytes.append(contentsOf: suffix)
  }

  /// The first of those that share a path which is there: another may be absent for a reason of its own, and
  /// that reason is written at a path of its own.
  private func presentFact(_ step: Step, _ frame: EventFrame) -> Int? {
    for index in step.sharers where !frame.isFactAbsent(positions[index]) {
      return positions[index]
    }
    return nil
  }

  private func presentInput(_ step: Step, _ frame: EventFrame) -> Int? {
    for index in step.sharers where !frame.isInputAbsent(positions[index]) {
      return positions[index]
    }
    return nil
  }

  private static func append(
    _ content: FieldContent, _ type: Type, to bytes: inout [UInt8]
  ) {
    switch content {
    case .text(let text): append(text, to: &bytes)
    case .texts(let texts): appendList(texts, to: &bytes) { append($0, to: &$1) }
    case .numbers(let numbers):
      guard case .list(let element) = type else { return }
      appendList(numbers, to: &bytes) { append($0, element, to: &$1) }
    }
  }

  private static func appendList<Element>(
    _ elements: [Element], to bytes: inout [UInt8], _ append: (Element, inout [UInt8]) -> Void
  ) {
    bytes.append(UInt8(ascii: "["))
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(element, &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    var writer = JSONWriter()
    writer.string(text)
    bytes += writer.bytes
  }

  private static func append(_ value: Int64, _ type: Type, to bytes: inout [UInt8]) {
    switch type {
    case .bool: append(value != 0, to: &bytes)
    case .quantity(let unit) where unit.grain > 1:
      bytes.append(UInt8(ascii: "\""))
      Micros(raw: value).appendText(to: &bytes)
      bytes.append(UInt8(ascii: "\""))
    case .enumeration(let enumeration):
      bytes.append(UInt8(ascii: "\""))
      bytes.append(contentsOf: enumeration.cases[Int(value)].utf8)
      bytes.append(UInt8(ascii: "\""))
    default: append(integer: value, to: &bytes)
    }
  }

  private static func append(_ value: Bool, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: value ? "true".utf8 : "false".utf8)
  }

  /// Above 2^53 as text: canonical JSON (RFC 8785) has no such numbers, and the binder reads both.
  private static func append(integer value: Int64, to bytes: inout [UInt8]) {
    let isExact = value.magnitude < 1 << 53
    if !isExact { bytes.append(UInt8(ascii: "\"")) }
    bytes.appendDecimal(value)
    if !isExact { bytes.append(UInt8(ascii: "\"")) }
  }

  private static func appendNull(to bytes: inout [UInt8]) {
    bytes.append(contentsOf: "null".utf8)
  }
}
