/// How large a value can be, as far as its size costs time.
indirect enum Extent: Hashable, Sendable {
  /// Of a fixed size.
  case scalar
  case text(Limit)
  /// A list, or a map with its values as elements.
  case list(Limit, element: Extent)

  /// A number of items or characters, and the declared bound it comes from.
  struct Limit: Hashable, Sendable {
    struct Source: Hashable, Sendable {
      var name: String
      var kind: Bound.Kind
    }

    var count: Int
    var source: Source?

    /// Where a name has no bound at all, everything that depends on its size is beyond any budget.
    init(_ count: Int?, _ source: Source? = nil) {
      self.count = count ?? .max
      self.source = source
    }

    static func + (left: Limit, right: Limit) -> Limit {
      let (sum, overflow) = left.count.addingReportingOverflow(right.count)
      return Limit(overflow ? .max : sum, left.count >= right.count ? left.source : right.source)
    }

    static func * (left: Limit, right: Limit) -> Limit {
      let (product, overflow) = left.count.multipliedReportingOverflow(by: right.count)
      return Limit(
        overflow ? .max : product,
        left.count >= right.count ? left.source ?? right.source : right.source ?? left.source)
    }

    static func larger(_ left: Limit, _ right: Limit) -> Limit {
      left.count >= right.count ? left : right
    }
  }

  /// The extent of a name of that type.
  init(of type: Type, _ bound: Bound, name: String) {
    switch type {
    case .string, .bytes:
      self = .text(Limit(bound.length, .init(name: name, kind: .length)))
    case .list(let element), .map(_, let element):
      self = .list(
        Limit(bound.items, .init(name: name, kind: .items)),
        element: Extent(of: element, bound, name: name))
    default: self = .scalar
    }
  }

  /// What one step over each part has to visit: characters of a text, items of a list with all they hold.
  var size: Limit {
    switch self {
    case .scalar: Limit(1)
    case .text(let length): length
    case .list(let items, let element): items * element.size
    }
  }

  /// The number of items; 1 for what is no list.
  var items: Limit {
    if case .list(let items, _) = self { items } else { Limit(1) }
  }

  var element: Extent {
    if case .list(_, let element) = self { element } else { .scalar }
  }

  /// An extent that holds either.
  static func widest(_ left: Extent, _ right: Extent) -> Extent {
    switch (left, right) {
    case (.scalar, let other), (let other, .scalar): other
    case (.text(let left), .text(let right)): .text(.larger(left, right))
    case (.list(let left, let leftElement), .list(let right, let rightElement)):
      .list(.larger(left, right), element: widest(leftElement, rightElement))
    case (.text(let length), .list(let items, let element)),
      (.list(let items, let element), .text(let length)):
      .list(.larger(items, length), element: element)
    }
  }
}
