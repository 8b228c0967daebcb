import Diagnostics

extension YAMLSource {
  /// What was read of a file, and what in it no policy file may hold.
  struct Decoded {
    var source: YAMLSource
    var problems: [YAMLProblem.Placed]
  }

  /// Decodes UTF-8 strictly (no overlong forms, no surrogates) and refuses what a reviewer cannot see: control
  /// characters, line separators that editors do not show as line ends, and marks that change the
  /// direction of the text. At the first bad byte decoding ends, since the file then is of another encoding.
  static func decode(_ bytes: [UInt8], file: String) -> Decoded {
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(bytes.count)
    var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var badByte: Int?
    while index < bytes.count {
      guard let (scalar, width) = scalarAt(index, in: bytes) else {
        badByte = index
        break
      }
      scalars.append(scalar)
      index += width
    }
    let source = YAMLSource(file: file, scalars: scalars)
    var problems = source.hiddenCharacters()
    if let badByte {
      let place = source.location(scalars.count..<scalars.count)
      problems.append(.init(.notUTF8(byteOffset: badByte, byte: bytes[badByte]), place))
    }
    return Decoded(source: source, problems: problems)
  }

  private static func scalarAt(_ index: Int, in bytes: [UInt8]) -> (Unicode.Scalar, Int)? {
    let first = bytes[index]
    if first < 0x80 { return (Unicode.Scalar(first), 1) }
    let width: Int
    var value: UInt32
    switch first {
    case 0xC2...0xDF: (width, value) = (2, UInt32(first & 0x1F))
    case 0xE0...0xEF: (width, value) = (3, UInt32(first & 0x0F))
    case 0xF0...0xF4: (width, value) = (4, UInt32(first & 0x07))
    default: return nil
    }
    guard index + width <= bytes.count else { return nil }
    for next in bytes[(index + 1)..<(index + width)] {
      guard next & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(next & 0x3F)
    }
    let least: UInt32 = width == 2 ? 0x80 : width == 3 ? 0x800 : 0x10000
    guard value >= least, let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, width)
  }

  /// The first `%TAG` at the beginning of a line.
  var tagDirective: YAMLProblem.Placed? {
    let word: [Unicode.Scalar] = ["%", "T", "A", "G"]
    guard let line = lineRanges.first(where: { scalars[$0].starts(with: word) }) else { return nil }
    return .init(.tagDirective, location(line.lowerBound..<line.lowerBound + word.count))
  }

  private func hiddenCharacters() -> [YAMLProblem.Placed] {
    var problems: [YAMLProblem.Placed] = []
    for (position, scalar) in scalars.enumerated() where isHidden(scalar, at: position) {
      problems.append(.init(.hiddenCharacter(scalar), location(position..<position + 1)))
      if problems.count == YAMLDocument.mostFindings { break }
    }
    return problems
  }

  private func isHidden(_ scalar: Unicode.Scalar, at position: Int) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0x0D: position + 1 >= scalars.count || scalars[position + 1] != "\n"
    case 0x00..<0x20, 0x7F..<0xA0: true
    case 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x2069: true
    case 0xFEFF, 0xFFFE, 0xFFFF: true
    default: false
    }
  }
}
