extension Expression {
  /// The canonical spelling over several lines, where it is wider than `width` columns: one operand of `&&` or
  /// `||` a line, one case of `?:` a line. Joined with blanks the lines are the canonical spelling again. A part
  /// that cannot be divided so may be wider.
  package func lines(width: Int) -> [String] {
    let whole = description
    guard whole.unicodeScalars.count > width else { return [whole] }
    switch kind {
    case .call("_||_", nil, _): return Self.chain(operands(of: "_||_"), "||", level: 3, width)
    case .call("_&&_", nil, _): return Self.chain(operands(of: "_&&_"), "&&", level: 4, width)
    case .call("_?_:_", nil, let arguments) where arguments.count == 3:
      let (condition, result) = (arguments[0].text(level: 2), arguments[1].text(level: 2))
      let head = "\(condition) ? \(result)"
      return (head.unicodeScalars.count <= width ? [head] : [condition, "? " + result])
        + Self.prefixed(": ", arguments[2].lines(width: width - 2))
    default: return [whole]
    }
  }

  /// `a`, `b`, `c` of `a && b && c`, which is `(a && b) && c`.
  private func operands(of function: String) -> [Expression] {
    guard case .call(function, nil, let arguments) = kind, arguments.count == 2 else {
      return [self]
    }
    return arguments[0].operands(of: function) + [arguments[1]]
  }

  private static func chain(
    _ operands: [Expression], _ symbol: String, level: Int, _ width: Int
  ) -> [String] {
    operands.enumerated().flatMap { index, operand -> [String] in
      let prefix = index == 0 ? "" : "\(symbol) "
      let text = operand.text(level: level)
      // An operand in parentheses stays whole: its lines could not be told from those around it.
      guard !text.hasPrefix("(") else { return [prefix + text] }
      return prefixed(prefix, operand.lines(width: width - prefix.count))
    }
  }

  private static func prefixed(_ prefix: String, _ lines: [String]) -> [String] {
    lines.enumerated().map { $0 == 0 ? prefix + $1 : $1 }
  }
}
