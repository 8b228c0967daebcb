/// Values behind a colon, and all that stands in brackets.
extension TextScanner {
  /// What stands behind the colon of a block entry; ends behind its line, or in brackets that are open.
  mutating func value(column: Int) {
    let start = position
    skipBlanks()
    guard !isLineEnd(position), self[position] != "#" || !isBlank(position - 1) else {
      note(.value, region: start...position)
      position = endOfLine(from: position)
      return nextLine()
    }
    if position > start { note(.value, region: start...position - 1) }
    switch self[position] {
    case "{", "[": beginFlow(column: column)
    case "|", ">": blockText(column: column)
    default:
      let (token, quote) = scalar(inFlow: false, column: column)
      end(token, quote)
      position = endOfLine(from: position)
      nextLine()
    }
  }

  /// Takes note of a value and of its place.
  private mutating func end(_ token: Range<Int>, _ quote: Unicode.Scalar?) {
    note(.value, region: token.lowerBound...token.upperBound, token: token, quote: quote)
    if let key = frames.last?.key, frames.last?.isMapping == true {
      enter(key, value: text(token))
    }
  }

  /// A text: its offsets without quotes. The position is behind it.
  private mutating func scalar(
    inFlow: Bool, column: Int
  ) -> (token: Range<Int>, quote: Unicode.Scalar?) {
    let start = position
    if let quote = self[start], quote == "\"" || quote == "'" {
      if let end = endOfQuoted(from: start), isContinued(from: start, to: end, column: column) {
        position = end
        return (start + 1..<end - 1, quote)
      }
      position = endOfLine(from: start)
      return (start + 1..<position, quote)
    }
    position = endOfPlain(from: start, inFlow: inFlow)
    return (start..<position, nil)
  }

  /// Whether every further line of a quoted text is deeper than the block that it stands in.
  private func isContinued(from start: Int, to end: Int, column: Int) -> Bool {
    var line = endOfLine(from: start)
    while line < end {
      line += self[line] == "\r" && self[line + 1] == "\n" ? 2 : 1
      var first = line
      while isBlank(first) { first += 1 }
      guard isLineEnd(first) || first - line > column else { return false }
      line = endOfLine(from: first)
    }
    return true
  }

  /// Behind the closing quote; nil where there is none.
  func endOfQuoted(from start: Int) -> Int? {
    guard let quote = self[start] else { return nil }
    var end = start + 1
    while let scalar = self[end] {
      if quote == "\"", scalar == "\\" {
        end += 2
      } else if scalar == quote {
        guard quote == "'", self[end + 1] == "'" else { return end + 1 }
        end += 2
      } else {
        end += 1
      }
    }
    return nil
  }

  /// Behind the last scalar of an unquoted text of one line.
  func endOfPlain(from start: Int, inFlow: Bool) -> Int {
    var end = start
    while !isLineEnd(end) {
      if self[end] == "#", end > start, isBlank(end - 1) { break }
      if inFlow, let scalar = self[end], ",{}[]".unicodeScalars.contains(scalar) { break }
      end += 1
    }
    // Where somebody writes, the blank before the cursor belongs to what he writes.
    while end > start, isBlank(end - 1), end > cursor || cursor > endOfLine(from: end) { end -= 1 }
    return end
  }

  /// A text below `|` or `>`: the lines that are deeper than the entry.
  private mutating func blockText(column: Int) {
    position = endOfLine(from: position)
    nextLine()
    let start = position
    var end = start
    while position < scalars.count {
      let line = position
      skipBlanks()
      guard isLineEnd(position) || position - line > column else {
        position = line
        break
      }
      end = endOfLine(from: position)
      position = end
      nextLine()
      if position == end { break }
    }
    var first = start
    while isBlank(first) { first += 1 }
    note(.value, region: start...max(start, end), token: min(first, end)..<end)
    if let key = frames.last?.key { enter(key, value: text(start..<end)) }
  }

  // MARK: Brackets

  mutating func beginFlow(column: Int) {
    push(indent: column, isMapping: self[position] == "{", isFlow: true)
    position += 1
    flow()
  }

  /// Reads inside brackets to the end of the line, or to their end.
  mutating func flow() {
    while isInFlow {
      let start = position
      skipBlanks()
      let isMapping = frames.last?.isMapping ?? false
      let isValue = !isMapping || frames.last?.key != nil
      let slot: CursorContext.Slot = !isMapping ? .item : isValue ? .value : .key
      guard let scalar = self[position], !isLineEnd(position) else {
        note(slot, region: start...position)
        return nextLine()
      }
      if position > start || isBetween(position) {
        note(slot, region: start...(isBetween(position) ? position : max(start, position - 1)))
      }
      switch scalar {
      case "#" where position > start || isLineStart(position):
        position = endOfLine(from: position)
        return nextLine()
      case ",":
        position += 1
        if let last = frames.indices.last, frames[last].isMapping { frames[last].key = nil }
      case "}", "]":
        position += 1
        frames.removeLast()
        if !isInFlow { return afterFlow() }
        if let last = frames.indices.last, frames[last].isMapping { frames[last].key = nil }
      case "{", "[":
        let indent = frames.last?.indent ?? 0
        push(indent: indent, isMapping: scalar == "{", isFlow: true)
        position += 1
      default: flowToken(slot)
      }
    }
  }

  /// Whether a cursor here stands between two signs, on nothing.
  private func isBetween(_ offset: Int) -> Bool {
    self[offset].map { ",{}[]".unicodeScalars.contains($0) } ?? true
  }

  private func isLineStart(_ offset: Int) -> Bool { offset == startOfLine(offset) }

  private mutating func flowToken(_ slot: CursorContext.Slot) {
    let start = position
    let column = frames.last?.indent ?? 0
    if slot == .key {
      if let (name, token, quote) = key() {
        note(.key, region: start...position, token: token, quote: quote, hasColon: true)
        position += 1
        enter(name)
        return
      }
      let (token, quote) = scalar(inFlow: true, column: column)
      note(.key, region: start...max(start, position), token: token, quote: quote)
    } else {
      let (token, quote) = scalar(inFlow: true, column: column)
      if slot == .value { end(token, quote) }
      note(slot, region: token.lowerBound...token.upperBound, token: token, quote: quote)
    }
    if position == start { position += 1 }
  }

  private mutating func afterFlow() {
    position = endOfLine(from: position)
    nextLine()
  }
}
