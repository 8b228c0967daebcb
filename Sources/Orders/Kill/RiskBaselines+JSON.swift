import FixedPoint
package import JSON

extension RiskBaselines {
  /// For the file that keeps them: millionths of a pUSD, as text, and the tokens ascending.
  package var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("peak", peak.map { .string("\($0.raw)") } ?? .null)
    ]
    // None is written like nobody knows: a file that was lost and is written anew from the other copies is the same.
    if let tokens, !tokens.isEmpty {
      members.append(.init("tokens", .array(tokens.sorted().map { .string("\($0)") })))
    }
    return .object(members)
  }

  /// Reads `json`; nil for anything else.
  package init?(json: JSONValue) {
    var tokens: Set<UInt256>?
    if let list = json["tokens"] {
      guard let texts = list.array else { return nil }
      tokens = []
      for text in texts {
        guard let token = text.string.flatMap({ UInt256(decimal: $0) }) else { return nil }
        tokens?.insert(token)
      }
    }
    switch json["peak"] {
    case .null?: self.init(peak: nil, tokens: tokens)
    case .string(let text)?:
      guard let raw = Int64(text) else { return nil }
      self.init(peak: Micros(raw: raw), tokens: tokens)
    default: return nil
    }
  }
}
