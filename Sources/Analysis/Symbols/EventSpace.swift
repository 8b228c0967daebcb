import CEL
import Graph
import Policy

/// Every value that an event can bring to some plans, by its path in the JSON form. Plans that read the same
/// path read the same value: that is how two versions of a policy are held against each other.
struct EventSpace: Sendable {
  struct Variable: Sendable {
    /// `order.price`, or `now_ms` for the first.
    var path: String
    /// How the value is written.
    var type: Type
    /// What every plan accepts there, in slot units.
    var bounds: Interval
    /// May be left out: all but `now_ms`, and what is computed.
    var isOptional: Bool
    /// What a person would expect there: the neighbourhood in which events are looked for.
    var expected: Int64
    /// No value of the event but one that its texts and lists come to, or how that computation ends: free here,
    /// so that what is proved holds whatever it is.
    var isComputed = false
    /// Of texts and lists.
    var bound = Bound()
  }

  /// A path that two plans would read in different ways.
  struct Conflict: Hashable, Sendable {
    var path: String
    var left: String
    var right: String
  }

  private(set) var variables: [Variable] = []
  private(set) var conflicts: [Conflict] = []
  private var numbers: [String: Int] = [:]

  /// The variable of the event's time.
  static let now = 0

  init(_ plans: [DecisionPlan]) {
    add("now_ms", .timestamp, .slot, isOptional: false, expected: Self.expected(.timestamp))
    for plan in plans {
      for input in plan.inputs {
        let field = input.declaration
        add(
          field.path, field.type, Self.bounds(of: field), expected: Self.expected(field.type),
          size: field.bound)
      }
      for fact in plan.facts {
        if let path = fact.declaration.available {
          add(path, .bool, Interval(0, 1), expected: 1)
        }
        if let path = fact.declaration.age { add(path, .duration, .slot, expected: 0) }
      }
    }
    // What is a value to one plan cannot be an object to another.
    for path in variables.map(\.path) {
      if let inner = variables.first(where: { $0.path.hasPrefix("\(path).") }) {
        conflicts.append(Conflict(path: path, left: inner.path, right: "object"))
      }
    }
  }

  /// A second variable for a path, for what would be if the event had another value there.
  mutating func addAlternative(to path: String) -> Int? {
    guard let number = numbers[path] else { return nil }
    variables.append(variables[number])
    return variables.count - 1
  }

  /// A variable for something computed from texts and lists.
  mutating func addComputed(_ type: Type, _ bounds: Interval) -> Int {
    variables.append(
      Variable(
        path: "", type: type, bounds: bounds, isOptional: false, expected: 0, isComputed: true))
    return variables.count - 1
  }

  private mutating func add(
    _ path: String, _ type: Type, _ bounds: Interval, isOptional: Bool = true, expected: Int64,
    size: Bound = Bound()
  ) {
    guard let number = numbers[path] else {
      numbers[path] = variables.count
      variables.append(
        Variable(
          path: path, type: type, bounds: bounds, isOptional: isOptional, expected: expected,
          bound: size))
      return
    }
    let known = variables[number]
    if Self.form(of: known.type) != Self.form(of: type) || known.bound != size {
      conflicts.append(Conflict(path: path, left: known.type.name, right: type.name))
    }
    variables[number].bounds = known.bounds.meet(bounds)
  }

  func variable(_ path: String) -> Int? { numbers[path] }

  private static func expected(_ type: Type) -> Int64 {
    switch type {
    // 24 November 2025, 16:00 UTC.
    case .timestamp: 1_764_000_000_000
    case .quantity(.price): 500_000
    default: 0
    }
  }

  static func bounds(of field: FieldDeclaration) -> Interval {
    switch field.type {
    case .bool, .enumeration: return bounds(of: field.type)
    case .string, .list: return Interval(0)
    default:
      return Interval(Int128(field.minimum ?? .min), Int128(field.maximum ?? .max))
    }
  }

  /// What any value of a type can be.
  static func bounds(of type: Type) -> Interval {
    switch type {
    case .bool: Interval(0, 1)
    case .enumeration(let enumeration): Interval(0, Int128(enumeration.cases.count - 1))
    default: .slot
    }
  }

  /// What decides how JSON is read: whole numbers, decimals, truth values, words.
  private static func form(of type: Type) -> String {
    switch type {
    case .bool: "bool"
    case .enumeration(let enumeration):
      "\(enumeration.name): \(enumeration.cases.joined(separator: ","))"
    case .quantity(let unit) where unit.grain > 1: "decimal \(unit.grain)"
    case .string: "text"
    case .list(let element): "list of \(form(of: element))"
    default: "integer"
    }
  }

  /// The whole space.
  var cell: Cell {
    var cell = Cell(bounds: variables.map(\.bounds))
    let none = Definitions(first: variables.count)
    for (number, variable) in variables.enumerated() where !variable.isOptional {
      cell.add(.present(number), none)
    }
    return cell
  }
}
