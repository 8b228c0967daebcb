import Graph
import Policy

/// Every event of a small domain, by path: what two versions of a bot both see, each as far as it reads it.
struct EveryEvent {
  /// The values that one path takes; nil for absent.
  struct Column {
    var path: String
    var values: [Int64?]
  }

  private(set) var columns: [Column]
  static let now: Int64 = 5

  /// The domain of the paths that two versions name; all other paths have one value. Of more than `most` events
  /// the longest columns lose values from their middle.
  init(_ paths: Set<String>, most: Int = .max) {
    columns = paths.union(["y.age_ms"]).sorted().map { path in
      let values: [Int64?] =
        switch path {
        case "x.a", "x.b": [0, 1, 2, nil]
        case "x.flag", "x.side", "y.c", "z.level", "x.spare": [0, 1, nil]
        case "z.there": [1, 0]
        case "x.price": [0, 1, 3, nil]
        case "x.size": [0, 1_000_000, 1_500_000, 3_000_000]
        case "x.tick": [1, 2]
        // At the ends what is computed of them fails.
        case "y.at", "y.since": [3, 5, .min, .max, 6, nil]
        default: [0, 150, 250, nil]
        }
      return Column(path: path, values: values)
    }
    while count > most {
      guard
        let longest = columns.indices.max(by: {
          columns[$0].values.count < columns[$1].values.count
        }), columns[longest].values.count > 1
      else { return }
      columns[longest].values.remove(at: columns[longest].values.count / 2)
    }
  }

  /// How many events there are.
  var count: Int { columns.reduce(1) { $0 * $1.values.count } }

  /// The event of that number, below `count`: a value for each column.
  func event(_ number: Int) -> [Int64?] {
    var rest = number
    return columns.map { column in
      defer { rest /= column.values.count }
      return column.values[rest % column.values.count]
    }
  }

  /// In words, for a failing test.
  func text(_ number: Int) -> String {
    zip(columns, event(number)).map { "\($0.path)=\($1.map(String.init) ?? "-")" }
      .joined(separator: " ")
  }
}

/// One version of a bot, deciding the events of a domain.
struct EventJudge {
  private let plan: DecisionPlan
  private let frame: EventFrame
  /// What each column of the domain is for in this plan.
  private let targets: [[Target]]
  /// What stands at the other paths.
  private let fixed: [(input: Int, value: Int64)]

  private enum Target {
    case input(Int, replaceable: Bool)
    case availability(fact: Int)
    case age(fact: Int)
  }

  struct NoSuchBot: Error {}

  init(
    _ graph: CompiledGraph, bot: String, over domain: EveryEvent, in scope: Scope = Scope()
  ) throws {
    guard let compiled = graph.bot(exactly: bot), let event = compiled.specification.events.first
    else { throw NoSuchBot() }
    let plan = graph.plan(for: compiled, on: event, in: scope)
    self.plan = plan
    frame = plan.makeFrame()
    targets = domain.columns.map { column in
      plan.inputs.indices.filter { plan.inputs[$0].declaration.path == column.path }.map {
        .input($0, replaceable: plan.inputs[$0].declaration.absent != nil)
      }
        + plan.facts.indices.flatMap { index -> [Target] in
          let fact = plan.facts[index].declaration
          return (fact.available == column.path ? [.availability(fact: index)] : [])
            + (fact.age == column.path ? [.age(fact: index)] : [])
        }
    }
    let known = Set(domain.columns.map(\.path))
    fixed = plan.inputs.indices.filter { !known.contains(plan.inputs[$0].declaration.path) }.map {
      ($0, plan.inputs[$0].name == "x.tick" ? 1 : 0)
    }
  }

  func decide(_ event: [Int64?]) -> Decision {
    frame.begin(now: EveryEvent.now)
    for (input, value) in fixed { frame.set(input, value) }
    for (targets, value) in zip(targets, event) {
      for target in targets {
        switch (target, value) {
        case (.input(let index, _), let value?): frame.set(index, value)
        case (.input(let index, true), nil): frame.set(index, EveryEvent.now)
        case (.input(let index, false), nil): frame.setAbsent(index)
        case (.availability(let fact), let value): if value != 1 { frame.setFactAbsent(fact) }
        case (.age(let fact), let value?): frame.setAge(fact, value)
        case (.age(let fact), nil): frame.setFactAbsent(fact)
        }
      }
    }
    return frame.decide()
  }

  func outcome(_ decision: Decision) -> Outcome { plan.outcome(of: decision) }

  /// The fact that was missing, with its bot.
  func missing(_ decision: Decision) -> String? {
    decision.missing.map { "\(plan.missing[$0].bot) \(plan.missing[$0].name)" }
  }
}
