import Diagnostics

extension ScriptProblem {
  /// The finding, at its place.
  func diagnostic(at location: Location?) -> Diagnostic {
    switch self {
    case .wrongKind(let subject, let wanted, let found):
      Diagnostic("PT1601", .error, "\(subject) must be \(wanted), found \(found)", at: location)
    case .missingKey(let key, let subject):
      Diagnostic(
        "PT1602", .error, "\(subject) has no '\(key)'", at: location,
        help: ["write '\(key):' with its value"])
    case .unknownKey(let key, let subject, let known):
      Diagnostic(
        "PT1603", .error, "\(subject) knows no '\(key)'", at: location,
        help: suggestions(for: key, among: known))
    case .unknownWord(let word, let key, let known):
      Diagnostic(
        "PT1604", .error, "'\(word)' is no '\(key)'", at: location,
        help: Self.words(near: word, known))
    case .badValue(let text, let key, let expected):
      Diagnostic(
        "PT1605", .error, "'\(text)' is no value of '\(key)': expected \(expected)", at: location)
    case .notOneAction(let found, let known):
      Diagnostic(
        "PT1606", .error,
        found.isEmpty
          ? "this entry does nothing"
          : "this entry does several things at once: \(found.joined(separator: ", "))",
        at: location,
        help: ["an entry does one of: \(known.joined(separator: ", "))"])
    case .refused(let reason):
      Diagnostic("PT1607", .error, reason, at: location)
    }
  }

  private static func words(near word: String, _ known: [String]) -> [String] {
    let near = suggestions(for: word, among: known)
    return near.isEmpty ? ["known here: \(known.joined(separator: ", "))"] : near
  }
}
