import Diagnostics

/// What to do about each error of an expression; none is without.
extension ExpressionError {
  var help: [String] {
    switch reason {
    case .unexpectedCharacter(let scalar): [Self.help(character: scalar)]
    case .unterminatedString: ["close it on the same line with the mark that opened it"]
    case .badEscape: ["write '\\\\' for a backslash, or put an r in front: r\"\\d+\""]
    case .badNumber(let text): [Self.help(number: text)]
    case .numberOutOfRange: ["the largest whole number is 9223372036854775807"]
    case .expected(_, let found): [Self.help(found: found)]
    case .tooDeep, .tooLong, .tooManyOperators, .typesTooLarge:
      ["split it: give parts of it names under 'let'"]
    case .reservedWord: ["choose another name for what it should mean"]
    case .unknownName(let name, let known):
      Self.suggest(
        name, known, "facts are named fact.field, values params.name, lets by their own name")
    case .incompleteName(_, let members): ["name one of: \(members.joined(separator: ", "))"]
    case .unknownFunction(let name, let known):
      Self.suggest(name, known, "known functions: \(known.joined(separator: ", "))")
    case .noOverload(let function, _): [Self.help(function: function)]
    case .notAText(let function, let type):
      ["write \(function)(\"\(QuantityText.sample(of: type))\"); another value already has a unit"]
    case .differentUnits(let operation, let left, let right):
      [UnitAdvice.help(operation, left, right)]
    case .notBoolean(_, let found): ["compare it with something: a \(found) is not true or false"]
    case .branchesDiffer(let whenTrue, let whenFalse):
      [UnitAdvice.help("?:", whenTrue, whenFalse)]
    case .outsideFence(let outside): [outside.help]
    case .badConstant(_, _, let wanted): ["write \(wanted)"]
    case .noFields: ["only maps have fields"]
    case .notIterable(let macro, _): ["give it a list: [1, 2].\(macro)(x, …)"]
    case .badMacro(_, let wanted): ["give it \(wanted)"]
    case .badKey: ["a key is a bool, int, uint or string"]
    case .notOptional: ["leave out the '?'"]
    }
  }

  private static func suggest(_ name: String, _ known: [String], _ otherwise: String) -> [String] {
    let near = suggestions(for: name, among: known)
    return near.isEmpty ? [otherwise] : near
  }

  private static func help(character: Unicode.Scalar) -> String {
    switch character {
    case "=": "equality is '=='"
    case "&": "the logical and is '&&'"
    case "|": "the logical or is '||'"
    case "#": "comments of an expression begin with '//'; one of YAML needs a blank before its '#'"
    case ";": "a condition is one expression; join two with '&&' or '||'"
    case "^", "~": "there is no arithmetic on bits here"
    case "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "\u{AB}", "\u{BB}":
      "use straight quotes: \" or '"
    case "\u{2264}": "write '<='"
    case "\u{2265}": "write '>='"
    case "\u{2260}": "write '!='"
    case "\u{2212}", "\u{2013}", "\u{2014}": "the minus sign is '-'"
    case "\u{A0}", "\u{202F}", "\u{3000}": "this is a wide or unbreakable blank; use a plain one"
    default: "names are made of the letters a to z, digits and '_'"
    }
  }

  /// `45s` and `3ticks` are no numbers, and it is clear what was meant.
  private static func help(number text: String) -> String {
    let candidates: [(String, Type)] =
      [("duration", .duration)]
      + [Unit.ticks, .shares, .usdc, .bps, .ops, .price].map { ($0.rawValue, .quantity($0)) }
    for (function, type) in candidates where (try? QuantityText.parse(text, as: type)) != nil {
      return "write \(function)(\"\(text)\")"
    }
    return "write digits as in 45 or 0x2d; a unit is written as in duration(\"45s\")"
  }

  private static func help(found: String) -> String {
    switch found.lowercased() {
    case "'and'": "the logical and is '&&'"
    case "'or'": "the logical or is '||'"
    case "'not'": "the logical not is '!'"
    case "'is'", "'equals'": "equality is '=='"
    case "'then'", "'if'", "'else'": "a choice is written 'condition ? this : that'"
    case "the end of the expression":
      "something is missing; in YAML ' #' and ': ' end a value that has no quotes"
    case "'ms'", "'s'", "'m'", "'h'", "'seconds'", "'minutes'", "'hours'":
      "a time with its unit is written as in duration(\"45s\")"
    case "'tick'", "'ticks'": "a distance is written as in ticks(\"3\")"
    case "'shares'", "'usdc'", "'bps'", "'ops'", "'count'":
      "an amount with its unit is written as in shares(\"5000\"), usdc(\"2.50\"), bps(\"25\") or ops(\"3\")"
    default:
      "look at what stands before it: an operator, a bracket or a quote is missing or too many"
    }
  }

  private static func help(function: String) -> String {
    switch function {
    case "&&", "||", "!": "it takes conditions"
    case "?:": "it takes a condition and two values of one type"
    case "==", "!=": "it takes two values of one type"
    case "<", "<=", ">", ">=": "it takes two numbers, durations or times of one unit"
    case "+", "-": "it takes numbers and durations of one unit, or a time and a duration"
    case "math.abs": "it takes one number, quantity or duration"
    case "math.least", "math.greatest": "it takes two numbers, quantities or durations of one unit"
    case "ticks.covering":
      "it takes a difference of prices and the tick size: ticks.covering(order.price - touch, "
        + "order.tick_size)"
    case "bps.covering":
      "it takes a part and the whole of one unit: bps.covering(order.price - mid, mid)"
    default: "it takes numbers, quantities and durations"
    }
  }
}

extension ExpressionError.Outside {
  fileprivate var help: String {
    switch self {
    case .unsigned: "write it without the 'u'"
    case .double(let value, let type): Self.help(double: value, beside: type)
    case .string:
      "a closed set of words is an enumeration, whose cases are names: order.side == BUY"
    case .floatingPoint:
      "compute with exact quantities: price(\"0.57\"), usdc(\"2.50\"), duration(\"1500ms\")"
    case .dynamic: "give lists and maps elements of one type, and leave out dyn()"
    case .null: "'optional: true' and 'on_missing' of a fact say what its absence decides"
    case .list: "compare with one after the other: a == 1 || a == 2"
    case .map: "choose with '?:', as in feed.kind == book ? 1 : 2"
    case .computedField: "name the field of the fact itself"
    case .bytes, .message, .name:
      "conditions compute with bool, int, quantities, durations, timestamps and enumerations"
    case .function(_, .clock):
      "the time of the event is 'now', and an age is now - order.placed_at; a clock would give "
        + "another answer in a replay"
    case .function(_, .strings):
      "let the source of the fact answer: declare a field of type bool, or an enumeration"
    case .function(_, .collections):
      "let the source of the fact count or choose: declare a field with the number that the rule needs"
    case .function(_, .conversion):
      "every name has the type it is declared with, and x / x of one unit is an int"
    case .function(_, .presence):
      "'optional: true' and 'on_missing' of a fact say what its absence decides"
    case .function(_, .binding): "give the value a name under 'let'"
    }
  }

  /// The number as an exact value of what stands beside it, where it is one.
  private static func help(double value: Double, beside type: Type?) -> String {
    let text = "\(value)"
    if let type, let function = UnitAdvice.constructor(of: type) {
      if (try? QuantityText.parseBare(text, as: type)) != nil {
        return "write \(function)(\"\(text)\"), which is exact"
      }
      return "write an exact value such as \(function)(\"\(QuantityText.sample(of: type))\")"
    }
    return
      "write an exact quantity: price(\"0.57\"), usdc(\"2.50\"), duration(\"1500ms\"), 3 for 3 ticks"
  }
}
