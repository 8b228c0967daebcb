import FixedPoint
import Network
import Signing

/// Why a request is not taken for that of a user. The venue answers 401 to all of them.
package enum AuthenticationError: Error, Hashable, Sendable {
  /// A header that must be there is not.
  case missing(String)
  /// The value of a header is not what it can be.
  case malformed(String)
  /// The time of the request is `age` seconds before the venue's, or after it where that is negative.
  case stale(age: Int64)
  /// The signature is not of these headers, or not of this user.
  case wrongSignature
  /// The API key, its passphrase or its address is another than the credentials'.
  case unknownCredentials

  /// Refuses a time that is further than `tolerance` seconds from `now`.
  static func checkTime(
    _ timestamp: UInt64, now: UInt64, tolerance: UInt64
  ) throws(AuthenticationError) {
    let distance = timestamp > now ? timestamp - now : now - timestamp
    guard distance > tolerance else { return }
    let seconds = Int64(clamping: distance)
    throw .stale(age: timestamp > now ? -seconds : seconds)
  }
}

extension HTTPHeaders {
  /// The value of a header that must be there.
  func required(_ name: String) throws(AuthenticationError) -> String {
    guard let value = self[name], !value.isEmpty else { throw .missing(name) }
    return value
  }

  /// The address that the request is said to be of.
  func address() throws(AuthenticationError) -> Address {
    guard let address = Address(hex: try required("POLY_ADDRESS")) else {
      throw .malformed("POLY_ADDRESS")
    }
    return address
  }

  /// The time that the request is said to be of, in seconds since 1970. It must be written as the signed text has
  /// it: in digits, without a leading zero.
  func timestamp() throws(AuthenticationError) -> UInt64 {
    let text = try required("POLY_TIMESTAMP")
    guard let time = UInt256(decimal: text)?.uint64, String(time) == text else {
      throw .malformed("POLY_TIMESTAMP")
    }
    return time
  }
}
