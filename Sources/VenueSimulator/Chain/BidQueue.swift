internal import FixedPoint

/// Who is to be mined next: the highest tip, of equal ones the first to arrive. A binary heap.
struct BidQueue {
  /// The first transaction of a line.
  struct Bid {
    /// Which line.
    let line: Int
    /// Wei for a unit of gas.
    let tip: UInt256
    /// The order of arrival over all senders.
    let arrival: UInt64

    fileprivate func isBetter(than other: Bid) -> Bool {
      tip == other.tip ? arrival < other.arrival : tip > other.tip
    }
  }

  private var heap: [Bid] = []

  init(_ bids: [Bid]) {
    // Sorted is a heap.
    heap = bids.sorted { $0.isBetter(than: $1) }
  }

  /// Adds a bid.
  mutating func insert(_ bid: Bid) {
    heap.append(bid)
    var place = heap.count - 1
    while place > 0, heap[place].isBetter(than: heap[(place - 1) / 2]) {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// Takes out the best bid; nil where there is none.
  mutating func removeBest() -> Bid? {
    guard let best = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return best }
    heap[0] = last
    var place = 0
    while true {
      var next = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < heap.count && heap[child].isBetter(than: heap[next]) {
        next = child
      }
      guard next != place else { return best }
      heap.swapAt(place, next)
      place = next
    }
  }
}
