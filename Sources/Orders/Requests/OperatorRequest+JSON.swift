package import JSON

// The form in which requests lie in the shared store and in the journal.
extension OperatorRequest {
  /// The request as an object; canonical once it is written by `CanonicalJSON`.
  package var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("by", .string(by)), .init("id", .string(id)), .init("reason", .string(reason)),
      .init("time_ms", .number("\(time)")), .init("wish", .string(wish.name)),
    ]
    switch wish {
    case .pause(let scope), .resume(let scope): members.append(.init("scope", .string(scope.text)))
    case .flow(let flow): members.append(.init("flow", ChainEntry.flow(flow).value))
    case .explain, .settle: break
    }
    return .object(members)
  }

  /// Reads `json`; nil for anything else.
  package init?(json: JSONValue) {
    guard let id = json["id"]?.string, let by = json["by"]?.string,
      let reason = json["reason"]?.string, let time = json["time_ms"]?.int64
    else { return nil }
    let scope = json["scope"]?.string.flatMap { KillScope($0) }
    let wish: Wish
    switch (json["wish"]?.string, scope) {
    case ("pause", let scope?): wish = .pause(scope)
    case ("resume", let scope?): wish = .resume(scope)
    case ("flow", _):
      guard let value = json["flow"], case .flow(let flow)? = ChainEntry(value) else { return nil }
      wish = .flow(flow)
    case ("explain", _): wish = .explain
    case ("settle", _): wish = .settle
    default: return nil
    }
    self.init(id: id, wish, by: by, reason: reason, time: time)
  }
}

extension JSONValue {
  /// Appends the canonical text of texts, whole numbers and unique names.
  func writeCanonical(to writer: inout JSONWriter) {
    writer.raw((try? CanonicalJSON.bytes(of: self)) ?? Array(compactText.utf8))
  }
}

extension OperatorRequest.Wish {
  /// As commands are called.
  package var name: String {
    switch self {
    case .pause: "pause"
    case .resume: "resume"
    case .flow: "flow"
    case .explain: "explain"
    case .settle: "settle"
    }
  }
}

extension OperatorAnswer {
  /// The answer as an object.
  package var json: JSONValue {
    ["outcome": .string(outcome.rawValue), "text": .string(text)]
  }

  /// Reads `json`; nil for anything else.
  package init?(json: JSONValue) {
    guard let outcome = json["outcome"]?.string.flatMap({ Outcome(rawValue: $0) }),
      let text = json["text"]?.string
    else { return nil }
    self.init(outcome, text)
  }
}
