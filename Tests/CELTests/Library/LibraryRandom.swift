import TestSupport

extension SeededGenerator {
  /// A text of up to `size` code points: mostly few different ones, so that parts occur again; among them
  /// such of two, three and four bytes, a combining mark and white space.
  mutating func text(upTo size: Int) -> String {
    let alphabet: [Unicode.Scalar] = [
      "a", "b", "a", "A", " ", "é", "e", "\u{301}", "☺", "😀", "\n", "\\", "\"", "\u{85}", "\0", "%",
    ]
    var result = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...size, using: &self) {
      result.append(alphabet.randomElement(using: &self) ?? "a")
    }
    return String(result)
  }

  /// Any bytes, most of them no UTF-8.
  mutating func bytes(upTo size: Int) -> [UInt8] {
    (0..<Int.random(in: 0...size, using: &self)).map { _ in .random(in: 0...255, using: &self) }
  }

  /// Any bits as a double, so that all magnitudes are as likely.
  mutating func anyDouble() -> Double {
    Double(bitPattern: .random(in: 0...UInt64.max, using: &self))
  }
}

/// Scalar by scalar: `String`'s own equality takes canonically equivalent texts for equal.
func scalars(_ text: String) -> [UInt32] {
  text.unicodeScalars.map(\.value)
}
