/// What is wrong with an expression, and where; the values are kept apart so that one place makes the text.
package struct ExpressionError: Error, Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    // Lexer
    case unexpectedCharacter(Unicode.Scalar)
    case unterminatedString
    case badEscape(String)
    case badNumber(String)
    // Parser
    case expected(String, found: String)
    case tooDeep(limit: Int)
    case tooLong(limit: Int)
    case tooManyOperators(limit: Int)
    case reservedWord(String)
    case numberOutOfRange(String)
    // Checker
    case unknownName(String, known: [String])
    case incompleteName(String, members: [String])
    case unknownFunction(String, known: [String])
    case noOverload(function: String, arguments: [String])
    /// `duration(age)`: a constructor of constants takes one literal text.
    case notAText(function: String, type: Type)
    case differentUnits(operation: String, left: String, right: String)
    case notBoolean(String, found: String)
    case branchesDiffer(String, String)
    case outsideFence(Outside)
    case badConstant(function: String, text: String, wanted: String)
    /// A field of a value that has none.
    case noFields(type: String, field: String)
    /// A macro that goes through something else than a list or a map.
    case notIterable(macro: String, found: String)
    /// Arguments that a macro cannot use: `[1].all(2, true)`.
    case badMacro(name: String, wanted: String)
    /// A value of that type cannot be a key of a map.
    case badKey(String)
    /// `?` before a value that is always there.
    case notOptional(found: String)
    case typesTooLarge
  }

  /// What CEL has and conditions of policies have not (facts/rules-engines.md 4, "Our fence around it").
  package enum Outside: Equatable, Sendable {
    case unsigned
    /// `beside` is the type of the other operand, which says how the number should have been written.
    case double(Double, beside: Type?)
    case string, bytes, null, list, map, message
    /// A computed value that is no exact number.
    case floatingPoint
    /// A value whose type is not known before the evaluation.
    case dynamic
    /// A field of what a call gave.
    case computedField
    /// A name whose type no condition computes with.
    case name(String, type: String)
    /// A function of CEL, and what it is for.
    case function(String, Purpose)

    /// What a function outside the fence is for.
    package enum Purpose: Equatable, Sendable {
      /// It reads the clock, makes a time or takes one apart.
      case clock
      case strings
      /// It walks a list or a map, or looks into one.
      case collections
      case conversion
      /// It asks whether something is there.
      case presence
      case binding
    }
  }

  package var reason: Reason
  /// Unicode scalars from the start of the expression.
  package var range: Range<Int>

  package init(_ reason: Reason, at range: Range<Int>) {
    self.reason = reason
    self.range = range
  }
}

extension ExpressionError.Outside {
  private static let purposes: [Purpose: [String]] = [
    .clock: [
      "now", "time.now", "timestamp", "date", "today", "getDate", "getDayOfMonth", "getDayOfWeek",
      "getDayOfYear", "getFullYear", "getHours", "getMilliseconds", "getMinutes", "getMonth",
      "getSeconds",
    ],
    .strings: [
      "charAt", "contains", "endsWith", "format", "indexOf", "join", "lastIndexOf", "lowerAscii",
      "matches", "replace", "reverse", "split", "startsWith", "strings.quote", "substring", "trim",
      "upperAscii",
    ],
    .collections: [
      "@in", "_[_]", "_[?_]", "all", "distinct", "exists", "exists_one", "existsOne", "filter",
      "first", "flatten", "last", "lists.range", "map", "size", "slice", "sort", "sortBy",
      "transformList", "transformMap", "transformMapEntry",
    ],
    .conversion: ["bool", "bytes", "double", "dyn", "int", "string", "type", "uint"],
    .presence: [
      "has", "hasValue", "optFlatMap", "optional.none", "optional.of", "optional.ofNonZeroValue",
      "optMap", "or", "orValue", "value",
    ],
    .binding: ["cel.bind", "cel.block"],
  ]

  private static let functions: [String: Purpose] = purposes.reduce(into: [:]) { table, entry in
    for name in entry.value { table[name] = entry.key }
  }

  /// Nil for a name that is no function of CEL either.
  init?(function: String) {
    guard let purpose = Self.functions[function] else { return nil }
    self = .function(function, purpose)
  }
}
