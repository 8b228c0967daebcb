import CEL
import FixedPoint
import Glibc
package import JSON
import Policy

/// Fills an `EventFrame` from the JSON form of an event (vectors/events/README.md): every input at the path its
/// bot declares. Absent or null values make facts missing; values of a wrong kind are errors.
///
/// Walks the event's own JSON tape once and allocates nothing; a key that stands where it stood in the last
/// event is found by one comparison.
package struct EventBinder {
  private let plan: DecisionPlan
  private let program: BinderProgram
  private let notes: Notes
  /// By input: whether `now` stands in where the event has no value.
  private let replaceable: [Bool]
  /// By fact: whether it has a path for its availability and for its age, without which it is not there.
  private let tellsAvailability: [Bool]
  private let tellsAge: [Bool]

  /// What the current event has said, in memory that is written again for every event.
  @safe private final class Notes {
    let inputs: UnsafeMutablePointer<Bool>
    /// Availability and age of each fact.
    let facts: UnsafeMutablePointer<(available: Bool, age: Bool)>
    let now: UnsafeMutablePointer<Int64>
    let hasNow: UnsafeMutablePointer<Bool>
    let inputCount: Int
    let factCount: Int

    init(_ plan: DecisionPlan) {
      inputCount = plan.inputs.count
      factCount = plan.facts.count
      unsafe inputs = .allocate(capacity: max(1, inputCount))
      unsafe facts = .allocate(capacity: max(1, factCount))
      unsafe now = .allocate(capacity: 1)
      unsafe hasNow = .allocate(capacity: 1)
      unsafe now.initialize(to: 0)
      clear()
    }

    deinit {
      unsafe inputs.deallocate()
      unsafe facts.deallocate()
      unsafe now.deallocate()
      unsafe hasNow.deallocate()
    }

    func clear() {
      unsafe inputs.initialize(repeating: false, count: inputCount)
      unsafe facts.initialize(repeating: (false, false), count: factCount)
      unsafe hasNow.initialize(to: false)
    }
  }

  package init(plan: DecisionPlan) {
    self.plan = plan
    program = BinderProgram(plan)
    notes = Notes(plan)
    replaceable = plan.inputs.map { $0.declaration.absent != nil }
    tellsAvailability = plan.facts.map { $0.declaration.available != nil }
    tellsAge = plan.facts.map { $0.declaration.age != nil }
  }

  /// Sets every input of `frame` from `event`; on an error the frame is not to be used.
  package mutating func bind(_ event: JSONNode, into frame: EventFrame) throws(EventError) {
    guard event.kind == .object else { throw .notAnObject }
    notes.clear()
    frame.begin(now: 0)
    try walk(event, 0, frame)
    guard unsafe notes.hasNow.pointee else { throw .noTime }
    let now = unsafe notes.now.pointee
    frame.setNow(now)
    finish(frame, now: now)
  }

  /// What the event did not say.
  private func finish(_ frame: EventFrame, now: Int64) {
    for index in 0..<notes.inputCount where unsafe !notes.inputs[index] {
      if replaceable[index] {
        frame.set(index, now)
      } else {
        frame.setAbsent(index)
      }
    }
    for index in 0..<notes.factCount {
      let told = unsafe notes.facts[index]
      if (tellsAvailability[index] && !told.available) || (tellsAge[index] && !told.age) {
        frame.setFactAbsent(index)
      }
    }
  }

  private func walk(
    _ object: JSONNode, _ position: Int, _ frame: EventFrame
  ) throws(EventError) {
    let (first, count) = unsafe (
      program.nodes[position].firstChild, program.nodes[position].childCount
    )
    var guess = 0
    for member in object.members {
      var index = guess
      for _ in 0..<count {
        if isKey(member.key, ofNode: first + index) {
          try visit(member.value, first + index, frame)
          guess = index + 1 == count ? 0 : index + 1
          break
        }
        index = index + 1 == count ? 0 : index + 1
      }
    }
  }

  private func isKey(_ key: JSONNode, ofNode position: Int) -> Bool {
    let node = unsafe program.nodes + position
    guard !key.isEscaped else { return key.string == lastName(ofNode: position) }
    guard unsafe key.byteCount - 2 == node.pointee.keyLength else { return false }
    return unsafe Self.matches(key.textBytes, program.text + node.pointee.keyStart)
  }

  private static func matches(
    _ text: UnsafeRawBufferPointer, _ other: UnsafePointer<UInt8>
  ) -> Bool {
    guard let start = text.baseAddress else { return true }
    return unsafe memcmp(start, other, text.count) == 0
  }

  private func lastName(ofNode position: Int) -> String {
    program.paths[position].split(separator: ".").last.map(String.init) ?? ""
  }

  private func visit(
    _ value: JSONNode, _ position: Int, _ frame: EventFrame
  ) throws(EventError) {
    guard value.kind != .null else { return }
    let node = unsafe program.nodes[position]
    for offset in 0..<node.targetCount {
      try take(value, unsafe program.targets[node.firstTarget + offset], position, frame)
    }
    if node.childCount > 0 {
      guard value.kind == .object else { throw wrongKind(value, position, .object) }
      try walk(value, position, frame)
    }
  }

  private func take(
    _ value: JSONNode, _ target: BinderProgram.Target, _ position: Int, _ frame: EventFrame
  ) throws(EventError) {
    if target.isList || target.conversion == .text {
      unsafe notes.inputs[target.index] = true
      return frame.set(target.index, try content(value, target, position))
    }
    let number = try convert(value, target, position)
    switch target.kind {
    case .now:
      unsafe notes.now.pointee = number
      unsafe notes.hasNow.pointee = true
    case .available:
      unsafe notes.facts[target.index].available = true
      if number == 0 { frame.setFactAbsent(target.index) }
    case .age:
      unsafe notes.facts[target.index].age = true
      frame.setAge(target.index, number)
    case .input:
      guard number >= target.minimum, number <= target.maximum else {
        throw outOfBounds(value, target, position)
      }
      unsafe notes.inputs[target.index] = true
      frame.set(target.index, number)
    }
  }
}

// MARK: - Values

extension EventBinder {
  private func convert(
    _ value: JSONNode, _ target: BinderProgram.Target, _ position: Int
  ) throws(EventError) -> Int64 {
    switch target.conversion {
    case .bool:
      guard let bool = value.bool else { throw wrongKind(value, position, .truth) }
      return bool ? 1 : 0
    case .micros: return try micros(value, position)
    case .integer: return try integer(value, position, .wholeNumber)
    case .milliseconds: return try integer(value, position, .milliseconds)
    case .word: return try word(value, target, position)
    case .text: throw wrongKind(value, position, .text)
    }
  }

  /// A text or a list, within the bounds that its field declares.
  private func content(
    _ value: JSONNode, _ target: BinderProgram.Target, _ position: Int
  ) throws(EventError) -> FieldContent {
    let content: FieldContent
    if !target.isList {
      content = .text(try text(value, position))
    } else if value.kind != .array {
      throw wrongKind(value, position, target.conversion == .text ? .texts : .list)
    } else if target.conversion == .text {
      var texts: [String] = []
      for element in value.elements { texts.append(try text(element, position)) }
      content = .texts(texts)
    } else {
      var numbers: [Int64] = []
      for element in value.elements { numbers.append(try convert(element, target, position)) }
      content = .numbers(numbers)
    }
    if let excess = content.excess(over: plan.inputs[target.index].declaration.bound) {
      throw .tooLarge(
        path: program.paths[position], kind: excess.kind, count: excess.count,
        limit: excess.limit, offset: value.byteOffset)
    }
    return content
  }

  private func text(_ value: JSONNode, _ position: Int) throws(EventError) -> String {
    guard let text = value.string else { throw wrongKind(value, position, .text) }
    return text
  }

  private func word(
    _ value: JSONNode, _ target: BinderProgram.Target, _ position: Int
  ) throws(EventError) -> Int64 {
    if value.kind == .string, !value.isEscaped {
      let text = unsafe value.textBytes
      for index in 0..<target.wordCount {
        let word = unsafe program.words[target.firstWord + index]
        if unsafe text.count == word.length && Self.matches(text, program.text + word.start) {
          return Int64(index)
        }
      }
    }
    let words = (0..<target.wordCount).map { index in
      let word = unsafe program.words[target.firstWord + index]
      return unsafe String(
        decoding: UnsafeBufferPointer(start: program.text + word.start, count: word.length),
        as: UTF8.self)
    }
    // Written with escapes, which the comparison of bytes above does not see.
    if let text = value.string, let index = words.firstIndex(of: text) { return Int64(index) }
    throw wrongKind(value, position, .word(words))
  }

  /// A whole number, or the venue's decimal text of one.
  private func integer(
    _ value: JSONNode, _ position: Int, _ wanted: EventError.Wanted
  ) throws(EventError) -> Int64 {
    if let number = value.int64 ?? value.int64InString { return number }
    if value.kind == .number || value.kind == .string {
      throw badNumber(value, position, wanted, wanted.text)
    }
    throw wrongKind(value, position, wanted)
  }

  private func micros(_ value: JSONNode, _ position: Int) throws(EventError) -> Int64 {
    guard value.kind == .number || value.kind == .string else {
      throw wrongKind(value, position, .decimal)
    }
    do {
      return try value.micros().raw
    } catch {
      let fault =
        switch error {
        case .tooPrecise: "a decimal of at most six places"
        case .outOfRange: "a decimal of this size"
        case .empty, .unexpectedByte: "a plain decimal"
        }
      throw badNumber(value, position, .decimal, fault)
    }
  }
}

// MARK: - Errors

extension EventBinder {
  private func wrongKind(
    _ value: JSONNode, _ position: Int, _ wanted: EventError.Wanted
  ) -> EventError {
    .wrongKind(value, path: program.paths[position], wanted: wanted)
  }

  private func badNumber(
    _ value: JSONNode, _ position: Int, _ wanted: EventError.Wanted, _ fault: String
  ) -> EventError {
    .badNumber(
      path: program.paths[position], text: EventError.text(of: value), wanted: wanted,
      fault: fault, offset: value.byteOffset)
  }

  private func outOfBounds(
    _ value: JSONNode, _ target: BinderProgram.Target, _ position: Int
  ) -> EventError {
    let type = plan.inputs[target.index].declaration.type
    let declaration = plan.inputs[target.index].declaration
    let low = declaration.minimum.map { QuantityText.format($0, as: type) } ?? "-"
    let high = declaration.maximum.map { QuantityText.format($0, as: type) } ?? "-"
    return .outOfBounds(
      path: program.paths[position], text: EventError.text(of: value), bounds: "\(low) to \(high)",
      offset: value.byteOffset)
  }
}
