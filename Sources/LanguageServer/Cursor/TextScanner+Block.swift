/// Lines of block style: `key: value`, `- item`, texts behind `|` and `>`.
extension TextScanner {
  mutating func scan() {
    if scalars.first == "\u{FEFF}" { position = 1 }
    while position < scalars.count || (found == nil && position == scalars.count) {
      let start = position
      line()
      if position == start { position += 1 }
    }
  }

  /// Reads from the start of a line, or goes on in brackets.
  private mutating func line() {
    let start = position
    skipBlanks()
    let indent = position - start
    if isInFlow {
      guard isLineEnd(position) || indent > (frames.last?.indent ?? 0) else {
        // A line that cannot belong to the brackets: they were never closed.
        while isInFlow { frames.removeLast() }
        position = start
        return
      }
      position = start
      return flow()
    }
    if isLineEnd(position) {
      emptyLine(start: start)
      return nextLine()
    }
    if self[position] == "#" {
      position = endOfLine(from: position)
      return nextLine()
    }
    if indent == 0, isMarker() {
      frames = []
      position = endOfLine(from: position)
      return nextLine()
    }
    content(column: indent)
  }

  /// `---` and `...`.
  private func isMarker() -> Bool {
    guard let first = self[position], first == "-" || first == "." else { return false }
    return self[position + 1] == first && self[position + 2] == first
      && (isLineEnd(position + 3) || isBlank(position + 3))
  }

  mutating func nextLine() {
    if self[position] == "\r" { position += 1 }
    if self[position] == "\n" { position += 1 }
  }

  /// A line of blanks: a new key of the mapping that begins in the cursor's column, or of one below the key above.
  private mutating func emptyLine(start: Int) {
    guard found == nil, (start...position).contains(cursor) else { return }
    let column = cursor - start
    frames.removeAll { $0.indent > column }
    if let last = frames.last, !last.isMapping, last.indent == column { frames.removeLast() }
    if let last = frames.last, last.indent < column {
      // Below the last key, where something can follow it.
      let isOpen = !last.isMapping || last.key.map { entries[last.id]?[$0] == "" } ?? true
      if isOpen {
        push(indent: column, isMapping: true, isFlow: false)
      }
    } else if frames.isEmpty {
      push(indent: column, isMapping: true, isFlow: false)
    }
    // The frames stay: what follows in this column are the neighbours of the new key.
    note(.key, region: start...position)
  }

  /// What stands at a column of a line.
  private mutating func content(column: Int) {
    let isItem = self[position] == "-" && (isBlank(position + 1) || isLineEnd(position + 1))
    while let last = frames.last,
      last.indent > column || (last.indent == column && !last.isMapping && !isItem)
    {
      frames.removeLast()
    }
    guard !isItem else { return item(column: column) }
    if frames.last.map({ $0.indent < column || !$0.isMapping }) ?? true {
      push(indent: column, isMapping: true, isFlow: false)
    }
    entry(column: column)
  }

  private mutating func item(column: Int) {
    if frames.last.map({ $0.indent < column || $0.isMapping }) ?? true {
      push(indent: column, isMapping: false, isFlow: false)
    }
    let start = position + 1
    position = start
    skipBlanks()
    if isLineEnd(position) || self[position] == "#" {
      note(.item, region: start...position)
      position = endOfLine(from: position)
      return nextLine()
    }
    note(.item, region: start...max(start, position - 1))
    let inner = column + position - start + 1
    if self[position] == "{" || self[position] == "[" { return beginFlow(column: column) }
    content(column: inner)
  }

  /// `key: value`; a text without a colon is a key that is being written, or an item of a list.
  private mutating func entry(column: Int) {
    let start = position
    let slot: CursorContext.Slot = isFirstInItem ? .item : .key
    guard let (name, token, quote) = key() else {
      let end = endOfPlain(from: start, inFlow: false)
      noteText(slot, start, end)
      position = endOfLine(from: end)
      return nextLine()
    }
    let colon = position
    note(
      slot == .item ? .key : slot, region: start...colon, token: token, quote: quote,
      hasColon: true)
    position = colon + 1
    enter(name)
    value(column: column)
  }

  /// Whether what comes next is the first of its mapping, which is the first of an item of a list.
  private var isFirstInItem: Bool {
    guard frames.count > 1, let last = frames.last, last.key == nil, entries[last.id] == nil else {
      return false
    }
    return !frames[frames.count - 2].isMapping
  }

  /// A text without a colon. Inside an item it is the item; the mapping that was begun for it is none.
  private mutating func noteText(_ slot: CursorContext.Slot, _ start: Int, _ end: Int) {
    let quote = self[start].flatMap { $0 == "\"" || $0 == "'" ? $0 : nil }
    let first = quote == nil ? start : start + 1
    guard slot == .item, let mapping = frames.popLast() else {
      return note(
        slot, region: start...max(start, end), token: first..<max(first, end), quote: quote)
    }
    note(.item, region: start...max(start, end), token: first..<max(first, end), quote: quote)
    frames.append(mapping)
  }

  /// The key at the position, which is then at its colon; nil where no colon follows on the line.
  mutating func key() -> (name: String, token: Range<Int>, quote: Unicode.Scalar?)? {
    let start = position
    if let quote = self[start], quote == "\"" || quote == "'" {
      guard let end = endOfQuoted(from: start), end <= endOfLine(from: start) else { return nil }
      var colon = end
      while isBlank(colon) { colon += 1 }
      guard isColon(colon) else { return nil }
      position = colon
      return (text(start + 1..<end - 1), start + 1..<end - 1, quote)
    }
    var end = start
    while !isLineEnd(end) {
      if isColon(end) {
        var last = end
        while last > start, isBlank(last - 1) { last -= 1 }
        position = end
        return (text(start..<last), start..<last, nil)
      }
      if isInFlow, let scalar = self[end], ",{}[]".unicodeScalars.contains(scalar) { return nil }
      if self[end] == "#", isBlank(end - 1) { return nil }
      end += 1
    }
    return nil
  }

  /// A colon that ends a key: in brackets also before a comma or a bracket.
  private func isColon(_ offset: Int) -> Bool {
    guard self[offset] == ":" else { return false }
    if isBlank(offset + 1) || isLineEnd(offset + 1) { return true }
    return isInFlow && self[offset + 1].map { ",{}[]".unicodeScalars.contains($0) } ?? true
  }
}
