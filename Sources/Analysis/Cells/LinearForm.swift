/// A sum of variables with whole coefficients and a constant: what arithmetic without overflow comes to. Two
/// expressions with the same form are the same term (`now - order.placed_at` in two rules is one age).
struct LinearForm: Hashable, Sendable {
  struct Term: Hashable, Sendable {
    var variable: Int
    var coefficient: Int128
  }

  /// By variable, none with coefficient zero.
  private(set) var terms: [Term] = []
  private(set) var constant: Int128 = 0

  /// Coefficients and constants beyond these make no form: sums over slots then stay far inside 128 bits.
  static let largestCoefficient: Int128 = 1 << 48
  static let largestConstant: Int128 = 1 << 112
  static let mostTerms = 64

  init(constant: Int128) {
    self.constant = constant
  }

  init(variable: Int) {
    terms = [Term(variable: variable, coefficient: 1)]
  }

  private init(terms: [Term], constant: Int128) {
    self.terms = terms
    self.constant = constant
  }

  /// The value of a form without variables.
  var value: Int128? { terms.isEmpty ? constant : nil }

  /// The variable of a form that is nothing but it.
  var variable: Int? {
    terms.count == 1 && terms[0].coefficient == 1 && constant == 0 ? terms[0].variable : nil
  }

  func coefficient(of variable: Int) -> Int128 {
    terms.first { $0.variable == variable }?.coefficient ?? 0
  }

  // MARK: Arithmetic, nil beyond the limits

  func plus(_ other: LinearForm, times factor: Int128 = 1) -> LinearForm? {
    var sum: [Term] = []
    sum.reserveCapacity(terms.count + other.terms.count)
    var (left, right) = (terms[...], other.terms[...])
    while let first = [left.first?.variable, right.first?.variable].compactMap({ $0 }).min() {
      var coefficient: Int128 = 0
      if left.first?.variable == first { coefficient += left.removeFirst().coefficient }
      if right.first?.variable == first { coefficient += right.removeFirst().coefficient * factor }
      if coefficient != 0 { sum.append(Term(variable: first, coefficient: coefficient)) }
    }
    let (product, isTooLarge) = other.constant.multipliedReportingOverflow(by: factor)
    let (total, isBeyond) = constant.addingReportingOverflow(product)
    return isTooLarge || isBeyond ? nil : LinearForm(terms: sum, constant: total).checked
  }

  func minus(_ other: LinearForm) -> LinearForm? { plus(other, times: -1) }

  func scaled(by factor: Int128) -> LinearForm? {
    guard factor.magnitude <= UInt128(Self.largestCoefficient) else { return nil }
    guard factor != 0 else { return LinearForm(constant: 0) }
    let (constant, isTooLarge) = self.constant.multipliedReportingOverflow(by: factor)
    guard !isTooLarge else { return nil }
    return LinearForm(
      terms: terms.map { Term(variable: $0.variable, coefficient: $0.coefficient * factor) },
      constant: constant
    ).checked
  }

  private var checked: LinearForm? {
    guard terms.count <= Self.mostTerms, constant.magnitude <= UInt128(Self.largestConstant),
      terms.allSatisfy({ $0.coefficient.magnitude <= UInt128(Self.largestCoefficient) })
    else { return nil }
    return self
  }

  // MARK: Rows

  /// The form as `factor * row + constant`, where the row has no constant, no common divisor and a first
  /// coefficient above zero: the same for every multiple of the term.
  var row: (row: LinearForm, factor: Int128) {
    guard let first = terms.first else { return (LinearForm(constant: 0), 1) }
    var divisor = terms.reduce(Int128(0)) { Self.divisor($0, $1.coefficient) }
    if first.coefficient < 0 { divisor = -divisor }
    return (
      LinearForm(
        terms: terms.map { Term(variable: $0.variable, coefficient: $0.coefficient / divisor) },
        constant: 0), divisor
    )
  }

  private static func divisor(_ left: Int128, _ right: Int128) -> Int128 {
    var (a, b) = (left < 0 ? -left : left, right < 0 ? -right : right)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
