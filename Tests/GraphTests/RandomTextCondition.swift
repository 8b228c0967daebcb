import TestSupport

/// Random conditions over the facts of `TextGraphs`, well typed by construction.
struct RandomTextCondition {
  private var generator: SeededGenerator
  /// Variables of the macros around, all of them texts.
  private var locals: [String] = []

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  private mutating func pick(_ choices: [String]) -> String {
    choices[Int.random(in: 0..<choices.count, using: &generator)]
  }

  private mutating func dice(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &generator) }

  mutating func condition(_ depth: Int) -> String {
    guard depth > 0 else {
      return pick(["(x.a > 0)", "(x.b == 2)", "true", "(y.c < 1)"] + [comparison(0)])
    }
    switch dice(12) {
    case 0: return "(\(condition(depth - 1)) && \(condition(depth - 1)))"
    case 1: return "(\(condition(depth - 1)) || \(condition(depth - 1)))"
    case 2: return "!\(condition(depth - 1))"
    case 3:
      return "(\(condition(depth - 1)) ? \(condition(depth - 1)) : \(condition(depth - 1)))"
    case 4: return macro(pick(["exists", "all", "exists_one"]), depth)
    case 5: return "x.prices.\(pick(["exists", "all"]))(p, p \(order()) price(\"0.55\"))"
    case 6: return "(\(integer(depth - 1)) \(order()) \(integer(depth - 1)))"
    case 7: return "(\(text(depth - 1)) in \(texts(depth - 1)))"
    case 8: return "(\(texts(depth - 1)) == \(texts(depth - 1)))"
    default: return comparison(depth)
    }
  }

  private mutating func order() -> String { pick(["<", "<=", ">", ">=", "==", "!="]) }

  private mutating func comparison(_ depth: Int) -> String {
    let (left, right) = (text(max(0, depth - 1)), text(max(0, depth - 1)))
    switch dice(5) {
    case 0: return "(\(left) \(order()) \(right))"
    case 1: return "\(left).startsWith(\(right))"
    case 2: return "\(left).contains(\(right))"
    case 3: return "\(left).endsWith(\(right))"
    default: return "\(left).matches(\(pick([#""^a""#, #""b|x$""#, #""^[a-h0]*$""#])))"
    }
  }

  private mutating func macro(_ name: String, _ depth: Int) -> String {
    let list = texts(depth - 1)
    let local = "t\(locals.count)"
    locals.append(local)
    defer { locals.removeLast() }
    return "\(list).\(name)(\(local), \(condition(depth - 1)))"
  }

  private mutating func integer(_ depth: Int) -> String {
    guard depth > 0 else { return pick(["x.a", "x.b", "y.c", "0", "3", "9223372036854775807"]) }
    switch dice(7) {
    case 0: return "size(\(text(depth - 1)))"
    case 1: return "size(\(texts(depth - 1)))"
    case 2: return "(\(integer(depth - 1)) \(pick(["+", "-", "*"])) \(integer(depth - 1)))"
    case 3: return "(\(integer(depth - 1)) / \(integer(depth - 1)))"
    case 4: return "\(text(depth - 1)).indexOf(\(text(depth - 1)))"
    case 5:
      return "(\(condition(depth - 1)) ? \(integer(depth - 1)) : \(integer(depth - 1)))"
    default: return "[x.a, \(integer(depth - 1))][\(pick(["0", "1", "x.a"]))]"
    }
  }

  mutating func text(_ depth: Int) -> String {
    guard depth > 0 else {
      return pick(
        ["x.title", "y.note", "x.spare", #""""#, #""a""#, #""0x""#, "\"\u{E4}\u{1F600}\""] + locals)
    }
    switch dice(8) {
    case 0: return "(\(text(depth - 1)) + \(text(depth - 1)))"
    case 1: return "(\(condition(depth - 1)) ? \(text(depth - 1)) : \(text(depth - 1)))"
    case 2: return "\(text(depth - 1)).substring(\(pick(["0", "1", "x.a"])))"
    case 3: return "\(texts(depth - 1))[\(pick(["0", "1", "x.b"]))]"
    case 4: return "\(text(depth - 1)).\(pick(["upperAscii", "trim", "reverse"]))()"
    case 5: return "string(\(integer(depth - 1)))"
    case 6: return "\(texts(depth - 1)).join(\(text(0)))"
    default: return text(0)
    }
  }

  mutating func texts(_ depth: Int) -> String {
    guard depth > 0 else { return pick(["x.tags", "x.tags", #"["hot", "a"]"#]) }
    switch dice(5) {
    case 0: return "[\(text(depth - 1)), \(text(depth - 1))]"
    case 1: return "(\(texts(depth - 1)) + \(texts(depth - 1)))"
    case 2: return macro("filter", depth)
    case 3:
      let list = texts(depth - 1)
      locals.append("t\(locals.count)")
      defer { locals.removeLast() }
      return "\(list).map(t\(locals.count - 1), \(text(depth - 1)))"
    default: return texts(0)
    }
  }

  /// The members of `x` in an event, some of them not there.
  mutating func event() -> [String: String] {
    var members: [String: String] = [:]
    let titles = [#""0xab""#, #""""#, #""ab ""#, #""\u00e4bc""#, "null"]
    members["title"] = dice(8) == 0 ? "null" : pick(titles)
    members["spare"] = pick([#""s""#, #""a""#, "null"])
    members["tags"] = pick([#"["hot","new"]"#, "[]", #"["a"]"#, #"["","a","b","ab"]"#])
    members["prices"] = pick([#"["0.5","0.61"]"#, "[]"])
    members["a"] = pick(["0", "1", "-3"])
    members["b"] = pick(["2", "0"])
    if dice(6) == 0 { members["a"] = "null" }
    return members
  }

  mutating func isStale() -> Bool { dice(5) == 0 }
}
