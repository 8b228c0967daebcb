import JSON

/// Named counts in order of first sight.
struct OrderedCounts {
  private(set) var entries: [(name: String, count: Int)] = []

  var total: Int { entries.reduce(0) { $0 + $1.count } }

  /// Zero for a name never seen.
  subscript(name: String) -> Int {
    entries.first { $0.name == name }?.count ?? 0
  }

  mutating func add(_ name: String) {
    if let index = entries.firstIndex(where: { $0.name == name }) {
      entries[index].count += 1
    } else {
      entries.append((name, 1))
    }
  }

  var json: JSONValue {
    .object(entries.map { JSONValue.Member($0.name, .number(String($0.count))) })
  }
}
