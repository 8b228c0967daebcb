package import JSON
package import Policy

/// A document derived from a form: as the form wants it, or with one thing spoiled.
package struct FormSample: Sendable {
  package var kind: DocumentKind
  package var document: JSONValue
  /// Nil where nothing is wrong.
  package var fault: Fault?

  /// What is wrong, and where a reader must say so.
  package struct Fault: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
      /// A required key is not there.
      case missing(String)
      /// A key that the form does not have; `known` are those it has, sorted.
      case unknown(known: [String])
      case wrongKind, wrongWord, badText, badQuantity
      /// The name of an entry is none.
      case badName
      /// Smaller or larger than may be; `isNumber` where JSON Schema can compare it.
      case outOfBounds(isNumber: Bool)
      /// A list with nothing in it, where there must be something.
      case empty
      /// Keys that do not go together.
      case rule
    }

    package var kind: Kind
    /// Keys and indices from the root to the mapping or value that is wrong.
    package var path: [String]
    /// The key below `path` that is to be marked; nil for the value at `path` itself.
    package var key: String?
    /// Where a checker of JSON Schema finds it: at a mapping for its keys.
    package var schemaPath: [String]

    init(_ kind: Kind, at path: [String], key: String? = nil, schemaPath: [String]? = nil) {
      self.kind = kind
      self.path = path
      self.key = key
      self.schemaPath = schemaPath ?? path
    }
  }

  /// As a failing test names it.
  package var name: String {
    guard let fault else { return "\(kind.name): as it should be" }
    let place = (fault.path + (fault.key.map { [$0] } ?? [])).joined(separator: ".")
    return "\(kind.name): \(fault.kind) at \(place)"
  }
}

extension JSONValue {
  /// With the value at a path replaced; `nil` takes it out.
  func replacing(at path: ArraySlice<String>, by value: JSONValue?) -> JSONValue {
    guard let step = path.first else { return value ?? self }
    let rest = path.dropFirst()
    switch self {
    case .object(let members):
      if rest.isEmpty, value == nil { return .object(members.filter { $0.key != step }) }
      guard members.contains(where: { $0.key == step }) else {
        return .object(members + [Member(step, value ?? .null)])
      }
      return .object(
        members.map { $0.key == step ? Member(step, $0.value.replacing(at: rest, by: value)) : $0 })
    case .array(let elements):
      return .array(
        elements.enumerated().map { index, element in
          "\(index)" == step ? element.replacing(at: rest, by: value) : element
        })
    default: return self
    }
  }
}
