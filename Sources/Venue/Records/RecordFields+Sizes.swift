package import FixedPoint
import JSON

/// Sizes of orders and trades, whose form is not always known (`AmountForm`).
extension RecordFields {
  /// The form in which the sizes of this record are written, as far as `form` and the record tell.
  package func sizeForm(_ form: AmountForm, _ names: StaticString...) -> AmountForm {
    let hasPoint = names.contains { name in
      guard let value = self[name] else { return false }
      return unsafe value.textBytes.contains(UInt8(ascii: "."))
    }
    return form.settled(byPoint: hasPoint)
  }

  /// A size of at least zero in `form`.
  package func size(
    _ name: StaticString, _ form: AmountForm, _ doubt: AmountForm.Doubt
  ) throws(VenueRecordError) -> Micros {
    let value = try require(name)
    let hasPoint = unsafe value.textBytes.contains(UInt8(ascii: "."))
    let size: Micros
    switch form {
    case .fixedPoint:
      guard let units = value.int64 ?? value.int64InString else {
        throw .notWhole("\(name)", offset: value.byteOffset)
      }
      size = Micros(raw: units)
    case .plain, .unsettled:
      size = try Self.decimal(value, name)
      if form == .unsettled, !hasPoint, size.raw >= doubt.rawValue * 1_000_000 {
        throw .ambiguousAmount(
          "\(name)", text: value.string ?? value.numberText ?? "", offset: value.byteOffset)
      }
    }
    guard size >= .zero else { throw .outOfRange("\(name)", size, offset: value.byteOffset) }
    return size
  }
}
