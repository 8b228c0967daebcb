import CEL
import JSON
import Policy

/// The plan of one scope with what is needed to run it on events: its frame, the table that fills the frame from
/// lines of known shapes, and the binder that reads every event.
final class EventLane {
  let frame: EventFrame
  var binder: EventBinder
  let table: JSONFieldTable
  /// Whether the table fills all of the frame: it has no place for texts and lists.
  let isFilledByTable: Bool

  /// Adds what the plan reads to `tree`, which the reader of the lane's lines is made of.
  init(_ plan: DecisionPlan, tree: inout JSONFieldTree) {
    frame = plan.makeFrame()
    binder = EventBinder(plan: plan)
    isFilledByTable = !plan.hasContents
    table = JSONFieldTable(Self.fields(plan, &tree))
  }

  /// What `EventBinder` does with each value, in the words of the table.
  private static func fields(_ plan: DecisionPlan, _ tree: inout JSONFieldTree) -> [JSONField] {
    let now = Int(plan.now.index)
    var fields = [
      JSONField(position: tree.add("now_ms"), slot: now, form: .integer, absence: .refusal)
    ]
    for input in plan.inputs where input.declaration.type.isScalar {
      let declaration = input.declaration
      let factBit = UInt64(1) << UInt64(plan.facts[input.fact].bit)
      var field = JSONField(
        position: tree.add(declaration.path), slot: Int(input.slot.index),
        form: form(declaration.type),
        absence: declaration.absent != nil
          ? .copy(of: now) : .gap(input.ownBit.map { 1 << UInt64($0) } ?? factBit))
      field.minimum = declaration.minimum ?? .min
      field.maximum = declaration.maximum ?? .max
      fields.append(field)
    }
    for fact in plan.facts {
      let bit = UInt64(1) << UInt64(fact.bit)
      if let path = fact.declaration.available {
        var field = JSONField(
          position: tree.add(path), slot: nil, form: .truth, absence: .gap(bit))
        field.zeroBits = bit
        fields.append(field)
      }
      if let path = fact.declaration.age {
        var field = JSONField(
          position: tree.add(path), slot: fact.ageSlot.map { Int($0.index) }, form: .integer,
          absence: .gap(bit))
        field.least = -plan.graph.policies.clockSkewTolerance
        field.most = fact.limit ?? .max
        field.outsideBits = bit
        fields.append(field)
      }
    }
    return fields
  }

  private static func form(_ type: Type) -> JSONField.Form {
    switch BinderProgram.Conversion(type) {
    case .bool: .truth
    case .integer, .milliseconds: .integer
    case .micros: .micros
    case .word: if case .enumeration(let words) = type { .word(words.cases) } else { .word([]) }
    case .text: preconditionFailure("the table has scalars only")
    }
  }
}
