internal import CEL
internal import JSON

extension Value {
  /// A value as the conformance cases write it: an object with one key that names the type.
  init(conformance json: JSONValue) throws(MalformedCase) {
    guard let members = json.members, members.count == 1, let member = members.first else {
      throw MalformedCase(problem: "a value is an object with one key")
    }
    let payload = member.value
    if let parts = payload.array {
      self = try Value(collection: member.key, parts)
      return
    }
    let text = payload.string ?? ""
    let value: Value?
    do throws(LibraryError) {
      switch member.key {
      case "null": value = .null
      case "bool": value = payload.bool.map { .bool($0) }
      case "int": value = Int64(text).map { .int($0) }
      case "uint": value = UInt64(text).map { .uint($0) }
      case "double": value = .double(try DoubleText.parse(text))
      case "string": value = payload.string.map { .string($0) }
      case "bytes": value = .bytes(try Base64.decode(text))
      case "type": value = payload.string.map { .type($0) }
      case "timestamp": value = .timestamp(try Timestamp(text))
      case "duration": value = .duration(try TimeSpan(text))
      default: value = nil
      }
    } catch {
      throw MalformedCase(problem: error.text)
    }
    guard let value else {
      throw MalformedCase(problem: "no value of the type \(member.key): \(payload.compactText)")
    }
    self = value
  }

  private init(collection key: String, _ parts: [JSONValue]) throws(MalformedCase) {
    guard key == "map" else {
      guard key == "list" else { throw MalformedCase(problem: "an array is a list or a map") }
      var elements: [Value] = []
      for part in parts { elements.append(try Value(conformance: part)) }
      self = .list(elements)
      return
    }
    var map = Map()
    for part in parts {
      guard let pair = part.array, pair.count == 2,
        let key = MapKey(try Value(conformance: pair[0])),
        map.insert(try Value(conformance: pair[1]), for: key)
      else { throw MalformedCase(problem: "no entry of a map: \(part.compactText)") }
    }
    self = .map(map)
  }
}
