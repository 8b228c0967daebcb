extension EventFrame {
  /// The event that is set: `rowWidth` slots.
  @unsafe package var row: UnsafePointer<Int64> { unsafe UnsafePointer(values) }

  /// Sets the whole event from a row of `rowWidth` slots, as `store(row:)` leaves it. Which facts are too old is
  /// told anew from their ages.
  @inline(__always)
  @unsafe package func load(row: UnsafePointer<Int64>) {
    // By twos, the widest plain move: for a dozen of values a call would cost more than the moves. The last may move
    // the missing facts, too, which `judgeAges` tells.
    let last = rowWidth &- 1
    var slot = 0
    while slot < last {
      let pair = unsafe UnsafeRawPointer(row + slot).loadUnaligned(as: SIMD2<Int64>.self)
      unsafe UnsafeMutableRawPointer(values + slot).storeBytes(of: pair, as: SIMD2<Int64>.self)
      slot &+= 2
    }
    judgeAges()
  }

  /// Leaves the event in a row of `rowWidth` slots.
  @unsafe package func store(row: UnsafeMutablePointer<Int64>) {
    unsafe row.update(from: values, count: rowWidth)
  }
}
