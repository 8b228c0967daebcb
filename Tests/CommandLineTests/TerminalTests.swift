import CommandLine
import Testing

@Test("a table aligns its columns and shows no control characters")
func table() {
  var table = TextTable([.left("code"), .right("count"), .left("market")])
  table.add(["QUEUE_WARDEN_HOLD", grouped(1_234_567), "a\u{1B}[2Jb"])
  table.add(["É", "5"])
  table.addRule()
  table.add(["", grouped(1_234_572)])
  let expected = """
    code                   count  market
    -----------------  ---------  ------
    QUEUE_WARDEN_HOLD  1,234,567  a\u{FFFD}[2Jb
    É                          5
    -----------------  ---------  ------
                       1,234,572

    """
  #expect(table.rendered() == expected)
}

@Test(
  "numbers in groups of three",
  arguments: [
    (0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"), (-999, "-999"),
    (Int.min, "-9,223,372,036,854,775,808"),
  ])
func groups(number: Int, expected: String) {
  #expect(grouped(number) == expected)
}

/// What a line wrote while the clock went from 0 to `seconds` in steps of 50 ms.
private func written(isTerminal: Bool, seconds: Int) -> [String] {
  var time = Duration.zero
  var pieces: [String] = []
  var line = ProgressLine(
    isTerminal: isTerminal, columns: 8, now: { time }, write: { pieces.append($0) })
  for step in 0...(seconds * 20) {
    time = .milliseconds(step * 50)
    line.update("step \(step) of many")
  }
  line.finish()
  return pieces
}

@Test("progress on a terminal: after a second, ten times a second, cut to the width, then gone")
func progressOnTerminal() {
  let pieces = written(isTerminal: true, seconds: 2)
  #expect(pieces.count == 12)
  #expect(pieces.first == "\rstep 20\u{1B}[K")
  #expect(pieces.last == "\r\u{1B}[K")
  #expect(written(isTerminal: true, seconds: 0).isEmpty)
}

@Test("progress in a log: a whole line every five seconds")
func progressInLog() {
  #expect(written(isTerminal: false, seconds: 4).isEmpty)
  #expect(
    written(isTerminal: false, seconds: 11) == ["step 100 of many\n", "step 200 of many\n"])
}

@Test("a progress text that is not shown is not made")
func progressIsLazy() {
  var made = 0
  func text() -> String {
    made += 1
    return "x"
  }
  var line = ProgressLine(isTerminal: false, now: { .zero }, write: { _ in })
  for _ in 0..<100 { line.update(text()) }
  #expect(made == 0)
}
