extension EventFrame {
  /// The event that is set: `rowWidth` slots.
  @unsafe package var row: UnsafePointer<Int64> { unsafe UnsafePointer(values) }

  /// Sets the whole event from a row of `rowWidth` slots, as `store(row:)` leaves it. Which facts are too old is
  /// told anew from their ages.
  @unsafe package func load(row: UnsafePointer<Int64>) {
    unsafe values.update(from: row, count: rowWidth - 1)
    judgeAges()
  }

  /// Leaves the event in a row of `rowWidth` slots.
  @unsafe package func store(row: UnsafeMutablePointer<Int64>) {
    unsafe row.update(from: values, count: rowWidth)
  }
}
