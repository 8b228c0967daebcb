import CSecp256k1
import Glibc

/// The one context of libsecp256k1 in this process.
///
/// It is made once and blinded with fresh random bytes, which hides the key from who can measure the time or
/// the power that a signature takes and changes no signature. Afterwards it is only read, which the library
/// allows to any number of threads at a time.
enum CurveContext {
  /// The context, alive until the process ends.
  nonisolated(unsafe) static let shared: OpaquePointer = unsafe make()

  private static func make() -> OpaquePointer {
    guard let context = unsafe secp256k1_context_create(UInt32(SECP256K1_CONTEXT_NONE)) else {
      fatalError("libsecp256k1 has no memory for its context")
    }
    // The generator of the system asks the kernel for every word.
    var random = SystemRandomNumberGenerator()
    var seed: (UInt64, UInt64, UInt64, UInt64) =
      (random.next(), random.next(), random.next(), random.next())
    unsafe withUnsafeMutableBytes(of: &seed) { seed in
      guard let start = unsafe seed.bindMemory(to: UInt8.self).baseAddress else { return }
      unsafe precondition(
        secp256k1_context_randomize(context, start) == 1, "libsecp256k1 cannot be blinded")
      unsafe explicit_bzero(start, 32)
    }
    return unsafe context
  }
}
