import CEL
import Diagnostics

extension FuzzSubject {
  private static let place = Location(file: "fuzz", line: 1, column: 1)

  /// Work that one evaluation may do: enough to reach every function, too little to wait for.
  private static let meterLimit = 20_000

  func condition(_ bytes: [UInt8]) throws(BrokenPromise) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let expression = try parse(text) else { return }
    try checkSpelling(of: expression)
    if CostEstimator.cost(of: expression, in: environment).units <= 0 {
      throw BrokenPromise("an expression without a cost")
    }
    let scalar = Checker.check(expression, in: environment)
    switch scalar {
    case .success(let checked): try compare(checked)
    case .failure(let failure): try check(failure.errors, in: text)
    }
    try compute(expression, text, scalar)
  }

  func languageExpression(_ bytes: [UInt8]) throws(BrokenPromise) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let expression = try parse(text) else { return }
    switch TypeChecker.check(expression, in: language) {
    case .success(let typed):
      _ = Evaluator.evaluate(typed, [Evaluation](), meter: Meter(limit: Self.meterLimit))
    case .failure(let failure): try check(failure.errors, in: text)
    }
    let untyped = TypeChecker.resolve(expression, in: language)
    _ = Evaluator.evaluate(untyped, [Evaluation](), meter: Meter(limit: Self.meterLimit))
  }

  private func parse(_ text: String) throws(BrokenPromise) -> Expression? {
    do {
      return try Parser.parse(text)
    } catch {
      try check([error], in: text)
      return nil
    }
  }

  /// Every error is placed inside the text and says what it is and what to do.
  func check(_ errors: [ExpressionError], in text: String) throws(BrokenPromise) {
    let count = text.unicodeScalars.count
    guard !errors.isEmpty else { throw BrokenPromise("refused without a reason") }
    for error in errors {
      let diagnostic = error.diagnostic(at: Self.place)
      guard error.range.upperBound <= count else {
        throw BrokenPromise("\(diagnostic.code) at \(error.range) of \(count)")
      }
      guard !diagnostic.message.isEmpty, diagnostic.help.contains(where: { !$0.isEmpty }) else {
        throw BrokenPromise("\(diagnostic.code) without help: \(diagnostic.message)")
      }
    }
  }

  /// The canonical spelling is read back as itself: digests are made over it.
  private func checkSpelling(of expression: Expression) throws(BrokenPromise) {
    let spelling = expression.description
    do {
      let again = try Parser.parse(spelling).description
      guard again == spelling else { throw BrokenPromise("'\(spelling)' becomes '\(again)'") }
    } catch let error as BrokenPromise {
      throw error
    } catch let error as ExpressionError {
      switch error.reason {
      // Escapes and parentheses may make it longer than what it came from.
      case .tooLong, .tooDeep: return
      default: throw BrokenPromise("'\(spelling)' is not read back: \(error.reason)")
      }
    } catch {
      throw BrokenPromise("'\(spelling)' is not read back")
    }
  }

  /// The program and the careful run agree on ordinary values and on the largest.
  private func compare(_ checked: CheckedExpression) throws(BrokenPromise) {
    var builder = PlanBuilder()
    let inputs = Self.names.indices.map { builder.input(fact: $0) }
    let missing = builder.input(fact: nil)
    builder.beginSection()
    let zero = CheckedExpression(.constant(0), checked.type, at: checked.range)
    let condition =
      checked.type == .bool
      ? checked
      : CheckedExpression(.operation(.greater, [checked, zero]), .bool, at: checked.range)
    let exit = builder.exit(if: condition, label: 0) { inputs[$0] }
    let section = builder.endSection(label: 1)
    var shown: [Int: (operand: Slot, threshold: Slot)] = [:]
    if let operand = exit.operand, let threshold = exit.threshold {
      shown[0] = (operand, threshold)
    }
    var program = ProgramBuilder(builder)
    let route = program.route(
      section, shown: shown, gaps: ProgramBuilder.Gaps(slot: missing, needed: 0))
    let plan = program.build()
    let frame = plan.makeFrame()
    for value in [0, 1, 3_000_000, -7, Int64.max, .min] {
      for (index, input) in inputs.enumerated() {
        let isChoice = !Self.names[index].type.isNumber
        frame[input] = isChoice ? value & 1 : value
      }
      let careful = frame.leaveCarefully(from: section.range.lowerBound)
      for stretch in route.stretches {
        let position = frame.follow(from: stretch.range.lowerBound)
        // A program that failed says nothing: the careful run may absorb the error.
        guard position >= 0 else { continue }
        let label = plan.program.label(at: position)
        guard careful.state == .known, careful.label == label else {
          throw BrokenPromise("\(stretch.form) \(label), careful \(careful), at \(value)")
        }
      }
    }
  }
}

extension Type {
  /// Any 64-bit value is one of this type.
  fileprivate var isNumber: Bool {
    switch self {
    case .int, .duration, .timestamp, .quantity: true
    default: false
    }
  }
}
