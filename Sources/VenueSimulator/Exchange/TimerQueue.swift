/// What is due, in order of time and then of asking: a binary heap.
struct TimerQueue<Work: Sendable>: Sendable {
  /// One thing to do.
  struct Entry: Sendable {
    /// In ms since 1970.
    let due: Int64
    let sequence: UInt64
    let work: Work
  }

  private var heap: [Entry] = []
  private var sequence: UInt64 = 0

  var count: Int { heap.count }
  var first: Entry? { heap.first }

  mutating func add(_ work: Work, due: Int64) {
    heap.append(Entry(due: due, sequence: sequence, work: work))
    sequence += 1
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard precedes(child, parent) else { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func removeFirst() -> Entry? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first }
    heap[0] = last
    sink(0)
    return first
  }

  /// Keeps only what `isWanted`, once in a while, for those who cannot take back what they asked.
  mutating func filter(_ isWanted: (Work) -> Bool) {
    heap.removeAll { !isWanted($0.work) }
    for position in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(position) }
  }

  private mutating func sink(_ start: Int) {
    var parent = start
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && precedes(child, least) {
        least = child
      }
      guard least != parent else { return }
      heap.swapAt(least, parent)
      parent = least
    }
  }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    let (left, right) = (heap[left], heap[right])
    return left.due == right.due ? left.sequence < right.sequence : left.due < right.due
  }
}
