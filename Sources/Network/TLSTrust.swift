/// Whose certificates a client believes. There is no way to believe everybody.
package enum TLSTrust: Sendable, Hashable {
  /// The authorities that this machine trusts.
  case system
  /// Only the authorities in this PEM file.
  case authorities(file: String)
}
