import Diagnostics
import YAML

/// A document as a tree that can be changed: what is broken in a working file is put right for the comparison of
/// everything else, so that one broken field hides no other.
indirect enum ConfigTree: Sendable {
  /// `isEmpty` where nothing stands behind the key; `""` is a text.
  case scalar(String, isEmpty: Bool, Location)
  case list([ConfigTree], Location)
  case mapping([Entry], Location)

  struct Entry: Sendable {
    var key: String
    /// Of the key.
    var location: Location
    var value: ConfigTree
  }

  /// A way into a document, such as `spec`, `rules`, item 3, `when`.
  enum Step: Hashable, Sendable {
    case key(String)
    case item(Int)
  }

  init(_ node: YAMLNode) {
    switch node.kind {
    case .scalar(let text, _):
      self = .scalar(text, isEmpty: node.isAbsent, node.location)
    case .sequence(let items): self = .list(items.map { ConfigTree($0) }, node.location)
    case .mapping(let pairs):
      self = .mapping(
        pairs.map {
          Entry(
            key: $0.key.text ?? "", location: $0.key.location, value: ConfigTree($0.value))
        }, node.location)
    }
  }

  var location: Location {
    switch self {
    case .scalar(_, _, let location), .list(_, let location), .mapping(_, let location): location
    }
  }

  var entries: [Entry]? {
    if case .mapping(let entries, _) = self { entries } else { nil }
  }

  var items: [ConfigTree]? {
    if case .list(let items, _) = self { items } else { nil }
  }

  var text: String? {
    if case .scalar(let text, _, _) = self { text } else { nil }
  }

  subscript(key: String) -> ConfigTree? { entries?.first { $0.key == key }?.value }

  subscript(step: Step) -> ConfigTree? {
    switch step {
    case .key(let key): self[key]
    case .item(let index):
      items.flatMap { $0.indices.contains(index) ? $0[index] : nil }
    }
  }

  /// What stands at a path; nil where nothing does.
  subscript(path: some Collection<Step>) -> ConfigTree? {
    path.reduce(self as ConfigTree?) { tree, step in tree?[step] }
  }

  /// On one line: YAML that reads as the same tree.
  var yaml: String {
    switch self {
    case .scalar(let text, let isEmpty, _): isEmpty ? "" : OverrideDocument.quoted(text)
    case .list(let items, _): "[" + items.map(\.yaml).joined(separator: ", ") + "]"
    case .mapping(let entries, _):
      "{"
        + entries.map { "\(OverrideDocument.quoted($0.key)): \($0.value.yaml)" }.joined(
          separator: ", ") + "}"
    }
  }

  /// For people: short, without quotes.
  var summary: String {
    let text =
      switch self {
      case .scalar(let text, let isEmpty, _): isEmpty ? "nothing" : text
      case .list(let items, _): "[" + items.map(\.summary).joined(separator: ", ") + "]"
      case .mapping(let entries, _):
        entries.first { $0.key == "value" }?.value.summary
          ?? "{ " + entries.map { "\($0.key): \($0.value.summary)" }.joined(separator: ", ") + " }"
      }
    return text.count > 120 ? "\(text.prefix(117))..." : text
  }

  /// The paths at which this tree and another differ, each as deep as it goes.
  func differences(from other: ConfigTree) -> [[Step]] {
    switch (self, other) {
    case (.mapping(let entries, _), .mapping(let others, _)):
      let keys = entries.map(\.key) + others.map(\.key).filter { self[$0] == nil }
      return keys.flatMap { key -> [[Step]] in
        guard let here = self[key], let there = other[key] else { return [[.key(key)]] }
        return here.differences(from: there).map { [.key(key)] + $0 }
      }
    case (.list(let items, _), .list(let others, _)) where items.count == others.count:
      return zip(items, others).enumerated().flatMap { index, pair in
        pair.0.differences(from: pair.1).map { [.item(index)] + $0 }
      }
    default: return yaml == other.yaml ? [] : [[]]
    }
  }

  // MARK: Changing

  /// Puts another tree at a path, or takes away what stands there; false where the path leads nowhere.
  mutating func set(_ path: some Collection<Step>, to value: ConfigTree?) -> Bool {
    guard let step = path.first else {
      guard let value else { return false }
      self = value
      return true
    }
    let rest = path.dropFirst()
    switch (self, step) {
    case (.mapping(var entries, let location), .key(let key)):
      if let index = entries.firstIndex(where: { $0.key == key }) {
        if rest.isEmpty {
          if let value { entries[index].value = value } else { entries.remove(at: index) }
        } else if !entries[index].value.set(rest, to: value) {
          return false
        }
      } else {
        guard rest.isEmpty, let value else { return false }
        entries.append(Entry(key: key, location: value.location, value: value))
      }
      self = .mapping(entries, location)
      return true
    case (.list(var items, let location), .item(let index)):
      guard items.indices.contains(index) else { return false }
      if rest.isEmpty {
        if let value { items[index] = value } else { items.remove(at: index) }
      } else if !items[index].set(rest, to: value) {
        return false
      }
      self = .list(items, location)
      return true
    default: return false
    }
  }

  /// Adds the keys of `other` that are absent or empty here, at any depth, and gives their paths.
  mutating func fill(from other: ConfigTree, at path: [Step] = []) -> [[Step]] {
    guard case .mapping(var entries, let location) = self, let others = other.entries else {
      return []
    }
    var added: [[Step]] = []
    for entry in others {
      let inner = path + [.key(entry.key)]
      guard let index = entries.firstIndex(where: { $0.key == entry.key }) else {
        entries.append(entry)
        added.append(inner)
        continue
      }
      if case .scalar(_, isEmpty: true, _) = entries[index].value {
        if case .scalar(_, isEmpty: true, _) = entry.value { continue }
        entries[index].value = entry.value
        added.append(inner)
      } else {
        added += entries[index].value.fill(from: entry.value, at: inner)
      }
    }
    self = .mapping(entries, location)
    return added
  }
}

extension YAMLNode {
  /// The way to the innermost thing that a place is in, keys included.
  func path(to place: Location) -> [ConfigTree.Step]? {
    for pair in pairs ?? [] {
      guard let key = pair.key.text else { continue }
      if pair.key.location.contains(place) { return [.key(key)] }
      if let inner = pair.value.path(to: place) { return [.key(key)] + inner }
    }
    for (index, item) in (items ?? []).enumerated() {
      if let inner = item.path(to: place) { return [.item(index)] + inner }
    }
    return location.contains(place) ? [] : nil
  }
}

extension Location {
  fileprivate func contains(_ other: Location) -> Bool {
    line == other.line && column <= other.column && other.column < max(endColumn, column + 1)
  }
}
