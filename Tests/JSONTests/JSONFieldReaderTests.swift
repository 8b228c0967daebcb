import FixedPoint
import Glibc
import JSON
import TestSupport
import Testing

/// A reader of one value in one form.
private final class OneField {
  private let fields: JSONFieldReader
  private let reader = JSONReader(maximumDepth: 16)
  private let table: JSONFieldTable
  private let position: Int

  init(_ form: JSONField.Form) {
    var tree = JSONFieldTree()
    position = tree.add("the_order.the_price")
    fields = JSONFieldReader(tree, reader: JSONReader(maximumDepth: 16))
    table = JSONFieldTable([
      JSONField(position: position, slot: 0, form: form, absence: .refusal)
    ])
  }

  /// The number that is read of `text`; nil where it is left to the tape.
  func number(_ text: String) -> Int64? {
    var value: Int64 = 0
    let line = Array("{\"the_order\":{\"the_price\":\(text)}}".utf8)
    return unsafe line.withUnsafeBytes { line in
      guard unsafe fields.read(line), unsafe fields.convert(table, into: &value) != nil else {
        return nil
      }
      return value
    }
  }

  /// What the tape says of the same text.
  func tape(_ text: String, _ read: (JSONNode) -> Int64?) -> Int64? {
    (try? reader.withNode(of: text) { read($0) }) ?? nil
  }
}

@Suite("JSON field reader")
struct JSONFieldReaderTests {
  private static let spellings = [
    "0", "1", "-1", "-0", "12", "1234567", "12345678", "123456789", "1234567890123456", "0.5",
    "0.50", "0.484", "94158.65", "0.000001", "123456.789012", "999999999999.999999", "-0.5",
    "-94158.654321", "1764000000013", "00", "007", "1.", ".5", "-", "", ".", "1.2.3", "1e3", "1E3",
    "0.1234567", "0.5000000", "12345678901234567890", "9223372036854775807", "-9223372036854775808",
    "9223372036854.775807", "9223372036854.775808", "+1", " 1", "1 ", "0x10", "1-2", "--1", "1-",
    "0.-5", "1,5", "\u{FF11}", "1/", "1:", "5.0", "12345.67", "1234567.8", "1.234567", "0.00",
  ]

  @Test("amounts are those of the tape, or left to it", arguments: spellings)
  func micros(spelling: String) {
    let field = OneField(.micros)
    for text in [spelling, "\"\(spelling)\""] {
      for _ in 0..<2 {
        guard let number = field.number(text) else { continue }
        #expect(field.tape(text) { try? $0.micros().raw } == number, "\(text)")
      }
    }
  }

  @Test("whole numbers are those of the tape, or left to it", arguments: spellings)
  func integers(spelling: String) {
    let field = OneField(.integer)
    for text in [spelling, "\"\(spelling)\""] {
      for _ in 0..<2 {
        guard let number = field.number(text) else { continue }
        #expect(field.tape(text) { $0.int64 ?? $0.int64InString } == number, "\(text)")
      }
    }
  }

  @Test("random digits, points and signs are those of the tape, or left to it", arguments: 1...4)
  func randomNumbers(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let (micros, integer) = (OneField(.micros), OneField(.integer))
    var read = 0
    for _ in 0..<3_000 {
      let length = Int(random.next() % 19) + 1
      let digits = Array("0123456789012345678901234567890123456789.-e/:".utf8)
      let text = String(
        decoding: (0..<length).map { _ in digits[Int(random.next() % UInt64(digits.count))] },
        as: UTF8.self)
      let quoted = random.next() % 2 == 0 ? "\"\(text)\"" : text
      if let number = micros.number(quoted) {
        read += 1
        #expect(micros.tape(quoted) { try? $0.micros().raw } == number, "\(quoted)")
      }
      if let number = integer.number(quoted) {
        read += 1
        #expect(integer.tape(quoted) { $0.int64 ?? $0.int64InString } == number, "\(quoted)")
      }
    }
    #expect(read > 500, "\(read)")
  }

  @Test("what the venue writes is not left to the tape")
  func usual() {
    let (micros, integer, truth) = (OneField(.micros), OneField(.integer), OneField(.truth))
    for (text, value) in [
      ("\"0.484\"", 484_000), ("0.5", 500_000), ("\"94158.65\"", 94_158_650_000),
      ("38", 38_000_000),
      ("\"0.000001\"", 1), ("-12.5", -12_500_000), ("\"123456789.5\"", 123_456_789_500_000),
    ] as [(String, Int64)] {
      #expect(micros.number(text) == value, "\(text)")
    }
    for (text, value) in [
      ("1764000000013", 1_764_000_000_013), ("0", 0), ("-1000", -1_000), ("\"42\"", 42),
    ] as [(String, Int64)] {
      #expect(integer.number(text) == value, "\(text)")
    }
    #expect(truth.number("true") == 1 && truth.number("false") == 0)
    #expect(truth.number("\"true\"") == nil && truth.number("1") == nil)
    let word = OneField(.word(["BUY", "SELL"]))
    #expect(word.number("\"BUY\"") == 0 && word.number("\"SELL\"") == 1)
    #expect(word.number("\"BU\"") == nil && word.number("\"\\u0042UY\"") == nil)
    let names = JSONFieldTable.ordered(["b", "a", "aa", "b"])
    #expect(names == ["a", "b", "aa"])
    let known = OneField(.knownWord(names))
    #expect(names.indices.map { known.number("\"\(names[$0])\"") } == [1, 2, 3])
    #expect(known.number("\"c\"") == 0 && known.number("\"\"") == 0 && known.number("\"é\"") == nil)
  }

  @Test("values that cannot both be wanted leave every line to the tape")
  func contradiction() {
    var tree = JSONFieldTree()
    _ = tree.add("a")
    _ = tree.add("a.b")
    #expect(tree.isContradictory)
    let fields = JSONFieldReader(tree, reader: JSONReader())
    let line = Array(#"{"a":{"b":1}}"#.utf8)
    #expect(unsafe !line.withUnsafeBytes { unsafe fields.read($0) })
    var other = JSONFieldTree()
    _ = other.addElements(of: "a", limit: 2)
    _ = other.add("a.b")
    #expect(other.isContradictory)
  }

  private typealias Gaps = JSONFieldReader.Gaps

  @Test("gaps: absent, null, zero, outside what counts; a slot that stands in")
  func gaps() throws {
    var tree = JSONFieldTree()
    var fields = [JSONField(position: tree.add("now"), slot: 0, form: .integer, absence: .refusal)]
    fields.append(
      JSONField(position: tree.add("since"), slot: 1, form: .integer, absence: .copy(of: 0)))
    var there = JSONField(position: tree.add("there"), slot: nil, form: .truth, absence: .gap(1))
    there.zeroBits = 1
    var age = JSONField(position: tree.add("age"), slot: 2, form: .integer, absence: .gap(2))
    (age.least, age.most, age.outsideBits) = (-5, 10, 4)
    (age.minimum, age.maximum) = (-100, 100)
    let table = JSONFieldTable(fields + [there, age])
    let reader = JSONFieldReader(tree, reader: JSONReader())
    func read(_ text: String) -> ([Int64], JSONFieldReader.Gaps)? {
      var values: [Int64] = [-1, -1, -1]
      let gaps = unsafe Array("{\"padding\":\"of these lines\",\(text)}".utf8).withUnsafeBytes {
        line in
        unsafe values.withUnsafeMutableBufferPointer { values -> JSONFieldReader.Gaps? in
          guard let start = values.baseAddress, unsafe reader.read(line) else { return nil }
          return unsafe reader.convert(table, into: start)
        }
      }
      return gaps.map { (values, $0) }
    }
    for _ in 0..<2 {
      let whole = try #require(read(#""now":7,"since":3,"there":true,"age":10"#))
      #expect(whole.0 == [7, 3, 10] && whole.1 == Gaps(absent: 0, missing: 0))
      let old = try #require(read(#""now":7,"since":null,"there":false,"age":11"#))
      #expect(old.0 == [7, 7, 11] && old.1 == Gaps(absent: 1, missing: 5))
      let young = try #require(read(#""now":7,"since":3,"there":null,"age":-6"#))
      #expect(young.1 == Gaps(absent: 1, missing: 5))
      let empty = try #require(read(#""now":7"#))
      #expect(empty.0 == [7, 7, -1] && empty.1 == Gaps(absent: 3, missing: 3))
      #expect(read(#""now":null"#) == nil && read(#""since":3"#) == nil)
      #expect(read(#""now":7,"age":101"#) == nil && read(#""now":7,"age":"x""#) == nil)
    }
  }

  @Test("neither the bytes behind a line are read, nor those in front of it")
  func borders() {
    let size = Int(sysconf(Int32(_SC_PAGESIZE)))
    guard
      let memory = unsafe mmap(nil, 3 * size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    else {
      Issue.record("no memory")
      return
    }
    defer { _ = unsafe munmap(memory, 3 * size) }
    let page = unsafe memory + size
    #expect(unsafe mprotect(page, size, PROT_READ | PROT_WRITE) == 0)
    var tree = JSONFieldTree()
    let table = JSONFieldTable([
      JSONField(position: tree.add("a"), slot: 0, form: .micros, absence: .gap(1)),
      JSONField(position: tree.add("b.c"), slot: 1, form: .integer, absence: .gap(2)),
    ])
    let fields = JSONFieldReader(tree, reader: JSONReader())
    var values: [Int64] = [0, 0]
    for text in [
      #"{"a":1}"#, #"{"a":"0.5","b":{"c":17}}"#, #"{"b":{"c":1764000000013},"a":0.484}"#,
      #"{"longer than what one look takes in":"longer than what one look takes in too","a":2}"#,
    ] {
      for _ in 0..<2 {
        for length in [text.utf8.count] + Array(1..<text.utf8.count) {
          for isAtEnd in [false, true] {
            let start = unsafe isAtEnd ? page + size - length : page
            let line = unsafe UnsafeMutableRawBufferPointer(start: start, count: length)
            unsafe line.copyBytes(from: Array(text.utf8)[..<length])
            let isRead = unsafe fields.read(
              UnsafeRawBufferPointer(line), padding: isAtEnd ? 0 : 64)
            #expect(isRead == (length == text.utf8.count))
            if isRead { _ = unsafe fields.convert(table, into: &values) }
          }
        }
      }
    }
    #expect(fields.recognisedCount > 4)
  }
}
