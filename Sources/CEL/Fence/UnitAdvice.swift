/// What would fit where two units do not: one sentence for each pair that people mix up.
enum UnitAdvice {
  /// The function that makes a constant of this type; nil where there is none.
  static func constructor(of type: Type) -> String? {
    switch type {
    case .duration: "duration"
    case .quantity(.opsPerMinute): "rate"
    case .quantity(let unit): unit.rawValue
    default: nil
    }
  }

  /// Advice for an operation between values of the types named `left` and `right`.
  static func help(_ operation: String, _ left: String, _ right: String) -> String {
    let pair = Set([left, right])
    if operation == "*" || operation == "/" || operation == "%" {
      return "what there is: \(products(pair) ?? general)"
    }
    if pair == ["duration", "int"] {
      return "both sides must have the same unit; a constant is written as in duration(\"45s\")"
    }
    guard let bridge = bridges[pair] else {
      return "both sides must have the same unit; \(common(left, right))"
    }
    return "both sides must have the same unit; \(bridge)"
  }

  private static let general =
    "x * int, x / int, x / x (an int), x * bps, shares * price (usdc), usdc / price (shares), "
    + "usdc / shares (price), ticks * price (price), ops / duration (ops/min), ops/min * duration (ops)"

  /// How one side becomes what the other is.
  private static let bridges: [Set<String>: String] = [
    ["ticks", "price"]:
      "ticks * tick size is a price, and ticks.covering(price, tick size) is a number of ticks",
    ["usdc", "shares"]: "shares * price is usdc, and usdc / price is shares",
    ["usdc", "price"]: "shares * price is usdc, and usdc / shares is a price",
    ["shares", "price"]: "usdc / price is shares, and usdc / shares is a price",
    ["ops", "ops/min"]: "ops / duration is ops/min, and ops/min * duration is ops",
    ["ops", "duration"]: "ops / duration is ops/min, to be compared with a rate",
    ["ops/min", "duration"]: "ops/min * duration is ops, and ops / (ops/min) is a duration",
    ["ticks", "duration"]: "a distance is compared with ticks, an age with duration(\"45s\")",
    ["timestamp", "duration"]:
      "a time is compared with a time; now - time is an age, which is a duration",
    ["timestamp", "int"]: "an age is now - time, to be compared as in > duration(\"45s\")",
    ["timestamp"]: "now - time is an age",
  ]

  private static func products(_ pair: Set<String>) -> String? {
    if let bridge = bridges[pair], pair != ["ticks", "duration"] { return bridge }
    return nil
  }

  private static func common(_ left: String, _ right: String) -> String {
    if left == "bps" || right == "bps" {
      let other = left == "bps" ? right : left
      return "\(other) * bps is a part of it, and bps.covering(part, whole) is a number of bps"
    }
    if left == "int" || right == "int" {
      let other = left == "int" ? right : left
      return "a whole number written out takes the unit beside it, a computed one does not; "
        + "x / x of one unit is an int, and int * \(other) is \(other)"
    }
    return "\(left) cannot become \(right)"
  }
}
