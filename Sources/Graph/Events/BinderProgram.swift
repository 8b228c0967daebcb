import CEL
import Policy

/// The tree of paths that an `EventBinder` walks, in memory of its own: fixed-size records without references.
@safe final class BinderProgram {
  /// A point of the tree; the children of a point follow each other.
  struct Node {
    var keyStart = 0
    var keyLength = 0
    var firstChild = 0
    var childCount = 0
    var firstTarget = 0
    var targetCount = 0
  }

  enum Kind: UInt8 {
    case now, input, available, age
  }

  enum Conversion: UInt8 {
    case bool, integer, micros, milliseconds, word, text

    init(_ type: Type) {
      switch type {
      case .bool: self = .bool
      case .quantity(let unit) where unit.grain > 1: self = .micros
      case .duration, .timestamp: self = .milliseconds
      case .enumeration: self = .word
      case .string: self = .text
      case .list(let element): self.init(element)
      default: self = .integer
      }
    }
  }

  /// What a value at a point is for.
  struct Target {
    var kind: Kind
    /// Of a list, that of its elements.
    var conversion: Conversion = .milliseconds
    var isList = false
    /// Position of the input or of the fact.
    var index = 0
    var minimum = Int64.min
    var maximum = Int64.max
    /// The words of an enumeration.
    var firstWord = 0
    var wordCount = 0
  }

  struct Word {
    var start: Int
    var length: Int
  }

  let nodes: UnsafeMutablePointer<Node>
  let targets: UnsafeMutablePointer<Target>
  let words: UnsafeMutablePointer<Word>
  let text: UnsafeMutablePointer<UInt8>
  /// For messages, by node.
  let paths: [String]

  init(_ plan: DecisionPlan) {
    var builder = Builder()
    builder.add("now_ms", Target(kind: .now))
    for (index, input) in plan.inputs.enumerated() {
      builder.add(input.declaration.path, builder.target(input.declaration, index))
    }
    for (index, fact) in plan.facts.enumerated() {
      if let path = fact.declaration.available {
        builder.add(path, Target(kind: .available, conversion: .bool, index: index))
      }
      if let path = fact.declaration.age {
        builder.add(path, Target(kind: .age, index: index))
      }
    }
    builder.lay()
    unsafe nodes = DecisionProgram.copy(builder.nodes)
    unsafe targets = DecisionProgram.copy(builder.targets)
    unsafe words = DecisionProgram.copy(builder.words)
    unsafe text = DecisionProgram.copy(builder.text)
    paths = builder.paths
  }

  deinit {
    unsafe nodes.deallocate()
    unsafe targets.deallocate()
    unsafe words.deallocate()
    unsafe text.deallocate()
  }
}

/// Gathers paths and lays them out breadth first.
private struct Builder {
  private final class Tree {
    var key: String
    var children: [Tree] = []
    var targets: [BinderProgram.Target] = []

    init(_ key: String) {
      self.key = key
    }
  }

  private let root = Tree("")
  private(set) var nodes: [BinderProgram.Node] = []
  private(set) var targets: [BinderProgram.Target] = []
  private(set) var words: [BinderProgram.Word] = []
  private(set) var text: [UInt8] = []
  private(set) var paths: [String] = []

  mutating func target(_ field: FieldDeclaration, _ index: Int) -> BinderProgram.Target {
    var target = BinderProgram.Target(
      kind: .input, conversion: BinderProgram.Conversion(field.type), index: index,
      minimum: field.minimum ?? .min, maximum: field.maximum ?? .max)
    var element = field.type
    if case .list(let type) = field.type {
      target.isList = true
      element = type
    }
    if case .enumeration(let enumeration) = element {
      target.firstWord = words.count
      target.wordCount = enumeration.cases.count
      for name in enumeration.cases { words.append(store(name)) }
    }
    return target
  }

  private mutating func store(_ name: String) -> BinderProgram.Word {
    let start = text.count
    text.append(contentsOf: name.utf8)
    return BinderProgram.Word(start: start, length: text.count - start)
  }

  mutating func add(_ path: String, _ target: BinderProgram.Target) {
    var current = root
    for part in path.split(separator: ".") {
      if let child = current.children.first(where: { $0.key == part }) {
        current = child
      } else {
        let child = Tree(String(part))
        current.children.append(child)
        current = child
      }
    }
    current.targets.append(target)
  }

  mutating func lay() {
    var waiting: [(tree: Tree, path: String)] = [(root, "")]
    var next = 0
    while next < waiting.count {
      let (tree, path) = waiting[next]
      next += 1
      let key = store(tree.key)
      nodes.append(
        BinderProgram.Node(
          keyStart: key.start, keyLength: key.length, firstChild: waiting.count,
          childCount: tree.children.count, firstTarget: targets.count,
          targetCount: tree.targets.count))
      paths.append(path)
      targets += tree.targets
      waiting += tree.children.map { ($0, path.isEmpty ? $0.key : "\(path).\($0.key)") }
    }
  }
}
