extension CodePages {
  /// PT03xx: expressions.
  static let range03: [CodePage] = [
    CodePage(
      "PT0301", "a character that CEL does not know",
      cause: "The expression has a sign that means nothing, such as a single & or =.",
      remedy: "Write && for and, == for equal; texts stand in quotes.",
      example: .document("bots/sample.yaml", wrong: "when: \"age @ 5\"", right: "when: flagged")),
    CodePage(
      "PT0302", "a text in an expression that does not end",
      cause: "The quote that began it does not come again on the line.",
      remedy: "Close it with the mark that opened it.",
      example: .document(
        "bots/sample.yaml", wrong: "when: 'flagged == \"x'", right: "when: flagged")),
    CodePage(
      "PT0303", "an escape that does not exist",
      cause: "A backslash begins an escape, and this one is none.",
      remedy: "Write \\\\ for a backslash, or r in front of the text."),
    CodePage(
      "PT0304", "a number that is none, or too large",
      cause: "Whole numbers have 64 bits.",
      remedy:
        "Correct the number; quantities of a unit are written as duration(\"45s\"), ticks(3), "
        + "price(\"0.5\")."),
    CodePage(
      "PT0305", "something else than the grammar expects",
      cause: "A part is missing or stands too much: an operand, a bracket, an operator.",
      remedy: "The message says what was expected and where.",
      example: .document("bots/sample.yaml", wrong: "when: \"age >\"", right: "when: flagged")),
    CodePage(
      "PT0306", "an expression that is too large",
      cause: "Deeper than 200 levels, or too many operators: nobody could review it.",
      remedy: "Give parts of it names under 'let'."),
    CodePage(
      "PT0307", "a word that CEL reserves",
      cause: "Words such as 'if' or 'for' are kept for the language.",
      remedy: "Choose another name.",
      example: .document("bots/sample.yaml", wrong: "when: \"while\"", right: "when: flagged")),
    CodePage(
      "PT0310", "a name that does not exist",
      cause: "Facts are named fact.field, values params.name, thresholds staleness.name, lets by "
        + "their own name, exports of other bots bot.name.",
      remedy: "Take the nearest name, which the message lists.",
      example: .document(
        "bots/sample.yaml", wrong: "when: \"aeg > params.stale_ttl_s\"", right: "when: flagged")),
    CodePage(
      "PT0311", "a function that does not exist",
      cause: "Policies use CEL with a few functions for units.",
      remedy: "Take one of those that the message lists.",
      example: .document(
        "bots/sample.yaml", wrong: "when: \"abs(age) > params.stale_ttl_s\"", right: "when: flagged"
      )),
    CodePage(
      "PT0312", "a function that does not take these operands",
      cause: "Each function and operator takes certain types; the message shows those that were "
        + "found.",
      remedy: "Convert one of them, or compare what is of one kind.",
      example: .document(
        "bots/sample.yaml", wrong: "when: order.title > age", right: "when: flagged")),
    CodePage(
      "PT0313", "two units in one comparison or sum",
      cause: "Ticks and seconds, or shares and usdc, cannot be compared or added: one of the two "
        + "is not what was meant.",
      remedy: "Compare values of one unit.",
      example: .document(
        "bots/sample.yaml", wrong: "when: \"age > params.cap\"", right: "when: flagged")),
    CodePage(
      "PT0314", "a part of a condition that is neither true nor false",
      cause: "&&, || and ! take conditions.",
      remedy: "Compare the value with something.",
      example: .document(
        "bots/sample.yaml", wrong: "when: \"age && flagged\"", right: "when: flagged")),
    CodePage(
      "PT0315", "two results of ?: of different types",
      cause: "An expression has one type, whichever branch is taken.",
      remedy: "Give both branches one type.",
      example: .document(
        "bots/sample.yaml", wrong: "when: \"(flagged ? age : order.price) == age\"",
        right: "when: flagged")),
    CodePage(
      "PT0316", "something that CEL has and policies do not",
      cause: "Floating point, unsigned numbers, null and values of unknown type cannot be used: "
        + "they would make limits that depend on rounding, or fail at the desk.",
      remedy: "Use the types of the fields, and quantities with units.",
      example: .document(
        "bots/sample.yaml", wrong: "when: \"order.price > 0.5\"", right: "when: flagged")),
    CodePage(
      "PT0317", "a constant that is no such quantity",
      cause: "The text in the brackets cannot be read as the unit that the function makes.",
      remedy: "Write it as the message shows.",
      example: .document(
        "bots/sample.yaml", wrong: "when: 'age > duration(\"5 parsecs\")'", right: "when: flagged")),
    CodePage(
      "PT0318", "a field of a value that has none",
      cause: "A point stands behind something that is no group of facts.",
      remedy: "Leave the point out, or take a name from the message."),
    CodePage(
      "PT0319", "a macro over something that is no list",
      cause: "exists, all and their like go through lists and maps.",
      remedy: "Name a field of type list.",
      example: .document(
        "bots/sample.yaml", wrong: "when: \"age.exists(a, a > age)\"", right: "when: flagged")),
    CodePage(
      "PT0320", "a macro with the wrong operands",
      cause: "Macros take a name and a condition.",
      remedy: "Write list.exists(x, x > 1)."),
    CodePage(
      "PT0321", "a key of a map that cannot be one",
      cause: "Keys are whole numbers, truth values and texts.",
      remedy: "Use one of these."),
    CodePage(
      "PT0322", "a question mark at something that is not optional",
      cause: "a.?b and [?i] take values that may be absent.",
      remedy: "Leave the question mark out."),
    CodePage(
      "PT0323", "an expression with types that are too large",
      cause: "Its lists and maps are nested until their type alone is too large to check.",
      remedy: "Split it with 'let'."),
    CodePage(
      "PT0330", "an operation that its operands do not have",
      cause: "While a general expression ran, a function met values that it does not take. "
        + "Conditions of policies are checked before and never get there.",
      remedy: "Correct the operands."),
    CodePage(
      "PT0331", "a name without a value",
      cause: "A general expression names something that was not given.",
      remedy: "Give it a value, or correct the name."),
    CodePage(
      "PT0332", "something that is not there",
      cause: "A key, an index or an optional value does not exist.",
      remedy: "Ask with has() or .? first."),
    CodePage(
      "PT0333", "a map that cannot be made",
      cause: "A key comes twice, or is of a type that keys cannot have.",
      remedy: "Correct the keys."),
    CodePage(
      "PT0334", "an overflow or a division by zero",
      cause: "The result of a computation has no place in 64 bits, or there is none.",
      remedy: "Bound the operands."),
    CodePage(
      "PT0335", "a call of the library that failed",
      cause: "The text is no date, no address, no pattern, or lies outside what the function "
        + "takes.",
      remedy: "Correct what it was given."),
    CodePage(
      "PT0336", "an evaluation that cost too much",
      cause: "A general expression reached the limit of its steps.",
      remedy: "Make its lists smaller."),
  ]
}
