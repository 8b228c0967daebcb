import CEL

/// Events of one plan side by side: a column for each slot of a row, so that a batch reads what it needs and
/// nothing else. The columns of a block stand together, and blocks one after the other, as a batch reads them. Filled
/// by rows, from frames, or column by column; used again after `removeAll`.
@safe package final class EventColumns {
  package let plan: DecisionPlan
  package let capacity: Int
  /// How many events there are.
  package private(set) var count = 0
  /// How many columns: the slots of one event.
  package let rowWidth: Int
  /// The events of a block: event `n` stands at `n % blockWidth` of block `n / blockWidth`.
  package static let blockWidth = ColumnRun.width
  private let memory: UnsafeMutablePointer<Int64>
  /// Whether events have texts and lists, which no column holds: those of each.
  private let hasContents: Bool
  private var contents: [[FieldContent?]] = []

  /// Room for `capacity` events of `plan`.
  package init(plan: DecisionPlan, capacity: Int) {
    precondition(capacity > 0)
    self.plan = plan
    self.capacity = capacity
    rowWidth = plan.rowWidth
    hasContents = plan.hasContents
    let blocks = (capacity + Self.blockWidth - 1) / Self.blockWidth
    unsafe memory = .allocate(capacity: rowWidth * blocks * Self.blockWidth)
    unsafe memory.initialize(repeating: 0, count: rowWidth * blocks * Self.blockWidth)
  }

  deinit {
    unsafe memory.deallocate()
  }

  package func removeAll() {
    count = 0
    contents = []
  }

  // MARK: Rows

  /// Appends the event that `frame`, one of the same plan, holds.
  package func append(_ frame: EventFrame) {
    precondition(frame.rowWidth == rowWidth, "the frame is one of the same plan")
    unsafe appendSlots(frame.row)
    if hasContents { contents.append(frame.contents) }
  }

  /// Appends a row of `rowWidth` slots, as `EventFrame.store(row:)` leaves it, of a plan without texts and lists.
  @unsafe package func append(row: UnsafePointer<Int64>) {
    precondition(!hasContents, "a row has no texts and lists")
    unsafe appendSlots(row)
  }

  @unsafe private func appendSlots(_ row: UnsafePointer<Int64>) {
    precondition(count < capacity, "there is no room for more than \(capacity) events")
    let first = unsafe place(of: count)
    for slot in 0..<rowWidth { unsafe first[slot * Self.blockWidth] = row[slot] }
    count += 1
  }

  /// Sets `frame` to the event at a position.
  package func load(_ position: Int, into frame: EventFrame) {
    precondition(position < count)
    let first = unsafe place(of: position)
    for slot in 0..<rowWidth { unsafe frame.values[slot] = first[slot * Self.blockWidth] }
    if hasContents { frame.setContents(contents[position]) }
    frame.judgeAges()
  }

  /// The first value of an event; the others follow at steps of `blockWidth`.
  private func place(of position: Int) -> UnsafeMutablePointer<Int64> {
    let (block, index) = position.quotientAndRemainder(dividingBy: Self.blockWidth)
    return unsafe memory + block * rowWidth * Self.blockWidth + index
  }

  // MARK: Columns

  /// Says that the columns hold `count` events, for who fills them himself: every one of `now`, of the inputs,
  /// of the ages of facts that have one, and of `absent`.
  package func setCount(_ count: Int) {
    precondition(count <= capacity)
    self.count = count
  }

  /// The times of a block's events, in milliseconds; `blockWidth` values, as in all columns.
  @unsafe package func now(ofBlock block: Int) -> UnsafeMutablePointer<Int64> {
    unsafe column(plan.now, block)
  }

  /// The values of an input by its position in the plan, in slot units.
  @unsafe package func input(_ position: Int, ofBlock block: Int) -> UnsafeMutablePointer<Int64> {
    unsafe column(plan.inputs[position].slot, block)
  }

  /// The ages of a fact by its position in the plan, in milliseconds; nil for facts without one.
  @unsafe package func age(
    ofFact position: Int, ofBlock block: Int
  ) -> UnsafeMutablePointer<Int64>? {
    guard let slot = plan.facts[position].ageSlot else { return nil }
    return unsafe column(slot, block)
  }

  /// What is not there: the bits of facts and of inputs that may be absent alone.
  @unsafe package func absent(ofBlock block: Int) -> UnsafeMutablePointer<Int64> {
    unsafe column(plan.gaps.absent, block)
  }

  @unsafe func column(_ slot: Slot, _ block: Int) -> UnsafeMutablePointer<Int64> {
    precondition(block * Self.blockWidth < capacity)
    return unsafe memory + (block * rowWidth + Int(slot.index)) * Self.blockWidth
  }
}
