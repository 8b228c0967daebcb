package import Diagnostics

/// A value and the place in a document where it was written.
package struct Located<Value: Sendable>: Sendable {
  package var value: Value
  package var location: Location

  package init(_ value: Value, at location: Location) {
    self.value = value
    self.location = location
  }
}
