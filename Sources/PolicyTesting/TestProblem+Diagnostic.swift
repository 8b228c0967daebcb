import CEL
import Diagnostics

extension TestProblem {
  var message: String {
    switch self {
    case .noBot: "nothing says which bot this is about"
    case .unknownBot(let name, _): "there is no bot '\(name)'"
    case .unknownName(let name, let bot, _):
      "bot '\(bot)' sees no fact, let or export '\(name)'"
    case .badValue(let text, let name, let type):
      "\(name) is \(type.name), and '\(text)' cannot be read as one"
    case .outOfBounds(let text, let name, let minimum, let maximum):
      "\(name) = \(text) can be in no event: its bounds are \(minimum) to \(maximum)"
    case .onlyMissing(let text, let name, let words):
      "\(name) is a fact and can only be \(words.joined(separator: " or ")), not '\(text)'"
    case .onePath(let name, let other, let path):
      "\(name) and \(other) are one value of the event, at '\(path)', and differ here"
    case .missingValues(let names, let bot):
      "nothing says what bot '\(bot)' sees as \(Self.list(names))"
    case .notAnOutcome(let code, let bot, _): "bot '\(bot)' never gives '\(code)'"
    case .unknownWord(let word, let key, _): "'\(word)' is no value of '\(key)'"
    case .badPosition(let text, let key, let count):
      "'\(text)' is no \(key); there are \(count)"
    case .sameName(let name, _): "another test is called '\(name)' too"
    case .unknownParameter(let name, let bot, _): "bot '\(bot)' has no param '\(name)'"
    case .failed(let test, let bot, let differences, _):
      "'\(test)' of \(bot): \(differences.joined(separator: "; "))"
    case .notCovered(let what): "no test: \(what)"
    case .survived(let what, _): "no test notices: \(what)"
    case .below(let what, let figure, let threshold): "\(what) is \(figure), below \(threshold) %"
    case .nothingToRun(let what): what
    }
  }

  var help: [String] {
    switch self {
    case .noBot: ["add 'bot:' to the test, or to 'spec' for all tests of the file"]
    case .unknownBot(let name, let known), .unknownName(let name, _, let known),
      .notAnOutcome(let name, _, let known), .unknownWord(let name, _, let known),
      .unknownParameter(let name, _, let known):
      suggestions(for: name, among: known)
    case .badValue(_, _, let type):
      [
        "write \(type == .timestamp ? "a time such as now, now - 45s or now + 1s" : QuantityText.example(of: type))"
      ]
    case .onlyMissing(_, let name, _): ["give its fields as \(name).field"]
    case .missingValues:
      ["add them to 'given', or for all tests of the bot as an item '- base: { … }' of its 'tests'"]
    case .badPosition(_, let key, _):
      [key == "rule" ? "count from 1, or write otherwise" : "count from 1, or write none"]
    case .sameName: ["give it a name of its own: results and --filter know tests by name"]
    case .failed(_, _, _, let notes), .survived(_, let notes): notes
    case .nothingToRun: ["tests stand under 'tests' of a bot and in tests/*.yaml"]
    default: []
    }
  }

  var related: [RelatedLocation] {
    if case .sameName(_, let first) = self { return [RelatedLocation("the first one", at: first)] }
    return []
  }

  private static func list(_ names: [String]) -> String {
    names.count < 2
      ? names.joined() : "\(names.dropLast().joined(separator: ", ")) and \(names.last ?? "")"
  }
}
