package import Graph

/// What a bot decides. `CEL` has an outcome of its own, that of an evaluation.
package typealias Outcome = Graph.Outcome
