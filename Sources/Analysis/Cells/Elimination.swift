/// Proves that the rows and bounds of a cell contradict each other, by eliminating one variable after the
/// other (Fourier and Motzkin). Bounds alone cannot see that `x < y`, `y < z` and `z < x` have no solution.
struct Elimination {
  /// `form <= 0`.
  private typealias Inequality = [Int: Int128]

  private static let mostInequalities = 400
  /// Stands for the constant.
  private static let one = -1

  /// True means proved; false means nothing.
  static func isEmpty(_ cell: Cell) -> Bool {
    var inequalities = self.inequalities(of: cell)
    while let variable = next(in: inequalities) {
      guard let rest = eliminate(variable, from: inequalities) else { return false }
      inequalities = rest
      if inequalities.contains(where: isContradiction) { return true }
    }
    return inequalities.contains(where: isContradiction)
  }

  private static func isContradiction(_ inequality: Inequality) -> Bool {
    inequality.keys.allSatisfy { $0 == one } && (inequality[one] ?? 0) > 0
  }

  private static func inequalities(of cell: Cell) -> [Inequality] {
    var inequalities: [Inequality] = []
    var variables: Set<Int> = []
    for row in cell.rows {
      var upper: Inequality = [:]
      for term in row.form.terms {
        upper[term.variable] = term.coefficient
        variables.insert(term.variable)
      }
      var lower = upper.mapValues { -$0 }
      upper[one] = -row.interval.upper
      lower[one] = row.interval.lower
      if row.interval.hasUpper { inequalities.append(upper) }
      if row.interval.hasLower { inequalities.append(lower) }
    }
    for variable in variables {
      let bounds = cell.bounds(of: variable)
      if bounds.hasUpper { inequalities.append([variable: 1, one: -bounds.upper]) }
      if bounds.hasLower { inequalities.append([variable: -1, one: bounds.lower]) }
    }
    return inequalities
  }

  /// The variable whose elimination leaves the fewest inequalities.
  private static func next(in inequalities: [Inequality]) -> Int? {
    var counts: [Int: (positive: Int, negative: Int)] = [:]
    for inequality in inequalities {
      for (variable, coefficient) in inequality where variable != one {
        if coefficient > 0 {
          counts[variable, default: (0, 0)].positive += 1
        } else {
          counts[variable, default: (0, 0)].negative += 1
        }
      }
    }
    return counts.min {
      ($0.value.positive * $0.value.negative, $0.key)
        < ($1.value.positive * $1.value.negative, $1.key)
    }?.key
  }

  /// Nil where there are too many or too large.
  private static func eliminate(
    _ variable: Int, from inequalities: [Inequality]
  ) -> [Inequality]? {
    let positive = inequalities.filter { ($0[variable] ?? 0) > 0 }
    let negative = inequalities.filter { ($0[variable] ?? 0) < 0 }
    var rest = Set(inequalities.filter { ($0[variable] ?? 0) == 0 })
    guard rest.count + positive.count * negative.count <= mostInequalities else { return nil }
    for upper in positive {
      for lower in negative {
        guard let sum = combine(upper, lower, variable) else { return nil }
        rest.insert(sum)
      }
    }
    return Array(rest)
  }

  private static func combine(
    _ upper: Inequality, _ lower: Inequality, _ variable: Int
  ) -> Inequality? {
    guard let first = upper[variable], let second = lower[variable] else { return nil }
    var sum: Inequality = [:]
    for key in Set(upper.keys).union(lower.keys) where key != variable {
      let (left, leftOverflow) = (upper[key] ?? 0).multipliedReportingOverflow(by: -second)
      let (right, rightOverflow) = (lower[key] ?? 0).multipliedReportingOverflow(by: first)
      let (total, overflow) = left.addingReportingOverflow(right)
      guard !leftOverflow, !rightOverflow, !overflow else { return nil }
      if total != 0 { sum[key] = total }
    }
    return reduced(sum)
  }

  /// Divided by what all coefficients share. The constant is rounded towards what whole numbers can meet.
  private static func reduced(_ inequality: Inequality) -> Inequality {
    var divisor: UInt128 = 0
    for (key, value) in inequality where key != one {
      var (a, b) = (divisor, value.magnitude)
      while b != 0 { (a, b) = (b, a % b) }
      divisor = a
    }
    guard divisor > 1, divisor < 1 << 120 else { return inequality }
    let by = Int128(divisor)
    return inequality.reduce(into: [:]) { reduced, entry in
      let value =
        entry.key == one ? Interval.ceiling(entry.value, by) : entry.value / by
      if value != 0 { reduced[entry.key] = value }
    }
  }
}
