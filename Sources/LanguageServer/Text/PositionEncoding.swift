/// The unit in which a client counts the columns of a line (LSP 3.17, `PositionEncodingKind`).
package enum PositionEncoding: String, CaseIterable, Sendable {
  case utf8 = "utf-8"
  case utf16 = "utf-16"
  /// Unicode scalars: what findings count in.
  case utf32 = "utf-32"

  /// How many units one scalar takes.
  func width(of scalar: Unicode.Scalar) -> Int {
    switch self {
    case .utf8: UTF8.width(scalar)
    case .utf16: UTF16.width(scalar)
    case .utf32: 1
    }
  }

  /// The encoding to use with a client that offers `names`, best first for this server; UTF-16, which every client
  /// knows, where none of them is known.
  package static func negotiated(among names: [String]) -> PositionEncoding {
    let offered = Set(names)
    return [.utf32, .utf8, .utf16].first { offered.contains($0.rawValue) } ?? .utf16
  }
}
