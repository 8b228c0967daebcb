internal import Glibc

/// Whose certificates a client believes. There is no way to believe everybody.
package enum TLSTrust: Sendable, Hashable {
  /// The authorities that this machine trusts.
  case system
  /// Only the authorities in this PEM file. It is read once in a process: a changed file needs a new name.
  case authorities(file: String)

  /// The file of authorities; nil for those of the machine.
  var file: String? {
    guard case .authorities(let file) = self else { return nil }
    return file
  }

  /// A file that is not there would be no more than a certificate that is not believed.
  static func checkReadable(_ file: String) throws(NetworkError) {
    guard unsafe access(file, R_OK) == 0 else { throw .badAuthorities(file: file) }
  }
}
