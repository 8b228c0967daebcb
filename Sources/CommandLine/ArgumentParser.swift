import Diagnostics

/// Reads the words behind a subcommand into the values of its parameters.
struct ArgumentParser {
  private let description: CommandDescription
  /// The words before, with the program's name: `polytraders audit verify`.
  private let path: String
  private var values = ParsedValues()
  private var positional: [String] = []

  /// What a list of words asks for.
  enum Outcome {
    case help
    case values(ParsedValues)
  }

  init(_ description: CommandDescription, path: String) {
    self.description = description
    self.path = path
  }

  mutating func parse(_ words: ArraySlice<String>) throws(UsageError) -> Outcome {
    var rest = words
    while let word = rest.popFirst() {
      if word == "--" {
        positional += rest
        break
      }
      if word == "-h" || word == "--help" { return .help }
      if word.hasPrefix("--") {
        try readOption(word, &rest)
      } else if Self.looksLikeOption(word) {
        throw unknown(word)
      } else {
        positional.append(word)
      }
    }
    try fillArguments()
    try checkRequired()
    return .values(values)
  }

  /// `-x` is an option; `-`, `-5` and `-.5` are values.
  private static func looksLikeOption(_ word: String) -> Bool {
    guard word.hasPrefix("-"), word.count > 1 else { return false }
    let second = word.dropFirst().drop { $0 == "." }.first
    return second.map { !$0.isNumber } ?? true
  }

  private mutating func readOption(
    _ word: String, _ rest: inout ArraySlice<String>
  ) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0].dropFirst(2))
    let shapes = description.parameters.map(\.shape)
    guard let shape = shapes.first(where: { $0.kind != .argument && $0.name == name }) else {
      throw unknown(String(parts[0]))
    }
    var value = parts.count == 2 ? String(parts[1]) : nil
    if shape.kind == .flag {
      if let value { throw error(.flagWithValue(flag: name, value: value)) }
      value = ""
    } else if value == nil {
      guard let next = rest.first, !Self.looksLikeOption(next) else {
        throw error(.missingValue(option: name, valueName: shape.valueName))
      }
      value = rest.popFirst()
    }
    try add(value ?? "", to: shape)
  }

  private mutating func add(_ text: String, to shape: ParameterShape) throws(UsageError) {
    let key = ParsedValues.key(shape)
    if let expected = shape.complaint(text) {
      throw error(.invalidValue(parameter: key, value: text, expected: expected))
    }
    // A flag given twice says the same thing twice; an option given twice may contradict itself.
    if values.texts[key] != nil, !shape.isRepeatable, shape.kind == .option {
      throw error(.repeatedOption(shape.name))
    }
    values.texts[key, default: []].append(text)
  }

  private mutating func fillArguments() throws(UsageError) {
    var rest = positional[...]
    for shape in description.parameters.map(\.shape) where shape.kind == .argument {
      while let text = rest.first {
        rest.removeFirst()
        try add(text, to: shape)
        if !shape.isRepeatable { break }
      }
    }
    if let extra = rest.first { throw error(.extraArgument(extra)) }
  }

  private func checkRequired() throws(UsageError) {
    for shape in description.parameters.map(\.shape)
    where shape.isRequired && values.texts[ParsedValues.key(shape)] == nil {
      throw error(
        shape.kind == .argument
          ? .missingArgument(shape.name)
          : .missingOption(shape.name, valueName: shape.valueName))
    }
  }

  private func unknown(_ word: String) -> UsageError {
    let known = description.parameters.map(\.shape).filter { $0.kind != .argument }
      .map { "--" + $0.name }
    return error(.unknownOption(word, nearest: nearest(to: word, among: known + ["--help"])))
  }

  private func error(_ reason: UsageError.Reason) -> UsageError {
    UsageError(reason, path: path)
  }
}
