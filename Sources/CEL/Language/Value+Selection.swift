/// Fields and elements (langdef.md, "Field Selection"; cel-go, "Optionals"): selection from an optional goes
/// on inside it, and comes out as an optional.
extension Value {
  /// `self.field`, or `self.?field`.
  func selecting(
    _ field: String, isOptional: Bool
  ) throws(EvaluationError.Reason) -> Value {
    if case .optional(let wrapped) = self {
      guard let wrapped else { return .optional(nil) }
      return try wrapped.selecting(field, isOptional: true)
    }
    guard case .map(let map) = self else { throw .noFields(type: typeName, field: field) }
    let value = map[field]
    if isOptional { return .optional(value) }
    guard let value else { throw .noSuchKey(MapKey.string(field).text) }
    return value
  }

  /// `has(self.field)`.
  func has(_ field: String) throws(EvaluationError.Reason) -> Bool {
    switch self {
    case .map(let map): return map[field] != nil
    case .optional(let wrapped): return try wrapped?.has(field) ?? false
    default: throw .noFields(type: typeName, field: field)
    }
  }

  /// `self[index]`, or `self[?index]`. An index into a list may be of any number type, if it is whole.
  func element(
    at index: Value, isOptional: Bool
  ) throws(EvaluationError.Reason) -> Value {
    switch self {
    case .optional(let wrapped):
      guard let wrapped else { return .optional(nil) }
      return try wrapped.element(at: index, isOptional: true)
    case .list(let list):
      guard case .int(let position) = MapKey(finding: index)?.asInt else {
        throw .noMatchingOverload(function: "[]", arguments: [typeName, index.typeName])
      }
      let value =
        list.elements.indices.contains(Int(position)) ? list.elements[Int(position)] : nil
      if isOptional { return .optional(value) }
      guard let value else {
        throw .indexOutOfRange(index: position, count: list.elements.count)
      }
      return value
    case .map(let map):
      let value = try map.value(finding: index)
      if isOptional { return .optional(value) }
      guard let value else { throw .noSuchKey(MapKey(finding: index)?.text ?? index.typeName) }
      return value
    default:
      throw .noMatchingOverload(function: "[]", arguments: [typeName, index.typeName])
    }
  }
}

extension Value.Map {
  /// The value under the key that equals `key`, which may be a `double`; an error for what no map has as key.
  func value(finding key: Value) throws(EvaluationError.Reason) -> Value? {
    if let key = MapKey(finding: key) { return self[key] }
    guard case .double = key else { throw .unsupportedKey(type: key.typeName) }
    return nil
  }
}

extension MapKey {
  /// Unsigned numbers as signed ones, as far as they go.
  fileprivate var asInt: MapKey {
    if case .uint(let number) = self, let signed = Int64(exactly: number) {
      .int(signed)
    } else {
      self
    }
  }

  /// The key as a message names it.
  var text: String {
    switch self {
    case .bool(let flag): "\(flag)"
    case .int(let number): "\(number)"
    case .uint(let number): "\(number)u"
    case .string(let text): "'\(text)'"
    }
  }
}
