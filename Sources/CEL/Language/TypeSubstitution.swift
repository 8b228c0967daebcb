/// What inference has found out about type parameters. Two types unify where the parameters can be chosen so
/// that a value of the one may stand for the other; the more general choice is kept, so that
/// `[optional.none(), optional.of(1)]` is a list of optional integers (cel-spec, "Gradual Type Checking").
struct TypeSubstitution {
  private var bindings: [String: Type] = [:]
  /// What the bindings were before each change of the attempt under way, so that a failed one leaves no trace.
  private var journal: [(name: String, before: Type?)] = []
  private var parameters = 0
  private var work = 0

  /// Types share parts, and a walk over all of them may be exponentially long; what people write needs a
  /// thousandth of this.
  private static let maximumWork = 2_000_000

  /// Whether inference was given up; nothing unifies any more.
  var isExhausted: Bool { work > Self.maximumWork }

  /// A parameter that stands nowhere else.
  mutating func fresh() -> Type {
    parameters += 1
    return .parameter("_\(parameters)")
  }

  /// Whether every value of `given` may stand where `wanted` is, in pairs. Parameters are bound only where all
  /// pairs agree.
  mutating func unify(_ given: [Type], with wanted: [Type]) -> Bool {
    guard given.count == wanted.count else { return false }
    journal.removeAll(keepingCapacity: true)
    for (given, wanted) in zip(given, wanted) where !assign(given, to: wanted) {
      for (name, before) in journal.reversed() { bindings[name] = before }
      return false
    }
    return true
  }

  /// The type with all known parameters replaced, unknown ones by `dyn` where `isFinal`.
  mutating func resolve(_ type: Type, isFinal: Bool = false) -> Type {
    work += 1
    guard !isExhausted else { return .dyn }
    switch type {
    case .parameter(let name):
      if let bound = bindings[name] { return resolve(bound, isFinal: isFinal) }
      return isFinal ? .dyn : type
    case .list(let element): return .list(resolve(element, isFinal: isFinal))
    case .map(let key, let value):
      return .map(key: resolve(key, isFinal: isFinal), value: resolve(value, isFinal: isFinal))
    case .type(let inner): return .type(resolve(inner, isFinal: isFinal))
    case .abstract(let name, let arguments):
      var resolved: [Type] = []
      for argument in arguments { resolved.append(resolve(argument, isFinal: isFinal)) }
      return .abstract(name, resolved)
    default: return type
    }
  }

  /// The type that holds the values of both, which are known to unify.
  func moreGeneral(_ left: Type, _ right: Type) -> Type {
    if right == .null { return left }
    if left == .null { return right }
    return Self.isAtLeastAsGeneral(left, right) ? left : right
  }

  private mutating func bind(_ name: String, to type: Type) {
    journal.append((name, bindings[name]))
    bindings[name] = type
  }
}

// MARK: - Assignability

extension TypeSubstitution {
  private mutating func assign(_ given: Type, to wanted: Type) -> Bool {
    work += 1
    guard !isExhausted else { return false }
    if given == wanted { return true }
    if case .parameter(let name) = wanted {
      switch substitute(given, for: name, in: wanted) {
      case .some(let isValid): return isValid
      case nil: break
      }
    }
    if case .parameter(let name) = given {
      return substitute(wanted, for: name, in: given) ?? false
    }
    switch (given, wanted) {
    case (.dyn, _), (_, .dyn): return true
    // Null stands for an absent value of the types that had one before optionals.
    case (.null, .abstract), (.null, .timestamp), (.null, .duration): return true
    case (.abstract, .null), (.timestamp, .null), (.duration, .null): return true
    case (.list(let left), .list(let right)): return assign(left, to: right)
    case (.map(let leftKey, let leftValue), .map(let rightKey, let rightValue)):
      return assign(leftKey, to: rightKey) && assign(leftValue, to: rightValue)
    // Types are compared as values: which one it is says nothing of which function takes it.
    case (.type, .type): return true
    case (.abstract(let left, let leftTypes), .abstract(let right, let rightTypes)):
      guard left == right, leftTypes.count == rightTypes.count else { return false }
      for (left, right) in zip(leftTypes, rightTypes) where !assign(left, to: right) {
        return false
      }
      return true
    default: return false
    }
  }

  /// Whether `type` may be what the parameter `name` stands for; nil where it cannot be tried, since the
  /// parameter, not yet bound, occurs in it.
  private mutating func substitute(
    _ type: Type, for name: String, in parameter: Type
  ) -> Bool? {
    if let bound = bindings[name] {
      if bound == type { return true }
      guard assign(type, to: bound) else { return false }
      let general = moreGeneral(type, bound)
      if !occurs(name, in: general) { bind(name, to: general) }
      return true
    }
    guard !occurs(name, in: type) else { return nil }
    bind(name, to: type)
    return true
  }

  /// Whether the parameter is part of `type`: binding it then would make a type without end.
  private mutating func occurs(_ name: String, in type: Type) -> Bool {
    work += 1
    guard !isExhausted else { return true }
    switch type {
    case .parameter(let other):
      guard other != name else { return true }
      return bindings[other].map { occurs(name, in: $0) } ?? false
    case .list(let element): return occurs(name, in: element)
    case .map(let key, let value): return occurs(name, in: key) || occurs(name, in: value)
    case .type(let inner): return occurs(name, in: inner)
    case .abstract(_, let arguments):
      for argument in arguments where occurs(name, in: argument) { return true }
      return false
    default: return false
    }
  }

  private static func isAtLeastAsGeneral(_ left: Type, _ right: Type) -> Bool {
    switch (left, right) {
    case (.dyn, _), (.parameter, _): true
    case (_, .dyn), (_, .parameter): false
    case (.list(let left), .list(let right)): isAtLeastAsGeneral(left, right)
    case (.map(let leftKey, let leftValue), .map(let rightKey, let rightValue)):
      isAtLeastAsGeneral(leftKey, rightKey) && isAtLeastAsGeneral(leftValue, rightValue)
    case (.type, .type): true
    case (.abstract(let left, let leftTypes), .abstract(let right, let rightTypes)):
      left == right && leftTypes.count == rightTypes.count
        && zip(leftTypes, rightTypes).allSatisfy { isAtLeastAsGeneral($0, $1) }
    default: left == right
    }
  }
}
