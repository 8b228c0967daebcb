import CEL
import FixedPoint
import Policy

/// Writes the facts as an evaluation saw them, in the event's own form and in canonical JSON (keys sorted), so
/// that a journalled event can be evaluated again by the same binder. The fixed parts are prepared once.
package struct EventWriter: Sendable {
  private enum Value: Sendable {
    case now
    case input(Int)
    case available(fact: Int)
    case age(fact: Int)
  }

  private struct Step: Sendable {
    /// What stands before the value.
    var prefix: [UInt8]
    var value: Value
    var type: Type
  }

  private final class Tree {
    var value: (Value, Type)?
    var children: [String: Tree] = [:]
  }

  private var steps: [Step] = []
  private var suffix: [UInt8] = []
  private let facts: [Int]

  package init(plan: DecisionPlan) {
    let root = Tree()
    facts = plan.inputs.map(\.fact)
    Self.add("now_ms", .now, .timestamp, to: root)
    for (index, input) in plan.inputs.enumerated() {
      Self.add(input.declaration.path.value, .input(index), input.declaration.type, to: root)
    }
    for (index, fact) in plan.facts.enumerated() {
      if let path = fact.declaration.available?.value {
        Self.add(path, .available(fact: index), .bool, to: root)
      }
      if let path = fact.declaration.age?.value {
        Self.add(path, .age(fact: index), .duration, to: root)
      }
    }
    lay(root)
  }

  private static func add(_ path: String, _ value: Value, _ type: Type, to root: Tree) {
    var current = root
    for part in path.split(separator: ".") {
      let next = current.children[String(part)] ?? Tree()
      current.children[String(part)] = next
      current = next
    }
    // Two inputs of one path hold the same value; the first is written.
    if current.value == nil { current.value = (value, type) }
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
        steps.append(Step(prefix: suffix, value: value, type: type))
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
      case .available(let fact): Self.append(!frame.isFactAbsent(fact), to: &bytes)
      case .age(let fact):
        if frame.isFactAbsent(fact) {
          Self.appendNull(to: &bytes)
        } else {
          Self.append(integer: frame.age(of: fact) ?? 0, to: &bytes)
        }
      case .input(let index):
        if frame.isInputAbsent(index) {
          Self.appendNull(to: &bytes)
        } else {
          Self.append(frame.value(of: index), step.type, to: &bytes)
        }
      }
    }
    bytes.append(contentsOf: suffix)
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
