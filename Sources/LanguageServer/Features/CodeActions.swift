import Diagnostics
import JSON
import YAML

/// Mends of findings whose help says exactly what to write.
struct CodeActions {
  let view: DocumentView

  func json(in range: TextRange) -> JSONValue {
    let text = view.document.text
    let start = text.offset(of: range.start, in: view.client.encoding)
    let end = max(start, text.offset(of: range.end, in: view.client.encoding))
    var actions: [JSONValue] = []
    let writer = FindingWriter(client: view.client, texts: { view.text(of: $0) })
    for diagnostic in view.diagnostics {
      guard let location = diagnostic.location else { continue }
      let place = text.offsets(of: location)
      guard place.lowerBound <= end, start <= max(place.upperBound, place.lowerBound) else {
        continue
      }
      var edits = diagnostic.help.compactMap { mend($0, at: place) }
      if let fix = diagnostic.fix, fix.edits.count == 1, let edit = fix.edits.first,
        edit.file == view.document.file
      {
        edits.append(
          Edit(title: fix.description, range: offsets(of: edit), text: edit.replacement))
      }
      for edit in edits {
        actions.append([
          "title": .string(edit.title), "kind": "quickfix", "isPreferred": .bool(edits.count == 1),
          "diagnostics": [writer.json(diagnostic)],
          "edit": [
            "changes": .object([
              .init(
                view.uri(of: view.document.file),
                [["range": view.range(edit.range).json, "newText": .string(edit.text)]])
            ])
          ],
        ])
      }
    }
    return .array(actions)
  }

  private struct Edit {
    var title: String
    var range: Range<Int>
    var text: String
  }

  private func offsets(of edit: TextEdit) -> Range<Int> {
    func offset(_ position: TextEdit.Position) -> Int {
      view.document.text.offsets(
        of: Location(file: edit.file, line: position.line, column: position.column)
      ).lowerBound
    }
    return offset(edit.start)..<max(offset(edit.start), offset(edit.end))
  }

  private func mend(_ help: String, at place: Range<Int>) -> Edit? {
    if let name = Self.inner(of: help, after: "did you mean '", before: "'?") {
      return replacement(name, at: place)
    }
    if let entry = Self.inner(of: help, after: "write: ", before: "") {
      return quoting(entry, at: place)
    }
    if let entry = Self.inner(of: help, after: "write '", before: "'") {
      return value(entry, at: place)
    }
    return nil
  }

  private static func inner(of text: String, after start: String, before end: String) -> String? {
    guard text.hasPrefix(start), text.hasSuffix(end), text.count > start.count + end.count else {
      return nil
    }
    return String(text.dropFirst(start.count).dropLast(end.count))
  }

  /// The name that was meant, in place of the one that was found; quotes around it stay.
  private func replacement(_ name: String, at place: Range<Int>) -> Edit? {
    let scalars = view.document.text.scalars
    var range = place
    if range.count > 1, let first = scalars[range].first, first == "\"" || first == "'",
      scalars[range].last == first
    {
      range = range.lowerBound + 1..<range.upperBound - 1
    }
    guard !range.isEmpty, view.document.text.text(range) != name else { return nil }
    return Edit(title: "Change to '\(name)'", range: range, text: name)
  }

  /// `when: "!book.fresh"`: the value in quotes, in place of the one without. Only where the document is nearer to
  /// YAML with it than before.
  private func quoting(_ entry: String, at place: Range<Int>) -> Edit? {
    guard let colon = entry.firstRange(ofText: ": ") else { return nil }
    let key = String(entry[..<colon.lowerBound])
    let line = view.document.text.place(of: place.lowerBound).line
    let whole = view.document.text.offsets(ofLine: line)
    let scalars = Array((key + ": ").unicodeScalars)
    guard
      let start = whole.last(where: { offset in
        offset <= place.upperBound
          && view.document.text.scalars[offset..<whole.upperBound].starts(with: scalars)
      })
    else { return nil }
    // To the end of the line, or to the last bracket of an entry in braces.
    let ends = (start + scalars.count..<whole.upperBound + 1).filter {
      $0 == whole.upperBound || isEnd($0)
    }
    let before = errors(in: view.document.text)
    let edits = ends.map { end in
      var text = view.document.text
      text.replace(start..<end, with: entry)
      return (errors(in: text), Edit(title: "Write \(entry)", range: start..<end, text: entry))
    }
    // The one that leaves the least: of several the shortest.
    guard let best = edits.min(by: { $0.0 < $1.0 }), best.0 < before else { return nil }
    return best.1
  }

  private func isEnd(_ offset: Int) -> Bool {
    offset < view.document.text.scalars.count
      && ",}] ".unicodeScalars.contains(view.document.text.scalars[offset])
  }

  private func errors(in text: TextBuffer) -> Int {
    let parsed = YAMLDocument.parse(text.bytes, file: view.document.file)
    guard parsed.root == nil else { return 0 }
    // How far the reader came tells how near a text is: a fault further down is another fault.
    let line = parsed.diagnostics.compactMap { $0.location?.line }.min() ?? 0
    return 1_000_000 + text.lineCount - line
  }

  /// `apiVersion: polytraders/v1`: the value of that key.
  private func value(_ entry: String, at place: Range<Int>) -> Edit? {
    guard let colon = entry.firstRange(ofText: ": "),
      let context = TextScanner.context(at: place.lowerBound, in: view.document.text),
      context.slot == .value, context.path.last == String(entry[..<colon.lowerBound])
    else { return nil }
    let text = String(entry[colon.upperBound...])
    return Edit(title: "Write \(entry)", range: context.range, text: text)
  }
}

extension String {
  /// Where `text` occurs first.
  fileprivate func firstRange(ofText text: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
