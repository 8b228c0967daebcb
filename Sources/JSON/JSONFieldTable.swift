internal import CSimdjson

/// A number that is wanted of a line.
package struct JSONField: Sendable {
  /// How the scalar becomes a number.
  package enum Form: Sendable {
    /// true 1, false 0.
    case truth
    /// A whole number, also as text.
    case integer
    /// Millionths of a decimal, also as text.
    case micros
    /// The position of a text among these.
    case word([String])
    /// The position of a text among these, plus 1; 0 for every other text of ASCII, the only ones read. They
    /// stand in the order of `JSONFieldTable.ordered`.
    case knownWord([String])
  }

  /// What holds where the value is absent or null.
  package enum Absence: Sendable {
    /// These bits are set in both words of the gaps.
    case gap(UInt64)
    /// The number of an earlier slot stands in.
    case copy(of: Int)
    /// The line cannot be read.
    case refusal
    /// Nothing, but null cannot be read.
    case nothingUnlessNull
  }

  /// Position in the tree.
  package var position: Int
  /// The index that the number gets; nil where only its gaps matter.
  package var slot: Int?
  package var form: Form
  package var absence: Absence
  /// Numbers outside of these make the line one that cannot be read.
  package var minimum = Int64.min
  package var maximum = Int64.max
  /// Bits set in both words of the gaps where the number is 0.
  package var zeroBits: UInt64 = 0
  /// Bits set in `missing` where the number is outside of `least` to `most`.
  package var outsideBits: UInt64 = 0
  package var least = Int64.min
  package var most = Int64.max

  package init(position: Int, slot: Int?, form: Form, absence: Absence) {
    self.position = position
    self.slot = slot
    self.form = form
    self.absence = absence
  }
}

/// Fields in memory of their own, as `JSONFieldReader` reads them.
@safe package final class JSONFieldTable {
  let fields: UnsafePointer<polytraders_json_field>
  let count: Int
  let words: UnsafePointer<polytraders_json_word>
  let text: UnsafePointer<UInt8>

  /// The fields are read in this order.
  package init(_ list: [JSONField]) {
    var words: [polytraders_json_word] = []
    var text: [UInt8] = []
    let records = list.map { field in
      let first = words.count
      for word in Self.words(of: field.form) {
        words.append(
          polytraders_json_word(start: UInt32(text.count), length: UInt32(word.utf8.count)))
        text += word.utf8
      }
      return Self.record(field, first, words.count - first)
    }
    count = records.count
    unsafe fields = Self.copy(records)
    unsafe self.words = Self.copy(words)
    unsafe self.text = Self.copy(text)
  }

  deinit {
    unsafe fields.deallocate()
    unsafe words.deallocate()
    unsafe text.deallocate()
  }

  /// The words in the order in which they can be looked up, each once.
  package static func ordered(_ words: some Sequence<String>) -> [String] {
    Set(words).sorted {
      let (left, right) = ($0.utf8, $1.utf8)
      if left.count != right.count { return left.count < right.count }
      return left.lexicographicallyPrecedes(right)
    }
  }

  private static func words(of form: JSONField.Form) -> [String] {
    switch form {
    case .word(let words), .knownWord(let words): words
    default: []
    }
  }

  private static func record(
    _ field: JSONField, _ firstWord: Int, _ wordCount: Int
  ) -> polytraders_json_field {
    let none = UInt32(POLYTRADERS_JSON_NONE)
    var record = polytraders_json_field()
    record.span = UInt32(field.position)
    record.slot = field.slot.map { UInt32($0) } ?? none
    record.first_word = UInt32(firstWord)
    record.word_count = UInt32(wordCount)
    record.form = UInt8(form(field.form))
    switch field.absence {
    case .gap(let bits): record.absent_bits = bits
    case .copy(let slot):
      record.absent = UInt8(POLYTRADERS_JSON_ABSENT_COPY)
      record.copied_slot = UInt32(slot)
    case .refusal: record.absent = UInt8(POLYTRADERS_JSON_ABSENT_REFUSE)
    case .nothingUnlessNull: record.absent = UInt8(POLYTRADERS_JSON_ABSENT_UNLESS_NULL)
    }
    (record.minimum, record.maximum) = (field.minimum, field.maximum)
    record.zero_bits = field.zeroBits
    (record.least, record.most) = (field.least, field.most)
    record.outside_bits = field.outsideBits
    return record
  }

  private static func form(_ form: JSONField.Form) -> Int {
    switch form {
    case .truth: POLYTRADERS_JSON_FORM_TRUTH
    case .integer: POLYTRADERS_JSON_FORM_INTEGER
    case .micros: POLYTRADERS_JSON_FORM_MICROS
    case .word: POLYTRADERS_JSON_FORM_WORD
    case .knownWord: POLYTRADERS_JSON_FORM_KNOWN_WORD
    }
  }

  private static func copy<Record: BitwiseCopyable>(_ records: [Record]) -> UnsafePointer<Record> {
    let memory = UnsafeMutablePointer<Record>.allocate(capacity: max(1, records.count))
    for (index, record) in records.enumerated() { unsafe (memory + index).initialize(to: record) }
    return unsafe UnsafePointer(memory)
  }
}
