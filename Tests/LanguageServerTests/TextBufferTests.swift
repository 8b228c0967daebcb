import Diagnostics
import JSON
import LanguageServer
import TestSupport
import Testing

@Suite struct TextBufferTests {
  /// Texts with every width of scalar and every line break.
  private static let texts = [
    "", "a", "\n", "a\r\nb", "a\rb", "ü😀e\u{301}\n👨‍👩‍👧\r\n\r\rend", "\u{FEFF}a\nb", "x\n",
    "\u{10FFFF}\u{0}\t\n",
  ]

  @Test("every offset has a place in every encoding, and that place has the offset")
  func roundTrip() {
    for text in Self.texts {
      let buffer = TextBuffer(text)
      for encoding in PositionEncoding.allCases {
        for offset in 0...buffer.scalars.count {
          // Between CR and LF there is no place of its own.
          if offset > 0, offset < buffer.scalars.count, buffer.scalars[offset - 1] == "\r",
            buffer.scalars[offset] == "\n"
          {
            continue
          }
          let place = buffer.position(of: offset, in: encoding)
          #expect(
            buffer.offset(of: place, in: encoding) == offset, "\(text.debugDescription) \(offset)")
        }
      }
    }
  }

  @Test(
    "columns are counted in the units of the encoding",
    arguments: [
      (PositionEncoding.utf8, [0, 2, 6, 7, 9]), (.utf16, [0, 1, 3, 4, 5]),
      (.utf32, [0, 1, 2, 3, 4]),
    ])
  func columns(encoding: PositionEncoding, expected: [Int]) {
    let buffer = TextBuffer("ü😀e\u{301}")
    let found = (0...4).map { buffer.position(of: $0, in: encoding).character }
    #expect(found == expected)
  }

  @Test("a column inside a scalar means its beginning; behind the line, its end")
  func clamping() {
    let buffer = TextBuffer("😀b\r\nc")
    func offset(_ line: Int, _ character: Int, _ encoding: PositionEncoding = .utf16) -> Int {
      buffer.offset(of: TextPosition(line: line, character: character), in: encoding)
    }
    #expect(offset(0, 1) == 0)
    #expect(offset(0, 3, .utf8) == 0)
    #expect(offset(0, 99) == 2)
    #expect(offset(1, 99) == 5)
    #expect(offset(7, 0) == 5)
    #expect(offset(-1, 0) == 0)
  }

  @Test("places of findings count scalars, lines end with LF or CR LF alone, a mark does not count")
  func findings() {
    let buffer = TextBuffer("\u{FEFF}ab\rc\r\nüd\n")
    func text(_ line: Int, _ column: Int, _ end: Int) -> String {
      buffer.text(
        buffer.offsets(of: Location(file: "f", line: line, column: column, endColumn: end)))
    }
    #expect(text(1, 1, 3) == "ab")
    #expect(text(1, 4, 5) == "c")
    #expect(text(2, 2, 3) == "d")
    #expect(text(2, 2, 99) == "d")
    #expect(text(9, 1, 2) == "")
    for offset in 1...buffer.scalars.count {
      let (line, column) = buffer.place(of: offset)
      let range = buffer.offsets(of: Location(file: "f", line: line, column: column))
      // A place behind the text of a line, on its break, is the end of the line.
      #expect(
        range.lowerBound == offset || "\r\n".unicodeScalars.contains(buffer.scalars[offset - 1]))
    }
  }

  @Test("changes of ranges give the text that a client has")
  func incremental() throws {
    for seed in UInt64(0)..<80 {
      var random = SeededGenerator(seed: seed)
      let encoding = PositionEncoding.allCases[Int(seed % 3)]
      var files = MemoryFiles()
      files.roots = ["/desk": [:]]
      var editor = try Editor(files, encoding: encoding.rawValue)
      var buffer = TextBuffer(Self.texts.randomElement(using: &random) ?? "")
      try editor.open("note.txt", buffer.text)
      for version in 2..<12 {
        var changes: [JSONValue] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          let ends = [0, 0].map { _ in Int.random(in: 0...buffer.scalars.count, using: &random) }
          let range = (ends.min() ?? 0)..<(ends.max() ?? 0)
          // What a place between CR and LF means is not for the client to say.
          let start = buffer.position(of: range.lowerBound, in: encoding)
          let end = buffer.position(of: range.upperBound, in: encoding)
          let lower = buffer.offset(of: start, in: encoding)
          let upper = max(lower, buffer.offset(of: end, in: encoding))
          let new = Self.texts.randomElement(using: &random) ?? ""
          func json(_ place: TextPosition) -> JSONValue {
            ["line": .number("\(place.line)"), "character": .number("\(place.character)")]
          }
          changes.append([
            "range": ["start": json(start), "end": json(end)], "text": .string(new),
          ])
          buffer.replace(lower..<upper, with: new)
        }
        editor.notify(
          "textDocument/didChange",
          [
            "textDocument": [
              "uri": .string(editor.uri("note.txt")), "version": .number("\(version)"),
            ],
            "contentChanges": .array(changes),
          ])
        #expect(
          editor.session.text(ofDocument: editor.uri("note.txt")) == buffer.text, "seed \(seed)")
      }
    }
  }
}
