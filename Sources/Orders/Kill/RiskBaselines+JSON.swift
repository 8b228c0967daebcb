import FixedPoint
package import JSON

extension RiskBaselines {
  /// For the file that keeps them: millionths of a pUSD, as text.
  package var json: JSONValue {
    .object([.init("peak", peak.map { .string("\($0.raw)") } ?? .null)])
  }

  /// Reads `json`; nil for anything else.
  package init?(json: JSONValue) {
    switch json["peak"] {
    case .null?: self.init(peak: nil)
    case .string(let text)?:
      guard let raw = Int64(text) else { return nil }
      self.init(peak: Micros(raw: raw))
    default: return nil
    }
  }
}
