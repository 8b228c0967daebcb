import JSON

/// The fields of a message's parameters, each read with an error that names it.
struct MessageFields {
  let json: JSONValue

  init(_ json: JSONValue) {
    self.json = json
  }

  func text(_ path: String...) throws(ResponseError) -> String {
    guard let text = value(path).string else { throw wrong(path, "a text") }
    return text
  }

  func integer(_ path: String...) throws(ResponseError) -> Int64 {
    guard let number = value(path).int64 else { throw wrong(path, "a whole number") }
    return number
  }

  func list(_ path: String...) throws(ResponseError) -> [JSONValue] {
    guard let list = value(path).array else { throw wrong(path, "a list") }
    return list
  }

  func position(_ path: String...) throws(ResponseError) -> TextPosition {
    try position(of: value(path), path)
  }

  func range(_ path: String...) throws(ResponseError) -> TextRange {
    let value = value(path)
    return TextRange(
      try position(of: value["start"] ?? .null, path + ["start"]),
      try position(of: value["end"] ?? .null, path + ["end"]))
  }

  private func position(of value: JSONValue, _ path: [String]) throws(ResponseError) -> TextPosition
  {
    guard let line = value["line"]?.int64, let character = value["character"]?.int64, line >= 0,
      character >= 0, line < 1 << 31, character < 1 << 31
    else { throw wrong(path, "a position with 'line' and 'character'") }
    return TextPosition(line: Int(line), character: Int(character))
  }

  private func value(_ path: [String]) -> JSONValue {
    path.reduce(json) { $0[$1] ?? .null }
  }

  private func wrong(_ path: [String], _ wanted: String) -> ResponseError {
    ResponseError(.invalidParams, "'\(path.joined(separator: "."))' must be \(wanted)")
  }
}

extension TextRange {
  var json: JSONValue { ["start": start.json, "end": end.json] }
}

extension TextPosition {
  var json: JSONValue {
    ["line": .number("\(line)"), "character": .number("\(character)")]
  }
}
