/// A queue in one array: added to at the end, taken from at the front, read by position.
struct RingBuffer<Element: Sendable>: Sendable {
  private var storage: [Element] = []
  private var start = 0

  var count: Int { storage.count - start }
  var isEmpty: Bool { count == 0 }
  var last: Element? { isEmpty ? nil : storage.last }
  var first: Element? { start < storage.count ? storage[start] : nil }

  /// The element `offset` behind the front.
  subscript(offset: Int) -> Element {
    get { storage[start + offset] }
    _modify { yield &storage[start + offset] }
  }

  mutating func append(_ element: Element) {
    storage.append(element)
  }

  /// Takes the front away. What is taken frees its memory once as much has been taken as is left, so each
  /// element is moved at most once on average.
  mutating func removeFirst() {
    start += 1
    guard start >= 64, start * 2 >= storage.count else { return }
    storage.removeFirst(start)
    start = 0
  }

  /// All elements from the front on.
  var elements: ArraySlice<Element> { storage[start...] }
}
