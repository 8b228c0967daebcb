/// Why a part of an expression has no value. A reference, so that the frames of the evaluator stay small.
indirect enum Interruption: Error, Equatable {
  case unknown(Set<Int>)
  case failed(EvaluationError)
  /// The meter ran out: nothing absorbs this.
  case exhausted(EvaluationError)

  /// The one of two that the whole has: an unknown may still turn out to be anything, so it beats an error.
  func combined(with other: Interruption) -> Interruption {
    switch (self, other) {
    case (.exhausted, _): self
    case (_, .exhausted(let error)): .exhausted(error)
    case (.unknown(let left), .unknown(let right)): .unknown(left.union(right))
    case (.unknown, .failed), (.failed, .failed): self
    case (.failed, .unknown(let facts)): .unknown(facts)
    }
  }

  var isExhaustion: Bool {
    if case .exhausted = self { true } else { false }
  }
}
