import CEL
import TestSupport
import Testing

@Suite("plans")
struct PlanTests {
  /// Two variables of each scalar type; every second one belongs to a fact, some facts have several.
  private static let types = RandomExpression.scalars + RandomExpression.scalars
  private static let facts: [Int?] = types.indices.map {
    $0 % 2 == 0 ? nil : [0, 3, 7, 61][$0 % 4]
  }

  @Test(
    "program, columns, careful runs and a walk over the tree agree, for random rules and events",
    arguments: Seeds.upTo(20))
  func agreement(seed: UInt64) throws {
    var random = RandomExpression(seed: seed, types: Self.types)
    for _ in 0..<130 {
      let rules = (0..<3).map { _ in random.expression(.bool, depth: 4) }
      let named = random.expression(random.pick(RandomExpression.scalars), depth: 3)
      let compiled = CompiledRules(rules, named, facts: Self.facts)
      let events = (0..<20).map { _ in compiled.compare(&random, seed) }
      try compiled.compareBlock(events, seed)
    }
  }

  private func variable(_ identity: Int, _ type: Type = .int) -> CheckedExpression {
    CheckedExpression(.variable(identity, name: "v\(identity)"), type, at: 0..<0)
  }

  private func constant(_ value: Int64) -> CheckedExpression {
    CheckedExpression(.constant(value), .int, at: 0..<0)
  }

  private func operation(_ operation: Operation, _ operands: CheckedExpression...)
    -> CheckedExpression
  {
    CheckedExpression(.operation(operation, operands), .int, at: 0..<0)
  }

  @Test("constants are folded and equal parts computed once")
  func folding() {
    var builder = PlanBuilder()
    let input = builder.input(fact: nil)
    builder.beginSection()
    let sum = operation(.add, constant(2), constant(3))
    _ = builder.lower(operation(.multiply, variable(0), sum)) { _ in input }
    _ = builder.lower(operation(.multiply, variable(0), constant(5))) { _ in input }
    _ = builder.endSection(label: 0)
    let plan = builder.build()
    #expect(plan.instructionCount == 2)
    #expect(plan.template.contains(5))
  }

  @Test("an error of constants is left to the evaluation, which may absorb it")
  func foldedErrors() {
    let failing = operation(.equal, operation(.divide, constant(1), constant(0)), constant(1))
    var builder = PlanBuilder()
    let input = builder.input(fact: nil)
    builder.beginSection()
    let alone = builder.lower(failing) { _ in input }
    let absorbed = builder.lower(operation(.and, failing, constant(0))) { _ in input }
    let either = builder.lower(operation(.or, variable(0, .bool), failing)) { _ in input }
    let section = builder.endSection(label: 0)
    let plan = builder.build()
    let frame = plan.makeFrame()
    frame[input] = 1
    plan.runCarefully(section, in: frame)
    #expect(frame.state(of: alone) == .error)
    #expect(frame.state(of: absorbed) == .known && frame[absorbed] == 0)
    #expect(frame.state(of: either) == .known && frame[either] == 1)
    #expect(frame.masked == 1)
  }

  @Test("a later section computes anew, since the earlier one may have been left")
  func sections() {
    var builder = PlanBuilder()
    let input = builder.input(fact: 5)
    let isPositive = operation(.greater, variable(0), constant(0))
    let sum = operation(.add, variable(0), constant(1))
    builder.beginSection()
    _ = builder.exit(if: isPositive, label: 4) { _ in input }
    _ = builder.lower(sum) { _ in input }
    let first = builder.endSection(label: 9)
    builder.beginSection()
    let slot = builder.lower(sum) { _ in input }
    let second = builder.endSection(label: 8)
    let plan = builder.build()
    let frame = plan.makeFrame()
    frame[input] = 41
    #expect(frame.leaveCarefully(from: first.range.lowerBound).label == 4)
    #expect(frame.leaveCarefully(from: second.range.lowerBound).label == 8)
    plan.runCarefully(second, in: frame)
    #expect(frame[slot] == 42)
    #expect(first.facts == 1 << 5 && second.facts == 1 << 5)
  }

  @Test(
    "how many ticks cover a difference",
    arguments: [
      (0, 10_000, 0), (10_000, 10_000, 1), (-10_000, 10_000, 1), (30_000, 10_000, 3),
      (30_001, 10_000, 4), (-30_001, 10_000, 4), (1, 10_000, 1), (.min, .max, 2), (.max, 1, .max),
    ] as [(Int64, Int64, Int64)])
  func ticksCovering(difference: Int64, tick: Int64, ticks: Int64) {
    #expect(Operation.ticksCovering.apply(difference, tick) == ticks)
  }

  @Test(
    "a product over a divisor, rounded away from zero and toward it",
    arguments: [
      (7, 1, 2, 4, 3), (-7, 1, 2, -4, -3), (7, -1, 2, -4, -3), (-7, -1, 2, 4, 3), (6, 1, 2, 3, 3),
      (0, 5, 3, 0, 0), (.max, 1, 1, .max, .max), (.min, 1, 1, .min, .min),
      (.max, .max, .max, .max, .max), (.min, .max, .max, .min, .min),
      (.max, 3, 4, 6_917_529_027_641_081_856, 6_917_529_027_641_081_855),
      (.min, 3, 4, -6_917_529_027_641_081_856, -6_917_529_027_641_081_856),
      (.max, 2, 3, 6_148_914_691_236_517_205, 6_148_914_691_236_517_204),
      (1, 1, .max, 1, 0), (-1, 1, .max, -1, 0),
    ] as [(Int64, Int64, Int64, Int64, Int64)])
  func scaling(_ first: Int64, _ second: Int64, _ third: Int64, away: Int64, toward: Int64) {
    #expect(Operation.scaleAway.apply(first, second, third) == away)
    #expect(Operation.scaleToward.apply(first, second, third) == toward)
  }

  @Test(
    "a scaling that does not fit, or whose divisor is not positive",
    arguments: [
      (.max, 2, 1), (.min, -1, 1), (.max, .max, 2), (1, 1, 0), (1, 1, -1), (0, 0, 0), (5, 5, .min),
      (.max, .min, 1),
    ] as [(Int64, Int64, Int64)])
  func scalingErrors(_ first: Int64, _ second: Int64, _ third: Int64) {
    #expect(Operation.scaleAway.apply(first, second, third) == nil)
    #expect(Operation.scaleToward.apply(first, second, third) == nil)
  }

  @Test(
    "what cannot be computed",
    arguments: [
      (.add, .max, 1), (.subtract, .min, 1), (.multiply, .max, 2), (.divide, 1, 0),
      (.divide, .min, -1),
      (.modulo, 1, 0), (.modulo, .min, -1), (.negate, .min, 0), (.absolute, .min, 0),
      (.ticksCovering, 5, 0), (.ticksCovering, 5, -1), (.ticksCovering, .min, 1),
    ] as [(Operation, Int64, Int64)])
  func errors(operation: Operation, left: Int64, right: Int64) {
    #expect(operation.apply(left, right) == nil)
  }
}
