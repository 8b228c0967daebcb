import Diagnostics
import TestSupport
import Testing
import YAML

@Test(
  "an offset in a text is found in the file",
  arguments: [
    // offsets 0, 1, … of the value under `a`, and the end, as line:column
    ("a: xyz", "1:4 1:5 1:6 1:7"),
    ("a: 'x''y'", "1:5 1:6 1:8 1:9"),
    ("a: \"x\\ny\\u00e9\\\\z\"", "1:5 1:6 1:8 1:9 1:15 1:17 1:18"),
    ("a: \"\\x41\\U0001F600b\"", "1:5 1:9 1:19 1:20"),
    ("a: xy\n  z", "1:4 1:5 1:6 2:3 2:4"),
    ("a: x\n\n\n  z", "1:4 2:1 3:1 4:3 4:4"),
    ("a: \"x \\\n   y\"", "1:5 1:6 2:4 2:5"),
    ("a: \"x  \n\n   y \"", "1:5 2:1 3:4 3:5 3:6"),
    ("a: |\n  x\n   y\n", "2:3 2:4 3:3 3:4 3:5"),
    ("a: |\n  x\n\n  y\n\n", "2:3 2:4 3:1 4:3 4:4"),
    ("a: |2-\n    x\n  y\n", "2:3 2:4 2:5 2:6 3:3 3:4"),
    ("a: >\n  x\n  y\n\n  z\n", "2:3 2:4 3:3 4:1 5:3 5:4"),
    ("a: >\n  x\n    y\n  z\n", "2:3 2:4 3:3 3:4 3:5 3:6 4:3 4:4"),
    ("a: |+\n\n  x\n\n", "2:1 3:3 3:4 4:1"),
    ("a: 'é𝒳b'", "1:5 1:6 1:7 1:8"),
    ("a: |\r\n  x\r\n  y\r\n", "2:3 2:4 3:3 3:4"),
    ("a: 'x\r\n  y'\r\n", "1:5 1:6 2:3 2:4"),
    ("a: ''", "1:5"),
  ])
func offsets(text: String, expected: String) throws {
  let root = try #require(YAMLDocument.parse(Array(text.utf8), file: "f").root)
  let node = try #require(root["a"])
  let count = try #require(node.text).unicodeScalars.count
  // The break behind the last line of a block text has no place of its own to check.
  let isBlock = node.style == .literal || node.style == .folded
  let last = isBlock && node.text?.hasSuffix("\n") == true ? count - 1 : count
  let found = (0...last).map { offset in
    let place = node.location(ofScalarOffset: offset)
    return "\(place.line):\(place.column)"
  }
  #expect(found.joined(separator: " ") == expected)
}

@Test("a range of offsets ends behind its last scalar, escapes counted as written")
func offsetRange() throws {
  let root = try #require(YAMLDocument.parse(Array("a: \"b\\tcd\\u0041\"".utf8), file: "f").root)
  let node = try #require(root["a"])
  #expect(
    node.location(ofScalarOffsets: 1..<3) == Location(file: "f", line: 1, column: 6, endColumn: 9))
  #expect(
    node.location(ofScalarOffset: 4) == Location(file: "f", line: 1, column: 10, endColumn: 16))
}

/// Writes a value in one of the styles, as a person might, and notes where each scalar landed.
private struct Writer {
  var text = "a: "
  var columns: [Int] = []

  mutating func write(_ value: [Unicode.Scalar], isDouble: Bool, escape: () -> Bool) {
    put(isDouble ? "\"" : "'")
    for scalar in value {
      columns.append(text.unicodeScalars.count + 1)
      if !isDouble {
        put(scalar == "'" ? "''" : String(scalar))
      } else if scalar == "\n" {
        put("\\n")
      } else if scalar == "\"" || scalar == "\\" {
        put("\\\(scalar)")
      } else if escape() {
        let digits = String(scalar.value, radix: 16)
        put("\\U" + String(repeating: "0", count: 8 - digits.count) + digits)
      } else {
        put(String(scalar))
      }
    }
    columns.append(text.unicodeScalars.count + 1)
    put(isDouble ? "\"" : "'")
  }

  private mutating func put(_ piece: String) { text += piece }
}

private let letters: [Unicode.Scalar] = Array("ab'\"\\ #:{[&*!é𝒳\u{301}-".unicodeScalars)

@Test("quoted texts come back unchanged and every scalar is found where it was written")
func quotedOffsets() throws {
  for seed in 0..<400 as Range<UInt64> {
    var generator = SeededGenerator(seed: seed)
    let isDouble = Bool.random(using: &generator)
    var value = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
      letters.randomElement(using: &generator) ?? "a"
    }
    if isDouble, !value.isEmpty { value.append("\n") }
    var writer = Writer()
    writer.write(value, isDouble: isDouble) { Int.random(in: 0..<5, using: &generator) == 0 }
    let root = try #require(
      YAMLDocument.parse(Array(writer.text.utf8), file: "f").root, "seed \(seed)")
    let node = try #require(root["a"])
    #expect(Array((node.text ?? "").unicodeScalars) == value, "seed \(seed)")
    let found = (0...value.count).map { node.location(ofScalarOffset: $0).column }
    #expect(found == writer.columns, "seed \(seed): \(writer.text)")
  }
}

@Test("in texts over several lines each letter is found under its place, and places go forward")
func multilineOffsets() throws {
  for seed in 0..<1_000 as Range<UInt64> {
    var generator = SeededGenerator(seed: seed)
    let text = randomMultilineDocument(&generator)
    let root = try #require(
      YAMLDocument.parse(Array(text.utf8), file: "f").root, "\(seed): \(text)")
    let node = try #require(root["a"])
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Array($0.unicodeScalars) }
    var previous: Location?
    for (offset, scalar) in (node.text ?? "").unicodeScalars.enumerated() {
      let place = node.location(ofScalarOffset: offset)
      let line = lines[place.line - 1]
      let atEnd = place.column > line.count
      let written = atEnd ? "\n" : line[place.column - 1]
      let agrees =
        written == scalar || (scalar == " " && written == "\n")
        || (scalar == "\n" && written == " ")
      #expect(agrees, "seed \(seed), offset \(offset): \(place) in \(text)")
      if let previous { #expect(previous < place, "seed \(seed), offset \(offset): \(text)") }
      previous = place
    }
  }
}

private func randomMultilineDocument(_ generator: inout SeededGenerator) -> String {
  let headers = ["|", "|-", "|+", ">", ">-", ">+", "'", "\"", ""]
  let header = headers.randomElement(using: &generator) ?? "|"
  let isBlock = header.hasPrefix("|") || header.hasPrefix(">")
  var text = isBlock ? "a: \(header)\n" : "a: \(header)w"
  for index in 0..<Int.random(in: 1...6, using: &generator) {
    let kind = Int.random(in: 0..<5, using: &generator)
    let word = ["x", "y z", "uv", "é"].randomElement(using: &generator) ?? "x"
    switch kind {
    case 0 where index > 0: text += isBlock ? "\n" : "\n"
    case 1 where index > 0: text += isBlock ? "   \(word)\n" : "\n    \(word)  "
    default: text += isBlock ? "  \(word)\n" : "\n  \(word)"
    }
  }
  return isBlock ? text + "b: 1\n" : text + "\n  e" + header + "\nb: 1\n"
}
