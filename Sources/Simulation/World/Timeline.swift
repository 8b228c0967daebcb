/// What is still to happen, by time; at one time in the order in which it was put in.
struct Timeline<Item> {
  private struct Entry {
    var time: Int64
    var order: Int
    var item: Item
  }

  private var heap: [Entry] = []
  private var count = 0

  /// Nothing yet.
  init() {}

  /// When the next is due; nil where nothing is.
  var next: Int64? { heap.first?.time }

  /// Has `item` happen at `time`.
  mutating func add(_ item: Item, at time: Int64) {
    heap.append(Entry(time: time, order: count, item: item))
    count += 1
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard Self.precedes(heap[child], heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the first that is due at `now`; nil where none is.
  mutating func removeFirst(dueBy now: Int64) -> (time: Int64, item: Item)? {
    guard let first = heap.first, first.time <= now else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return (first.time, first.item) }
    heap[0] = last
    var parent = 0
    while true {
      let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < heap.count }
      guard let least = children.min(by: { Self.precedes(heap[$0], heap[$1]) }),
        Self.precedes(heap[least], heap[parent])
      else { break }
      heap.swapAt(least, parent)
      parent = least
    }
    return (first.time, first.item)
  }

  private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
    (left.time, left.order) < (right.time, right.order)
  }
}
