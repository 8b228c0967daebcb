/// Something that one thread makes ready and another one uses from then on.
///
/// `@unchecked`: whoever gives a value away keeps nothing of it; only one thread ever takes it.
package struct Handover<Value>: @unchecked Sendable {
  private let value: Value

  /// Gives `value` away: nobody may touch it any more but who takes it.
  package init(giving value: Value) {
    self.value = value
  }

  /// The value, which belongs to the one who takes it.
  package func take() -> Value { value }
}
