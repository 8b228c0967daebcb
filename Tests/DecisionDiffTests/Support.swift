import CEL
import DecisionDiff
import Diagnostics
import Graph
import JSON
import Policy
import Runtime
import TestSupport
import Trading

/// Graphs and frames for tests of this target.
enum Sample {
  static func graph(_ documents: [(path: String, text: String)]) throws -> CompiledGraph {
    let loader = PolicyLoader.load(
      documents.map {
        PolicyLoader.Input(file: $0.path, path: $0.path, bytes: Array($0.text.utf8))
      })
    guard let set = loader.set else { throw DiagnosticError(loader.diagnostics) }
    return try GraphCompiler.compile(set).get()
  }

  /// The house's own policies with some values set.
  static func house(_ settings: [String] = []) throws -> CompiledGraph {
    var loader = PolicyLoader.load(try PolicyFiles.inputs(ofRoot: Places.checkout))
    loader.apply(settings: settings, to: nil)
    guard let set = loader.set else { throw DiagnosticError(loader.diagnostics) }
    return try GraphCompiler.compile(set).get()
  }

  static func side(_ name: String, _ settings: [String] = []) throws -> DiffSide {
    DiffSide(label: name, graph: try house(settings), folder: nil)
  }

  /// Puts random small values into every input and age of a frame, some missing.
  static func fill(_ frame: EventFrame, _ random: inout SeededGenerator) {
    func number(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }
    frame.begin(now: 5)
    for (index, input) in frame.plan.inputs.enumerated() {
      let range = range(of: input.declaration)
      if number(0...11) == 0 { frame.setAbsent(index) } else { frame.set(index, number(range)) }
    }
    for (index, fact) in frame.plan.facts.enumerated() {
      if number(0...15) == 0 { frame.setFactAbsent(index) }
      if fact.declaration.age != nil {
        frame.setAge(index, [0, 100, 101, 200, 250][Int(number(0...4))])
      }
    }
  }

  /// The values that tests try of a field.
  static func range(of field: FieldDeclaration) -> ClosedRange<Int64> {
    switch field.type {
    case .bool: 0...1
    case .enumeration(let words): 0...Int64(words.cases.count - 1)
    case .timestamp: 0...9
    default: (field.minimum ?? -4)...min(field.maximum ?? 9, (field.minimum ?? 0) + 4_000_000)
    }
  }
}

extension EventFrame {
  /// The event that is set, to be set again.
  var saved: [Int64] {
    var row = [Int64](repeating: 0, count: rowWidth)
    unsafe row.withUnsafeMutableBufferPointer { slots in
      if let start = slots.baseAddress { unsafe store(row: start) }
    }
    return row
  }

  func restore(_ row: [Int64]) {
    unsafe row.withUnsafeBufferPointer { slots in
      if let start = slots.baseAddress { unsafe load(row: start) }
    }
  }
}

/// Time is no part of what these tests look at.
struct StoppedClock: NanosecondClock {
  var now: UInt64 { 0 }
}
