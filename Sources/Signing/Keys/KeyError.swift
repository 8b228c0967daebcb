/// Why there is no private key to sign with. No case holds a byte of a key or a password.
package enum KeyError: Error, Hashable, Sendable {
  /// The system gives no memory that stays out of swap; `code` is errno.
  case memoryNotLocked(code: Int32)
  /// The system does not forbid core dumps of this process; `code` is errno.
  case dumpsNotForbidden(code: Int32)
  /// A private key is 32 bytes, or 64 hexadecimal digits with or without `0x`; there were `count` of something.
  case malformedKey(count: Int)
  /// The number is zero, or not below the order of the curve.
  case keyOutOfRange
  /// Where a source was to be named, there is something that looks like a key. It is not repeated.
  case keyInPlaceOfSource
  /// The text does not begin with one of `known`; it is not repeated either, since it could be a secret.
  case unknownSource(known: [String])
  /// Nothing follows the colon.
  case emptySource(String)
  /// There is no environment variable of this name, or it is empty.
  case variableNotSet(String)
  /// A file that holds a secret cannot be used.
  case file(path: String, FileFault)
  /// A keystore file is not what it should be.
  case keystore(path: String, KeystoreFault)
  /// There is no terminal to ask for a password.
  case noTerminal
  /// The user gave no password.
  case cancelled
  /// The user gave two passwords where one was asked for twice.
  case passwordsDiffer

  /// Why a file that holds a secret is not read, or not made.
  package enum FileFault: Hashable, Sendable {
    /// A system call failed; `code` is errno.
    case system(Operation, code: Int32)
    /// The path leads to a symbolic link, which could lead to anything tomorrow.
    case symbolicLink
    /// A folder, a pipe, a device.
    case notRegular
    /// The owner is not the user that runs this program.
    case wrongOwner(user: UInt32)
    /// Somebody else may read or write it; `mode` is its permission bits.
    case openToOthers(mode: UInt32)
    /// There is nothing in it.
    case empty
    /// It has more than `limit` bytes.
    case tooLarge(limit: Int)
    /// It is there already, and no key is ever overwritten.
    case exists

    /// What was tried.
    package enum Operation: String, Hashable, Sendable {
      case open, read, write
    }
  }

  /// Why a keystore file does not open.
  package enum KeystoreFault: Hashable, Sendable {
    /// Not JSON; the problem and the byte where it is, from 0.
    case notJSON(String, byteOffset: Int)
    /// A member that must be there is not; the path to it.
    case missing(String)
    /// A member is not what it can be; the path to it.
    case malformed(String)
    /// The file asks for something that no keystore of version 3 has; the path to it.
    case unsupported(String)
    /// Deriving the key would take more memory or time than any honest file does; the path to what asks for it.
    case tooCostly(String)
    /// The password is not that of the file, or the file was changed.
    case wrongPassword
    /// The key in the file is that of another address than the file says.
    case addressMismatch(stated: Address, found: Address)
  }
}
