/// How large a value can be, as far as its size costs time.
indirect enum Extent: Hashable, Sendable {
  /// Of a fixed size.
  case scalar
  /// So many bytes.
  case text(Limit)
  /// A list, a map with its keys and values as elements, or an optional as a list of at most one.
  case list(Limit, element: Extent)

  /// A number of items or characters, and the declared bound it comes from.
  struct Limit: Hashable, Sendable {
    struct Source: Hashable, Sendable {
      var name: String
      var kind: Bound.Kind
      /// What the document declares; of a text Unicode scalars.
      var limit: Int
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

    /// Rounded up.
    func divided(by divisor: Int) -> Limit {
      count == .max ? self : Limit((count + divisor - 1) / divisor, source)
    }

    static func larger(_ left: Limit, _ right: Limit) -> Limit {
      left.count >= right.count ? left : right
    }
  }

  /// The extent of a name of that type.
  init(of type: Type, _ bound: Bound, name: String) {
    func limit(_ declared: Int?, _ kind: Bound.Kind, of each: Int) -> Limit {
      guard let declared else { return Limit(nil, .init(name: name, kind: kind, limit: .max)) }
      let source = Limit.Source(name: name, kind: kind, limit: declared)
      return Limit(declared, source) * Limit(each)
    }
    switch type {
    // A Unicode scalar takes up to four bytes.
    case .string: self = .text(limit(bound.length, .length, of: 4))
    case .bytes: self = .text(limit(bound.length, .length, of: 1))
    case .list(let element):
      self = .list(
        limit(bound.items, .items, of: 1), element: Extent(of: element, bound, name: name))
    case .map(let key, let value):
      self = .list(
        limit(bound.items, .items, of: 2),
        element: .widest(
          Extent(of: key, bound, name: name), Extent(of: value, bound, name: name)))
    default: self = .scalar
    }
  }

  static func optional(_ wrapped: Extent) -> Extent { .list(Limit(1), element: wrapped) }

  /// No less than `Value.weight` of any value of this extent, an optional of it included.
  var weight: Limit {
    switch self {
    case .scalar: Limit(2)
    case .text(let bytes): bytes + Limit(2)
    case .list(let items, let element): items * element.weight + Limit(2)
    }
  }

  /// Of a text.
  var bytes: Limit {
    switch self {
    case .scalar: Limit(0)
    case .text(let bytes): bytes
    case .list(let items, let element): items * element.bytes
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
