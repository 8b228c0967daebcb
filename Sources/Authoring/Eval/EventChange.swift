import CEL
import Graph
import JSON
import Policy

/// Changes facts of an event by the names that bots give them, in the units of their types.
struct EventChange {
  private let providers: [CompiledBot]

  /// Why a fact cannot have a value.
  struct Failure: Error {
    var message: String
  }

  init(_ bot: CompiledBot, _ graph: CompiledGraph) {
    providers = [bot] + graph.bots.filter { bot.providers.contains($0.name) }
  }

  /// The event with a field (`order.price`), an age (`book.age`), a whole fact (`book` as `missing`) or `now`
  /// changed.
  func setting(
    _ name: String, to text: String, in event: JSONValue
  ) throws(Failure) -> JSONValue {
    let now = event["now_ms"]?.int64 ?? 0
    if name == "now" {
      return Self.replacing(["now_ms"], .number("\(try value(text, .timestamp, now))"), in: event)
    }
    for bot in providers {
      for fact in bot.specification.facts {
        if fact.name.value == name { return try setting(fact, to: text, in: event) }
        if name == "\(fact.name.value).age", let path = fact.age {
          return Self.replacing(
            Self.parts(path), .number("\(try value(text, .duration, now))"), in: event)
        }
        for field in fact.fields where "\(fact.name.value).\(field.name.value)" == name {
          let path = Self.parts(field.path)
          guard text != "missing" else { return Self.replacing(path, nil, in: event) }
          return Self.replacing(path, try json(text, field.type, now), in: event)
        }
      }
    }
    let known = providers.flatMap { bot in
      bot.specification.facts.flatMap { fact in
        [fact.name.value] + fact.fields.map { "\(fact.name.value).\($0.name.value)" }
      }
    }
    throw Failure(
      message: "there is no fact and no param '\(name)'; facts: \(known.joined(separator: ", "))")
  }

  private func setting(
    _ fact: FactDeclaration, to text: String, in event: JSONValue
  ) throws(Failure) -> JSONValue {
    guard text == "missing" else {
      throw Failure(message: "'\(fact.name.value)' is a fact: set its fields, or make it missing")
    }
    if let path = fact.available {
      return Self.replacing(Self.parts(path), .bool(false), in: event)
    }
    return fact.fields.reduce(event) { Self.replacing(Self.parts($1.path), nil, in: $0) }
  }

  // MARK: Values

  private func json(_ text: String, _ type: Type, _ now: Int64) throws(Failure) -> JSONValue {
    switch type {
    case .enumeration, .string: return .string(text)
    case .list:
      throw Failure(message: "lists cannot be set here")
    case .quantity(let unit) where unit.grain > 1:
      // As a text, so that no digit is lost; the binder reads it with the same care.
      let number = text.split(separator: " ").first.map(String.init) ?? text
      return .string(number)
    default:
      let value = try value(text, type, now)
      return type == .bool ? .bool(value != 0) : .number("\(value)")
    }
  }

  /// In slot units; times also as `now - 46s`.
  private func value(_ text: String, _ type: Type, _ now: Int64) throws(Failure) -> Int64 {
    if type == .timestamp, text.hasPrefix("now") {
      let rest = text.dropFirst(3).filter { $0 != " " }
      guard let sign = rest.first else { return now }
      let length = try value(String(rest.dropFirst()), .duration, now)
      return sign == "-" ? now &- length : now &+ length
    }
    do throws(QuantityText.Failure) {
      return try QuantityText.parseBare(text, as: type)
    } catch {
      throw Failure(message: "'\(text)' is no value of type \(type.name); \(error.wanted(type))")
    }
  }

  // MARK: Paths

  private static func parts(_ path: String) -> [String] {
    path.split(separator: ".").map(String.init)
  }

  /// The object with another value at a path; nil takes it away.
  private static func replacing(
    _ path: [String], _ value: JSONValue?, in object: JSONValue
  ) -> JSONValue {
    guard let key = path.first else { return value ?? .null }
    var members = object.members ?? []
    let index = members.firstIndex { $0.key == key }
    if path.count == 1 {
      if let index, let value {
        members[index].value = value
      } else if let index {
        members.remove(at: index)
      } else if let value {
        members.append(.init(key, value))
      }
      return .object(members)
    }
    let rest = Array(path.dropFirst())
    if let index {
      members[index].value = replacing(rest, value, in: members[index].value)
    } else if value != nil {
      members.append(.init(key, replacing(rest, value, in: .object([]))))
    }
    return .object(members)
  }
}
